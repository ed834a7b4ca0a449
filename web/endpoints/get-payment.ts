import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Payment } from "./create-payment";

/** GET /api/v1/payments/{orderId}: while it is open, Stripe is asked now and then. */
export function getPayment(api: Api, orderId: string): Promise<Answer<Payment>> {
  return answerOf(api.GET("/api/v1/payments/{orderId}", { params: { path: { orderId } } }));
}
