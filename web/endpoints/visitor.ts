import { currentUser } from "./current-user";
import { visitorApi } from "./server";
import type { User } from "./sign-up";

/** Who asks for this page, when that can be known; on the server. */
export async function visitor(): Promise<User | undefined> {
  const api = await visitorApi();
  const answer = api && (await currentUser(api));
  return answer?.ok ? (answer.data.currentUser ?? undefined) : undefined;
}
