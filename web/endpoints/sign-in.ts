import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Credentials, User } from "./sign-up";

/** POST /api/v1/users/signin */
export function signIn(api: Api, credentials: Credentials): Promise<Answer<User>> {
  return answerOf(api.POST("/api/v1/users/signin", { body: credentials }));
}
