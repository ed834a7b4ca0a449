import type { components } from "@/contracts/api/payments";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

export type PayoutList = components["schemas"]["PayoutList"];
/** The seller's share of an order on its way to them, in the currency's minor unit. */
export type Payout = components["schemas"]["Payout"];

/** GET /api/v1/payments/payouts: the visitor's own, newest first. */
export function listPayouts(api: Api, query: { limit?: number; cursor?: string }): Promise<Answer<PayoutList>> {
  return answerOf(api.GET("/api/v1/payments/payouts", { params: { query } }));
}
