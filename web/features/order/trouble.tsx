"use client";

import Link from "next/link";
import { useEffect } from "react";
import { rememberEnd } from "@/endpoints/use-session";
import { links } from "@/links";
import { Message, Notice } from "@/ui/notice";
import type { Refusal } from "./load";

/** Why what is shown may be old, beside it. */
export function Trouble({ problem, back }: { problem: Refusal | undefined; back: string }) {
  const ended = problem?.problem.status === 401;
  useEffect(() => {
    if (ended) rememberEnd();
  }, [ended]);
  if (!problem) return null;
  if (!ended) {
    return <Message tone="wait">There is no news from the service just now, so this may be out of date. The page keeps trying by itself.</Message>;
  }
  return (
    <Message tone="bad">
      Your session has ended, and nothing is lost.{" "}
      <Link href={links.signIn(back)} prefetch={false} className="link font-semibold">
        Sign in again
      </Link>{" "}
      and you come back here.
    </Message>
  );
}

/** What stands in place of content that a service does not give just now. */
export function Unavailable({ title, again }: { title: string; again: string }) {
  return (
    <Notice title={title} alert level={1}>
      <p>The service does not answer. Your orders are safe: nothing is lost, and nothing is charged twice.</p>
      <p className="hidden js:block">This page keeps trying by itself.</p>
      <a href={again} className="link js:hidden">
        Try again
      </a>
    </Notice>
  );
}
