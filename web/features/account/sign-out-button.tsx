"use client";

import { usePathname, useRouter } from "next/navigation";
import { useState, type ReactNode } from "react";
import { browserApi } from "@/endpoints/browser";
import { signOut } from "@/endpoints/sign-out";
import { rememberSession } from "@/endpoints/use-session";
import { links } from "@/links";
import { Button } from "@/ui/button";

// Pages that show what belongs to somebody.
const personal = /^\/(?:orders|sell)(?:\/|$)/;

/** Ends the session; on a page that belonged to it, the list of listings comes next. */
export function SignOutButton({ children }: { children: ReactNode }) {
  const router = useRouter();
  const path = usePathname();
  const [state, setState] = useState<"still" | "busy" | "failed">("still");
  const leave = async () => {
    setState("busy");
    const answer = await signOut(browserApi);
    setState(answer.ok ? "still" : "failed");
    if (!answer.ok) return;
    if (personal.test(path)) router.push(links.browse());
    router.refresh();
    rememberSession(null);
  };
  return (
    <div className="relative hidden js:block">
      <Button look="secondary" busy={state === "busy"} onClick={leave}>
        {children}
      </Button>
      {state === "failed" && (
        <p role="alert" className="absolute end-0 top-full z-10 mt-2 w-60 rounded-control bg-bad px-4 py-3 text-sm text-on-bad shadow-raised">
          That did not work: you are still signed in. Try again in a moment.
        </p>
      )}
    </div>
  );
}
