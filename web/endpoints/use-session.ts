"use client";

import { useEffect } from "react";
import useSWR, { mutate } from "swr";
import { browserApi } from "./browser";
import { currentUser } from "./current-user";
import type { User } from "./sign-up";

const key = "/api/v1/users/currentuser";

// The session's cookie can't be read here. That there is one is remembered
// beside it, so that a visitor who never signed in costs no request.
const hint = "pass.signed-in";

/** Who is signed in: undefined while that is not known, null when nobody is. */
export function useSession(): User | null | undefined {
  const { data } = useSWR(key, load, { revalidateOnFocus: true, dedupingInterval: 10_000 });
  useEffect(() => {
    // Another tab signed in or out.
    const listen = (event: StorageEvent) => event.key === hint && void mutate(key);
    window.addEventListener("storage", listen);
    return () => window.removeEventListener("storage", listen);
  }, []);
  return data;
}

async function load(): Promise<User | null> {
  if (!localStorage.getItem(hint)) return null;
  const answer = await currentUser(browserApi);
  if (!answer.ok) throw new Error(answer.problem.detail);
  if (!answer.data.currentUser) localStorage.removeItem(hint);
  return answer.data.currentUser;
}

/** Remembers that somebody signed in here, or signed out (null). */
export function rememberSession(user: User | null): void {
  if (user) localStorage.setItem(hint, "1");
  else localStorage.removeItem(hint);
  void mutate(key, user, { revalidate: false });
}

/** On a page that the server made for somebody who is signed in: remembers that, should this browser not know it. */
export function SignedIn(): null {
  useEffect(() => {
    if (localStorage.getItem(hint)) return;
    localStorage.setItem(hint, "1");
    void mutate(key);
  }, []);
  return null;
}
