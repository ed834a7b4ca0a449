import type { ReactNode } from "react";

export type Tone = "good" | "wait" | "bad" | "gone";

const tones: Record<Tone, string> = {
  good: "bg-good text-on-good",
  wait: "bg-wait text-on-wait",
  bad: "bg-bad text-on-bad",
  gone: "bg-gone text-on-gone",
};

/** A word on how something stands. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <span className={`inline-block rounded-full px-3 py-0.5 text-sm font-semibold forced-colors:border ${tones[tone]}`}>{children}</span>;
}
