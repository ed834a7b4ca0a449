import type { components } from "@/contracts/api/orders";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** An order as its buyer sees it: prices in the currency's minor unit. */
export type Order = components["schemas"]["Order"];
export type NewOrder = components["schemas"]["NewOrder"];

/** POST /api/v1/orders: holds the units. */
export function createOrder(api: Api, order: NewOrder, key: string): Promise<Answer<Order>> {
  return answerOf(api.POST("/api/v1/orders", { body: order, params: { header: { "Idempotency-Key": key } } }));
}
