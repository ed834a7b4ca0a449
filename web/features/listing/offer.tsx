"use client";

import { useId, useState } from "react";
import type { Quote } from "@/endpoints/quote-order";
import { leftOf, type Standing } from "@/format/standing";
import { Availability } from "@/ui/availability";
import { Button } from "@/ui/button";
import { useHydrated } from "@/ui/hydrated";
import { Money } from "@/ui/money";
import { Message } from "@/ui/notice";
import { Changes } from "./changes";
import { quantityFor, worthSaying, type Live } from "./live";
import { Quantity } from "./quantity";
import { Total } from "./total";
import { useLive } from "./use-live";
import { useQuote } from "./use-quote";
import { useReserve } from "./use-reserve";
import { useWanted } from "./wanted";

const notes: Record<Standing, string> = {
  on_sale: "Held for you for a quarter of an hour while you pay. Nothing is charged before.",
  reserved: "Others hold the last ones. Those they don’t pay for come back here by themselves, within a quarter of an hour.",
  sold_out: "All of them are sold and paid for.",
  withdrawn: "The seller has taken this listing off the market.",
  over: "Tickets for it can’t be bought any more.",
};

const outdated = "The site does not answer just now, so this may be out of date. It is asked again by itself.";

interface Props {
  id: string;
  /** How the listing stood when the page was made. */
  initial: Live;
  /** What one unit came to then, if that is known. */
  quote: Quote | undefined;
}

/** The stub of a listing: what it costs and what is left at this moment, and the way to reserve some. */
export function Offer({ id, initial, quote: first }: Props) {
  const heading = useId();
  const alive = useHydrated();
  const { live, stale, look } = useLive(id, initial);
  const { reserve, busy, refusal } = useReserve(id, look);
  const before = useWanted(id);
  const [chosen, choose] = useState<number>();
  const quantity = quantityFor(chosen ?? before, live);
  const onSale = live.standing === "on_sale";
  const offered = onSale || live.standing === "reserved";
  const quoted = useQuote(id, live, offered ? quantity : 0, first);
  return (
    <section aria-labelledby={heading} className="ticket-stub grid content-start gap-5 p-6 lg:ticket-stub-beside lg:p-8">
      <h2 id={heading} className="sr-only">
        Price and reservation
      </h2>
      <div className="grid justify-items-start gap-2">
        <Availability standing={live.standing} available={live.available} />
        <p>
          <span className="text-2xl font-semibold xs:text-3xl">
            <Money amount={live.price} currency={live.currency} />
          </span>{" "}
          <span className="text-muted">each</span>
        </p>
        <p role="status" className="sr-only">
          {worthSaying(live)}
        </p>
      </div>
      <div className="hidden gap-5 js:grid print:hidden!">
        {offered && (
          <>
            <Quantity of={live} quantity={quantity} onChange={choose} disabled={!alive || !onSale || busy} />
            <Total of={live} quantity={quantity} quoted={quoted} first={first} />
          </>
        )}
        <Button
          look={onSale ? "primary" : "secondary"}
          disabled={!alive}
          busy={busy}
          idle={!onSale}
          onClick={() => reserve(quantity, live)}
          className="min-h-12 text-lg disabled:opacity-100!"
        >
          {onSale ? (busy ? "Reserving…" : "Reserve") : leftOf(live.standing, 0)}
        </Button>
      </div>
      <Changes initial={initial} live={live} />
      {refusal && <Message tone="bad">{refusal}</Message>}
      {/* As high as the longest of the notes, which take each other's place. */}
      <p className="min-h-15 text-sm text-muted">{stale ? outdated : notes[live.standing]}</p>
      <noscript>
        <p className="text-sm">To reserve, please let your browser run this site’s JavaScript, and load the page again.</p>
      </noscript>
    </section>
  );
}
