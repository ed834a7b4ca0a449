"use client";

import { useEffect } from "react";
import useSWR, { mutate, type SWRResponse } from "swr";
import { browserApi } from "./browser";
import { currentUser } from "./current-user";
import type { User } from "./sign-up";

const key = "/api/v1/users/currentuser";

// The session's cookie can't be read here. That there is one is remembered
// beside it, so that a visitor who never signed in costs no request, and that
// there was one, so that its end can be told.
const hint = "pass.signed-in";
const [signedIn, ended] = ["1", "ended"];

/** Who is signed in: undefined while that is not known, null when nobody is. */
export function useSession(): User | null | undefined {
  return useSessionState().data;
}

/** The same, with what went wrong when that can't be known. */
export function useSessionState(): SWRResponse<User | null> {
  const state = useSWR(key, load, { revalidateOnFocus: true, dedupingInterval: 10_000 });
  useEffect(() => {
    // Another tab signed in or out.
    const listen = (event: StorageEvent) => event.key === hint && void mutate(key);
    window.addEventListener("storage", listen);
    return () => window.removeEventListener("storage", listen);
  }, []);
  return state;
}

/** Whether somebody was signed in here whose session has ended by itself. */
export function useSessionEnded(): boolean {
  const user = useSession();
  return user === null && localStorage.getItem(hint) === ended;
}

async function load(): Promise<User | null> {
  if (localStorage.getItem(hint) !== signedIn) return null;
  const answer = await currentUser(browserApi);
  if (!answer.ok) throw new Error(answer.problem.detail);
  if (!answer.data.currentUser) localStorage.setItem(hint, ended);
  return answer.data.currentUser;
}

/** Remembers that somebody signed in here, or signed out (null); what was kept for another is forgotten. */
export function rememberSession(user: User | null): void {
  if (user) localStorage.setItem(hint, signedIn);
  else localStorage.removeItem(hint);
  // Keys of what belongs to somebody are arrays; what anyone may see stays.
  void mutate(Array.isArray, undefined, { revalidate: false });
  void mutate(key, user, { revalidate: false });
}

/** Remembers that the session has ended by itself: a service has said so. */
export function rememberEnd(): void {
  if (localStorage.getItem(hint) === signedIn) localStorage.setItem(hint, ended);
  void mutate(key, null, { revalidate: false });
}

/** On a page that the server made for somebody who is signed in: remembers that, should this browser not know it. */
export function SignedIn(): null {
  useEffect(() => {
    if (localStorage.getItem(hint) === signedIn) return;
    localStorage.setItem(hint, signedIn);
    void mutate(key);
  }, []);
  return null;
}
