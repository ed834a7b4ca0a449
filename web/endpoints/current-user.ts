import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { User } from "./sign-up";

/** GET /api/v1/users/currentuser: null when nobody is signed in. */
export function currentUser(api: Api): Promise<Answer<{ currentUser: User | null }>> {
  return answerOf(api.GET("/api/v1/users/currentuser"));
}
