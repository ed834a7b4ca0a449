import { cache } from "react";
import type { Answer } from "@/endpoints/answer";
import { getTicket } from "@/endpoints/get-ticket";
import type { Ticket } from "@/endpoints/list-tickets";
import { quoteOrder, type Quote } from "@/endpoints/quote-order";
import { publicApi } from "@/endpoints/server";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface Found {
  readonly answer: Answer<Ticket>;
  /** When it was asked for, in ms since 1970. */
  readonly now: number;
}

/** A listing by the id in an address: asked for once in a rendering, and not at all when no listing can have it. */
export const findListing = cache(async (id: string): Promise<Found> => {
  const now = Date.now();
  if (uuid.test(id)) return { answer: await getTicket(publicApi(), id), now };
  return { answer: { ok: false, problem: { status: 404, detail: "There is no such ticket.", errors: [] } }, now };
});

// Milliseconds. The page is of use without it, and does not wait long for it.
const patience = 500;

/** What one unit of a listing comes to; undefined when that can't be known just now. */
export async function findQuote(id: string): Promise<Quote | undefined> {
  if (!uuid.test(id)) return undefined;
  const answer = await quoteOrder(publicApi(), id, 1, AbortSignal.timeout(patience));
  return answer.ok ? answer.data : undefined;
}
