import type { components } from "@/contracts/api/orders";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** What an order would come to, in the currency's minor unit. */
export type Quote = components["schemas"]["Quote"];

/** GET /api/v1/orders/quote; needs no session. */
export function quoteOrder(api: Api, ticketId: string, quantity: number, signal?: AbortSignal): Promise<Answer<Quote>> {
  return answerOf(api.GET("/api/v1/orders/quote", { params: { query: { ticketId, quantity } }, ...(signal && { signal }) }));
}
