import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Account } from "./get-account";

/**
 * POST /api/v1/payments/account: makes the account if there is none, and gives the page on which Stripe asks for what
 * it needs. The country is where the seller is (ISO 3166-1), the site's own if it is not said.
 */
export function openAccount(api: Api, country: string | undefined, key: string): Promise<Answer<Account>> {
  return answerOf(api.POST("/api/v1/payments/account", { body: country ? { country } : {}, params: { header: { "Idempotency-Key": key } } }));
}
