import type { components } from "@/contracts/api/payments";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** What a seller has sold and been paid out in a currency, in its minor unit. */
export type Balance = components["schemas"]["Balance"];

/** GET /api/v1/payments/balance: one for each currency in which the visitor has sold. */
export function getBalance(api: Api): Promise<Answer<{ items: Balance[] }>> {
  return answerOf(api.GET("/api/v1/payments/balance"));
}
