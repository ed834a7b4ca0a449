import { currentUser } from "./current-user";
import { visitorApi } from "./server";
import type { User } from "./sign-up";

/** Who asks for this page, on the server: null when nobody is signed in, undefined when that can't be known just now. */
export async function visitor(): Promise<User | null | undefined> {
  const api = await visitorApi();
  if (!api) return null;
  const answer = await currentUser(api);
  return answer.ok ? answer.data.currentUser : undefined;
}
