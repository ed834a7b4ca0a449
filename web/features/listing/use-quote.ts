"use client";

import useSWR from "swr";
import { browserApi } from "@/endpoints/browser";
import { quoteOrder, type Quote } from "@/endpoints/quote-order";
import { quoteFits, type Live } from "./live";

/** What units come to, as far as is known. */
export interface Quoted {
  /** Undefined while nobody has said. */
  readonly quote: Quote | undefined;
  /** The last time that anybody asked, there was no answer. */
  readonly failed: boolean;
}

// Milliseconds until the next try.
const pause = 3_000;

/**
 * What so many units of a listing come to: `first`, what the page came with, while that is about the same, else what
 * the service says. Of none, nobody asks.
 */
export function useQuote(id: string, live: Live, quantity: number, first: Quote | undefined): Quoted {
  const known = first && quoteFits(first, live, quantity) ? first : undefined;
  const { data, error } = useSWR(quantity > 0 && !known ? `quote/${id}/${live.version}/${quantity}` : null, () => load(id, live, quantity), {
    revalidateOnFocus: false,
    dedupingInterval: 60_000,
    onErrorRetry: (_error, _key, _config, retry, { retryCount }) => void setTimeout(retry, pause, { retryCount }),
  });
  return { quote: known ?? data, failed: Boolean(error) };
}

async function load(id: string, live: Live, quantity: number): Promise<Quote> {
  const answer = await quoteOrder(browserApi, id, quantity);
  if (!answer.ok) throw new Error(answer.problem.detail);
  // Orders may hear of a new price a moment after the page did: then the figures don't belong together.
  if (!quoteFits(answer.data, live, quantity)) throw new Error("of another version");
  return answer.data;
}
