import type { Problem } from "@/endpoints/answer";

/** What is said to somebody who has tried too often (429): how long to wait, if that is known. */
export function waitOf({ detail, retryAfter }: Problem): string {
  if (!retryAfter) return detail;
  const [amount, unit] = retryAfter < 90 ? [Math.ceil(retryAfter), "second"] : [Math.ceil(retryAfter / 60), "minute"];
  return `${detail} Try again in ${amount} ${unit}${amount === 1 ? "" : "s"}.`;
}
