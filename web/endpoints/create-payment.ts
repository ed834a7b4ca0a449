import type { components } from "@/contracts/api/payments";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** The payment of an order: the amount in the currency's minor unit. */
export type Payment = components["schemas"]["Payment"];

/** POST /api/v1/payments: opens the checkout page, or gives the one that is open. */
export function createPayment(api: Api, orderId: string, key: string): Promise<Answer<Payment>> {
  return answerOf(api.POST("/api/v1/payments", { body: { orderId }, params: { header: { "Idempotency-Key": key } } }));
}
