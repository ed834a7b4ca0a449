"use client";

import type { User } from "@/endpoints/sign-up";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { SignOutButton } from "./sign-out-button";

/** What somebody sees who comes to sign in and is. */
export function SignedInNotice({ user, back }: { user: User; back: string }) {
  return (
    <Notice title="You are signed in" level={1}>
      <p>
        As <strong className="text-ink">{user.email}</strong>.
      </p>
      <div className="flex flex-wrap justify-center gap-3">
        <ButtonLink href={back}>Go on</ButtonLink>
        <SignOutButton>Sign out to use another account</SignOutButton>
      </div>
    </Notice>
  );
}
