import type { ReactNode } from "react";
import Link from "next/link";
import type { Ticket } from "@/endpoints/list-tickets";
import type { Quote } from "@/endpoints/quote-order";
import { phaseOf } from "@/format/standing";
import { links } from "@/links";
import { Badge } from "@/ui/badge";
import { buttonClass } from "@/ui/button";
import { Moment } from "@/ui/moment";
import { Notice } from "@/ui/notice";
import { liveOf } from "./live";
import { Offer } from "./offer";
import { Own } from "./own";
import { structuredDataOf } from "./preview";

// Characters, from which on a title's size would push everything else away.
const longTitle = 80;

interface Props {
  ticket: Ticket;
  /** What one unit comes to, if that is known. */
  quote: Quote | undefined;
  /** When this was so, in ms since 1970. */
  now: number;
}

/** All about a listing, as a ticket whose stub one can reserve. */
export function Listing({ ticket, quote, now }: Props) {
  return (
    <article className="grid gap-6">
      <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: structuredDataOf(ticket) }} />
      <div className="flex min-h-11 flex-wrap items-center justify-between gap-3">
        <Link href={links.browse()} prefetch={false} className="link py-2.5">
          All listings
        </Link>
        <Own id={ticket.id} sellerId={ticket.sellerId} />
      </div>
      <div className="ticket grid lg:grid-cols-[1fr_23rem]">
        <Facts ticket={ticket} now={now} />
        <Offer key={ticket.id} id={ticket.id} initial={liveOf(ticket, now)} quote={quote} />
      </div>
      {ticket.description && (
        <section aria-labelledby="about" className="grid mt-2 max-w-prose gap-3">
          <h2 id="about" className="text-2xl">
            About it
          </h2>
          <p dir="auto" className="whitespace-pre-line">
            {ticket.description}
          </p>
        </section>
      )}
    </article>
  );
}

const policies = {
  refundable: (dated: boolean) => `You can have your money back${dated ? " until it starts" : ""}`,
  final: "Only if the seller decides so",
};

function Facts({ ticket: { title, venue, startsAt, refundable }, now }: { ticket: Ticket; now: number }) {
  return (
    <header className="grid content-start gap-6 p-6 sm:p-8 lg:p-10">
      <h1 dir="auto" className={title.length > longTitle ? "text-2xl sm:text-3xl" : undefined}>
        {title}
      </h1>
      <dl className="grid gap-4">
        <Fact name="When">
          <Moment at={startsAt} fallback="The seller has not said yet" />{" "}
          {phaseOf(startsAt, now) === "begun" && <Badge tone="wait">Has already begun</Badge>}
        </Fact>
        <Fact name="Where">{venue ? <bdi>{venue}</bdi> : "The seller has not said yet"}</Fact>
        <Fact name="Refunds">{refundable ? policies.refundable(startsAt !== null) : policies.final}</Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="sm:text-lg">{children}</dd>
    </div>
  );
}

/** In place of a listing that can't be asked for just now. */
export function ListingUnavailable({ id }: { id: string }) {
  return (
    <Notice title="This listing can’t be shown just now" alert level={1}>
      <p>Something behind this page does not answer. Nothing is lost: orders and tickets that you have are safe.</p>
      <a href={links.listing(id)} className={buttonClass()}>
        Try again
      </a>
    </Notice>
  );
}
