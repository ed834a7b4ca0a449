"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef } from "react";
import { useOtherPerson, useSessionState } from "@/endpoints/use-session";
import { backFrom, links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { SignOutButton } from "./sign-out-button";

/** The corner of the page that says who is signed in, and lets one sign in or out. */
export function Account() {
  const { data: user, error } = useSessionState();
  const here = useHere();
  useRenewal();
  if (user) {
    return (
      <div className="flex items-center gap-3">
        <span className="hidden max-w-48 truncate text-sm text-muted lg:inline" title={user.email}>
          {user.email}
        </span>
        <SignOutButton>Sign out</SignOutButton>
      </div>
    );
  }
  if (user === undefined && error) return <span className="text-sm text-muted">Account unavailable</span>;
  return (
    <ButtonLink href={links.signIn(here === links.browse() ? undefined : here)} look="secondary" className={user === undefined ? "js:invisible" : undefined}>
      Sign in
    </ButtonLink>
  );
}

// Forms, in which something may be typed that only who typed it can do without.
const form = /^\/(?:sell\/|sign)/;

/** When somebody else is signed in than was, or nobody, has the pages made anew: this one, and those that Back leads to. */
function useRenewal(): void {
  const router = useRouter();
  const path = usePathname();
  const due = useRef(false);
  const renew = useCallback(() => {
    if (!due.current || form.test(window.location.pathname)) return;
    due.current = false;
    router.refresh();
  }, [router]);
  useOtherPerson(
    useCallback(() => {
      due.current = true;
      renew();
    }, [renew]),
  );
  useEffect(renew, [path, renew]);
}

/** The page to come back to: this one, or where one goes from here when this is about signing in. */
function useHere(): string {
  const path = usePathname();
  const query = useSearchParams();
  if (path === links.signIn() || path === links.signUp()) return backFrom(query.get("return") ?? undefined);
  return query.size > 0 ? `${path}?${query}` : path;
}
