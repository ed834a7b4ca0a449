import type { components } from "@/contracts/api/payments";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** The visitor's account at Stripe, to which their sales are paid out. */
export type Account = components["schemas"]["Account"];

/** GET /api/v1/payments/account */
export function getAccount(api: Api): Promise<Answer<Account>> {
  return answerOf(api.GET("/api/v1/payments/account"));
}
