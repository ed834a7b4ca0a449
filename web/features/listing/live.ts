import type { Ticket } from "@/endpoints/list-tickets";
import type { Quote } from "@/endpoints/quote-order";
import { standingOf, type Standing } from "@/format/standing";

/** What may change of a listing while somebody looks at it; the price of a unit in the currency's minor unit. */
export interface Live extends Pick<Ticket, "version" | "title" | "venue" | "startsAt" | "price" | "currency" | "refundable" | "available"> {
  readonly standing: Standing;
}

/** A listing's state at `now`, in ms since 1970. */
export function liveOf(ticket: Ticket, now: number): Live {
  const { version, title, venue, startsAt, price, currency, refundable, available } = ticket;
  return { version, title, venue, startsAt, price, currency, refundable, available, standing: standingOf(ticket, now) };
}

/** Units that one order can hold. */
export const mostUnits = 10;

/** The quantity to offer: what is wanted, as far as it is there. */
export function quantityFor(wanted: number, { available }: Live): number {
  return Math.max(1, Math.min(wanted, available, mostUnits));
}

/** Whether a quote is for so many units at the price that the page shows. */
export function quoteFits(quote: Quote, { price, currency }: Live, quantity: number): boolean {
  return quote.quantity === quantity && quote.unitPrice === price && quote.currency === currency;
}

/** Milliseconds until it is worth asking again how a listing stands; 0: it stays as it is. */
export function askAgainIn({ standing }: Live): number {
  switch (standing) {
    case "on_sale":
    case "reserved":
      return 3_000;
    case "sold_out":
      // One comes back only when a payment fails at the last moment.
      return 30_000;
    case "withdrawn":
    case "over":
      return 0;
  }
}

/** What a seller changed of an offer, in words without figures: what the visitor saw, and what is so now. */
export function changesOf(seen: Live, now: Live): string[] {
  if (seen.version === now.version || now.standing === "withdrawn") return [];
  const changes = [
    (seen.price !== now.price || seen.currency !== now.currency) && "price",
    seen.startsAt !== now.startsAt && "date",
    seen.venue !== now.venue && "venue",
    seen.title !== now.title && "title",
    seen.refundable !== now.refundable && "terms of refunds",
  ].filter((change) => change !== false);
  return changes.length > 0 ? changes : ["details"];
}

/** What is worth interrupting a listener for: not each single ticket that goes. */
export function worthSaying({ standing, available }: Live): string {
  if (standing === "on_sale") return available > 3 ? "Tickets are available." : available > 1 ? `Only ${available} left.` : "The last one.";
  const words = { reserved: "All are held just now.", sold_out: "Sold out.", withdrawn: "Withdrawn by the seller.", over: "This event is over." };
  return words[standing];
}
