"use client";

import { usePathname, useRouter } from "next/navigation";
import { useState } from "react";
import { browserApi } from "@/endpoints/browser";
import { signOut } from "@/endpoints/sign-out";
import { links } from "@/links";
import { Button, ButtonLink } from "@/ui/button";
import { rememberSession, useSession } from "@/endpoints/use-session";

/** The corner of the page that says who is signed in, and lets one sign in or out. */
export function Account() {
  const user = useSession();
  const here = usePathname();
  const back = here.startsWith("/sign") ? undefined : here;
  if (user) return <SignOut email={user.email} />;
  return (
    <ButtonLink href={links.signIn(back)} look="secondary" className={user === undefined ? "js:invisible" : undefined}>
      Sign in
    </ButtonLink>
  );
}

function SignOut({ email }: { email: string }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const leave = async () => {
    setBusy(true);
    const answer = await signOut(browserApi);
    setBusy(false);
    if (!answer.ok) return;
    rememberSession(null);
    router.push(links.browse());
    router.refresh();
  };
  return (
    <div className="flex items-center gap-3">
      <span className="hidden max-w-48 truncate text-sm text-muted sm:inline" title={email}>
        {email}
      </span>
      <Button look="secondary" busy={busy} onClick={leave}>
        Sign out
      </Button>
    </div>
  );
}
