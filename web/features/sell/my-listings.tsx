"use client";

import Link from "next/link";
import { useRef, useState } from "react";
import type { Ticket, TicketList } from "@/endpoints/list-tickets";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Message } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";
import { Filters } from "./filters";
import { ListingTable } from "./listing-table";
import { NoListings, Unavailable } from "./no-listings";
import { useListings, type Page } from "./use-listings";

interface Props {
  page: Page;
  /** The page as the server knew it. */
  initial: TicketList | undefined;
  /** The listing that was just put on sale. */
  listed: string | undefined;
}

/** The seller's own listings, live. */
export function MyListings({ page, initial, listed }: Props) {
  const { list, problem, changed, announcement, look } = useListings(page, initial);
  const [withdrawn, setWithdrawn] = useState<Ticket>();
  const news = useRef<HTMLDivElement>(null);
  if (problem?.status === 401) {
    return (
      <SignInFirst title="Your session has ended" back={links.selling()}>
        <p>Sign in again to see how your listings sell.</p>
      </SignInFirst>
    );
  }
  const done = (ticket: Ticket) => {
    setWithdrawn(ticket);
    // Its button goes with this, so the dialog gets the time to hand the focus on.
    setTimeout(look, 250);
    return news.current;
  };
  const fresh = list?.items.find(({ id, status }) => id === listed && status === "on_sale");
  return (
    <div className="grid gap-6">
      <Heading />
      <div ref={news} tabIndex={-1} className="grid gap-3 outline-none empty:hidden">
        {withdrawn ? <Message tone="good">“{withdrawn.title}” is withdrawn.</Message> : fresh && <Listed ticket={fresh} />}
      </div>
      {list && (list.items.length > 0 || page.status) ? <Filters status={page.status} /> : null}
      {problem && list && <Message tone="wait">Not up to date just now: {problem.detail} It is tried again by itself.</Message>}
      {!list && <Unavailable problem={problem} onRetry={look} />}
      {list?.items.length === 0 && <NoListings page={page} />}
      {list && list.items.length > 0 && <ListingTable items={list.items} changed={changed} onWithdrawn={done} />}
      {list && <Pages page={page} next={list.nextCursor} />}
      <p role="status" className="sr-only">
        {announcement}
      </p>
    </div>
  );
}

function Heading() {
  return (
    <div className="flex flex-wrap items-center justify-between gap-4">
      <h1>My listings</h1>
      <p className="flex flex-wrap gap-3">
        <ButtonLink href={links.payouts()} look="secondary">
          Payouts
        </ButtonLink>
        <ButtonLink href={links.newListing()}>List tickets</ButtonLink>
      </p>
    </div>
  );
}

function Listed({ ticket }: { ticket: Ticket }) {
  return (
    <Message tone="good">
      “{ticket.title}” is on sale.{" "}
      <Link href={links.listing(ticket.id)} prefetch={false} className="link font-semibold">
        See the listing
      </Link>
    </Message>
  );
}

function Pages({ page, next }: { page: Page; next: string | null }) {
  if (!next && !page.cursor) return null;
  const status = page.status && { status: page.status };
  return (
    <nav aria-label="Pages" className="flex flex-wrap justify-between gap-3">
      {page.cursor && (
        <ButtonLink href={links.selling({ ...status })} look="secondary">
          Newest
        </ButtonLink>
      )}
      {next && (
        <ButtonLink href={links.selling({ ...status, cursor: next })} look="secondary" className="ms-auto">
          Older
        </ButtonLink>
      )}
    </nav>
  );
}
