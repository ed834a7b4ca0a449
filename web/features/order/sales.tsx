"use client";

import Link from "next/link";
import { useRef, useState } from "react";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Message, Notice } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";
import { Sale } from "./sale";
import { Trouble, Unavailable } from "./trouble";
import { useSales, type SalesPage } from "./use-sales";

/** By which orders a listing of the visitor's was sold, and what of them went back. */
export function Sales({ title, ...page }: SalesPage & { title: string }) {
  const { ticketId, cursor } = page;
  const here = links.sales(ticketId, cursor);
  const { sales, problem, look } = useSales(page);
  const [news, setNews] = useState<string>();
  const said = useRef<HTMLDivElement>(null);
  if (!sales) {
    if (problem?.problem.status === 401) return <SignInFirst title="Sign in to see your sales" back={here} />;
    return <Unavailable title="Your sales can’t be loaded just now" again={here} />;
  }
  const refunded = (text: string) => {
    setNews(text);
    look();
    return said.current;
  };
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <Heading title={title} ticketId={ticketId} />
      <Trouble problem={problem} back={here} />
      <div ref={said} tabIndex={-1} className="outline-none empty:hidden">
        {news && <Message tone="good">{news}</Message>}
      </div>
      {sales.items.length === 0 ? (
        <None older={cursor !== undefined} />
      ) : (
        <ul className="grid gap-4">
          {sales.items.map((order) => (
            <Sale key={order.id} order={order} onRefunded={refunded} onRefused={look} />
          ))}
        </ul>
      )}
      <Pages ticketId={ticketId} cursor={cursor} next={sales.nextCursor} />
    </div>
  );
}

function Heading({ title, ticketId }: { title: string; ticketId: string }) {
  return (
    <div className="grid gap-2">
      <p className="flex flex-wrap gap-x-6">
        <Link href={links.selling()} prefetch={false} className="link py-2.5">
          My listings
        </Link>
        <Link href={links.payouts()} prefetch={false} className="link py-2.5">
          Payouts
        </Link>
      </p>
      <h1>Sales</h1>
      <p dir="auto" className="text-lg">
        <Link href={links.listing(ticketId)} prefetch={false} className="link">
          {title}
        </Link>
      </p>
    </div>
  );
}

function Pages({ ticketId, cursor, next }: { ticketId: string; cursor: string | undefined; next: string | null }) {
  if (!cursor && !next) return null;
  return (
    <nav aria-label="More sales" className="flex flex-wrap justify-between gap-3">
      {cursor && (
        <ButtonLink look="secondary" href={links.sales(ticketId)}>
          Newest sales
        </ButtonLink>
      )}
      {next && (
        <ButtonLink look="secondary" href={links.sales(ticketId, next)} className="ms-auto">
          Older sales
        </ButtonLink>
      )}
    </nav>
  );
}

function None({ older }: { older: boolean }) {
  if (older) return <Notice title="There are no older sales" />;
  return (
    <Notice title="Nothing is sold yet">
      <p>Each order that is paid stands here, and from here you can give its money back.</p>
    </Notice>
  );
}
