import { useRef, useState } from "react";
import useSWR from "swr";
import type { Problem } from "@/endpoints/answer";
import { browserApi } from "@/endpoints/browser";
import { rememberEnd } from "@/endpoints/use-session";
import { listTickets, type Ticket, type TicketList } from "@/endpoints/list-tickets";
import { changesOf } from "./changes";

/** Which of the seller's listings are shown. */
export interface Page {
  status?: Ticket["status"] | undefined;
  cursor?: string | undefined;
}

const interval = 3_000;
const marked = 5_000;

/** The seller's listings, asked for again every three seconds while the page is seen, and at once when it comes back. */
export function useListings(page: Page, initial: TicketList | undefined) {
  const { changed, announcement, note } = useChanges(initial);
  // What the server just said is a part of the key, so that nothing older takes its place.
  const key = ["selling", page.status, page.cursor, initial];
  const { data, error, mutate: look } = useSWR<TicketList, Problem>(key, () => load(page), {
    fallbackData: initial,
    refreshInterval: interval,
    focusThrottleInterval: 500,
    dedupingInterval: 500,
    onSuccess: note,
    onError: ({ status }) => status === 401 && rememberEnd(),
    // While it fails the interval rests. Who is not signed in has no use for another try; who does not look gets one on coming back.
    onErrorRetry: ({ status }, _key, _config, revalidate, options) => {
      if (status !== 401) setTimeout(() => document.visibilityState === "visible" && void revalidate(options), interval);
    },
  });
  return { list: data, problem: error, changed, announcement, look: () => void look() };
}

async function load({ status, cursor }: Page): Promise<TicketList> {
  const answer = await listTickets(browserApi, { seller: "me", ...(status && { status }), ...(cursor && { cursor }) });
  // The listings' problem is what the page shows, so it is what is thrown.
  if (!answer.ok) throw answer.problem;
  return answer.data;
}

// Which listings have just changed, for the eye and for the ear.
function useChanges(initial: TicketList | undefined) {
  const known = useRef(initial);
  const [changed, setChanged] = useState<ReadonlySet<string>>(new Set());
  const [announcement, setAnnouncement] = useState("");
  const note = (list: TicketList) => {
    const changes = changesOf(known.current?.items ?? list.items, list.items);
    known.current = list;
    if (changes.length === 0) return;
    setAnnouncement(changes.map(({ text }) => text).join(" "));
    const now = new Set(changes.map(({ id }) => id));
    setChanged(now);
    setTimeout(() => setChanged((last) => (last === now ? new Set() : last)), marked);
  };
  return { changed, announcement, note };
}
