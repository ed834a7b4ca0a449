import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** POST /api/v1/users/signout */
export function signOut(api: Api): Promise<Answer<unknown>> {
  return answerOf(api.POST("/api/v1/users/signout"));
}
