import type { components } from "@/contracts/api/auth";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

export type Credentials = components["schemas"]["Credentials"];
export type User = components["schemas"]["User"];

/** POST /api/v1/users/signup: makes the account and signs in. */
export function signUp(api: Api, credentials: Credentials, key: string): Promise<Answer<User>> {
  return answerOf(api.POST("/api/v1/users/signup", { body: credentials, params: { header: { "Idempotency-Key": key } } }));
}
