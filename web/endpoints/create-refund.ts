import type { components } from "@/contracts/api/orders";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Order } from "./create-order";

export type NewRefund = components["schemas"]["NewRefund"];
/** Money of an order that goes back, and what became of it. */
export type Refund = components["schemas"]["Refund"];

/** POST /api/v1/orders/{id}/refunds: decides that money goes back. */
export function createRefund(api: Api, orderId: string, refund: NewRefund, key: string): Promise<Answer<Order>> {
  const params = { path: { id: orderId }, header: { "Idempotency-Key": key } };
  return answerOf(api.POST("/api/v1/orders/{id}/refunds", { body: refund, params }));
}
