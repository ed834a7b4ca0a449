"use client";

import { useCallback } from "react";
import useSWR from "swr";
import { browserApi } from "@/endpoints/browser";
import { getTicket } from "@/endpoints/get-ticket";
import { links } from "@/links";
import { askAgainIn, liveOf, type Live } from "./live";

// Milliseconds between two tries while nobody answers.
const longestPause = 15_000;

interface Following {
  readonly live: Live;
  /** The last time that anybody asked, nobody answered. */
  readonly stale: boolean;
  /** Asks the service itself, at once; undefined when it does not answer. */
  readonly look: () => Promise<Live | undefined>;
}

/** A listing's state, asked for again and again while the page is looked at: first what the page came with. */
export function useLive(id: string, initial: Live): Following {
  const { data = initial, error, mutate } = useSWR(links.availability(id), load, {
    fallbackData: initial,
    refreshInterval: (latest = initial) => askAgainIn(latest),
    dedupingInterval: 500,
    focusThrottleInterval: 1_000,
    onErrorRetry: (_error, _key, _config, retry, { retryCount }) => void setTimeout(retry, Math.min(3_000 * retryCount, longestPause), { retryCount }),
  });
  const look = useCallback(async () => {
    const answer = await getTicket(browserApi, id);
    return answer.ok ? mutate(liveOf(answer.data, Date.now()), { revalidate: false }) : undefined;
  }, [id, mutate]);
  // The page may be newer than what was last asked for, when somebody comes back to it.
  return { live: data.version < initial.version ? initial : data, stale: Boolean(error), look };
}

async function load(address: string): Promise<Live> {
  const response = await fetch(address, { headers: { accept: "application/json" } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return (await response.json()) as Live;
}
