import type { components } from "@/contracts/api/orders";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

export type OrderList = components["schemas"]["OrderList"];

/** GET /api/v1/orders: the visitor's own, or with ticketId those by which that listing of theirs was sold; newest first. */
export function listOrders(api: Api, query: { ticketId?: string; limit?: number; cursor?: string }): Promise<Answer<OrderList>> {
  return answerOf(api.GET("/api/v1/orders", { params: { query } }));
}
