import Link from "next/link";
import type { ReactNode } from "react";

interface Props {
  title: string;
  lead: ReactNode;
  /** The other way in. */
  other: { readonly question: string; readonly href: string; readonly name: string };
  children: ReactNode;
}

/** The frame of the pages that lead into an account: a ticket whose stub is the other way. */
export function Entrance({ title, lead, other, children }: Props) {
  return (
    <div className="ticket mx-auto w-full max-w-md">
      <div className="grid gap-6 p-6 sm:p-8">
        <div className="grid gap-2">
          <h1 className="text-3xl">{title}</h1>
          <p className="text-muted">{lead}</p>
        </div>
        <noscript>
          <p className="rounded-control bg-wait px-4 py-3 text-on-wait">This needs JavaScript, which is switched off here. Browsing the listings works without.</p>
        </noscript>
        {children}
      </div>
      <p className="ticket-stub px-6 py-5 sm:px-8">
        {other.question}{" "}
        <Link href={other.href} prefetch={false} className="link font-semibold">
          {other.name}
        </Link>
      </p>
    </div>
  );
}
