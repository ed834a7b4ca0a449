import useSWR from "swr";
import type { Problem } from "@/endpoints/answer";
import { browserApi } from "@/endpoints/browser";
import { rememberEnd } from "@/endpoints/use-session";
import { look, type Payments } from "./look";
import { askAgainIn } from "./words";

// Milliseconds between two tries while nobody answers.
const pause = 5_000;

/** What payments knows of the seller, kept up to date while the page is seen. */
export function usePayouts(cursor: string | undefined, initial: Payments | undefined) {
  // What the server just said is a part of the key, so that nothing older takes its place.
  const { data, error } = useSWR<Payments, Problem>(["payouts", cursor, initial], () => load(cursor), {
    fallbackData: initial,
    refreshInterval: (latest = initial) => askAgainIn(latest?.account, latest?.payouts.items ?? []),
    focusThrottleInterval: 500,
    dedupingInterval: 500,
    onError: ({ status }) => status === 401 && rememberEnd(),
    onErrorRetry: ({ status }, _key, _config, revalidate, options) => {
      if (status !== 401) setTimeout(() => document.visibilityState === "visible" && void revalidate(options), pause);
    },
  });
  return { payments: data, problem: error };
}

async function load(cursor: string | undefined): Promise<Payments> {
  const answer = await look(browserApi, cursor);
  // The problem is what the page shows, so it is what is thrown.
  if (!answer.ok) throw answer.problem;
  return answer.data;
}
