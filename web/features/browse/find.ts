import { publicApi } from "@/endpoints/server";
import { listTickets, type Ticket } from "@/endpoints/list-tickets";
import { standingOf, type Standing } from "@/format/standing";
import type { Search } from "@/links";
import { moreOf, searchOf, ticketQueryOf, type More, type Params } from "./search";

/** What a card shows of a listing. */
export interface CardOf extends Pick<Ticket, "id" | "title" | "venue" | "startsAt" | "price" | "currency" | "available"> {
  readonly standing: Standing;
}

/** What came of an address: listings, or why there are none. */
export type Found =
  | { readonly outcome: "listed"; readonly search: Search; readonly cards: readonly CardOf[]; readonly more: More | undefined }
  | { readonly outcome: "unknown"; readonly search: Search }
  | { readonly outcome: "unavailable"; readonly search: Search };

/** Asks for the listings that an address names. */
export async function findListings(params: Params): Promise<Found> {
  const search = searchOf(params);
  if (!search) return { outcome: "unknown", search: {} };
  const answer = await listTickets(publicApi(), ticketQueryOf(search));
  if (answer.ok) {
    const now = Date.now();
    const cards = answer.data.items.map((ticket) => cardOf(ticket, now));
    return { outcome: "listed", search, cards, more: moreOf(search, answer.data.nextCursor) };
  }
  return answer.problem.status === 400 ? { outcome: "unknown", search: {} } : { outcome: "unavailable", search };
}

function cardOf(ticket: Ticket, now: number): CardOf {
  const { id, title, venue, startsAt, price, currency, available } = ticket;
  return { id, title, venue, startsAt, price, currency, available, standing: standingOf(ticket, now) };
}
