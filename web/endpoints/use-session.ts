"use client";

import { useEffect } from "react";
import useSWR, { mutate, type SWRResponse } from "swr";
import { browserApi } from "./browser";
import { currentUser } from "./current-user";
import type { User } from "./sign-up";

const key = "/api/v1/users/currentuser";

// The session's cookie can't be read here. Whose it is (by id, or somebody's) is
// remembered beside it, so that a visitor who never signed in costs no request
// and other tabs learn of another person, and that there was one, so that its
// end can be told.
const hint = "pass.signed-in";
const [somebody, ended] = ["1", "ended"];

// What this page last knew of it.
let known: string | null = null;

/** Who is signed in: undefined while that is not known, null when nobody is. */
export function useSession(): User | null | undefined {
  return useSessionState().data;
}

/** The same, with what went wrong when that can't be known. */
export function useSessionState(): SWRResponse<User | null> {
  return useSWR(key, load, { revalidateOnFocus: true, dedupingInterval: 10_000 });
}

/** Calls `changed` when another tab signed in or out, or the browser shows a page again that it kept since before. What was kept of another person is forgotten by then. */
export function useOtherPerson(changed: () => void): void {
  useEffect(() => {
    known = remembered();
    const look = () => {
      const now = remembered();
      if (now === known) return;
      known = now;
      // A session that ended by itself takes nothing away from who sits here.
      if (now !== ended) forget();
      void mutate(key);
      if (now !== ended) changed();
    };
    const stored = (event: StorageEvent) => (event.key === hint || event.key === null) && look();
    window.addEventListener("storage", stored);
    window.addEventListener("pageshow", look);
    return () => {
      window.removeEventListener("storage", stored);
      window.removeEventListener("pageshow", look);
    };
  }, [changed]);
}

/** Whether somebody was signed in here whose session has ended by itself. */
export function useSessionEnded(): boolean {
  const user = useSession();
  return user === null && remembered() === ended;
}

async function load(): Promise<User | null> {
  if (!isSignedIn()) return null;
  const answer = await currentUser(browserApi);
  if (!answer.ok) throw new Error(answer.problem.detail);
  remember(answer.data.currentUser?.id ?? ended);
  return answer.data.currentUser;
}

/** Remembers that somebody signed in here, or signed out (null); what was kept for another is forgotten. */
export function rememberSession(user: User | null): void {
  remember(user?.id);
  forget();
  void mutate(key, user, { revalidate: false });
}

/** Remembers that the session has ended by itself: a service has said so. */
export function rememberEnd(): void {
  if (isSignedIn()) remember(ended);
  void mutate(key, null, { revalidate: false });
}

/** On a page that the server made for somebody who is signed in: remembers that, should this browser not know it. */
export function SignedIn(): null {
  useEffect(() => {
    if (isSignedIn()) return;
    remember(somebody);
    void mutate(key);
  }, []);
  return null;
}

// Keys of what belongs to somebody are arrays; what anyone may see stays.
function forget(): void {
  void mutate(Array.isArray, undefined, { revalidate: false });
}

function isSignedIn(): boolean {
  const value = remembered();
  return value !== null && value !== ended;
}

// A browser that keeps nothing has no session either.
function remembered(): string | null {
  try {
    return localStorage.getItem(hint);
  } catch {
    return null;
  }
}

function remember(value: string | undefined): void {
  known = value ?? null;
  try {
    if (value === undefined) localStorage.removeItem(hint);
    else localStorage.setItem(hint, value);
  } catch {
    // Nor is there anything to tell it of.
  }
}
