import type { Problem } from "@/endpoints/answer";
import type { Live } from "./live";

/** Why nothing was reserved and what to do, in sentences; `now` is how the listing stands since, as far as is known. */
export function refusalOf({ status, detail }: Problem, quantity: number, now: Live | undefined): string {
  switch (status) {
    case 409:
      return taken(quantity, now);
    case 404:
      return "This listing is not there any more. Nothing was reserved.";
    case 0:
    case 502:
    case 503:
    case 504:
      return "The site did not answer, so it is not certain whether anything was reserved. Press Reserve again: it is the same request, and can’t reserve twice.";
    default:
      return `Nothing was reserved. ${detail}`;
  }
}

/** Whether the request may have been carried out all the same, so that its repetition must be known as one. */
export function isUncertain({ status }: Problem): boolean {
  return status === 0 || status >= 500;
}

function taken(quantity: number, now: Live | undefined): string {
  if (now?.standing === "withdrawn") return "The seller has just withdrawn this listing. Nothing was reserved.";
  const left = now?.available ?? 0;
  if (left > 0 && left < quantity) {
    return `Somebody was faster: only ${left === 1 ? "one is" : `${left} are`} left. Nothing was reserved yet. Press Reserve again if that is enough.`;
  }
  const what = quantity === 1 ? "The last one went to somebody else a moment ago." : `Somebody was faster: there are no ${quantity} left.`;
  const hope = now?.standing === "sold_out" ? "" : " If it is not paid for, it comes back within a quarter of an hour, and this page will show it.";
  return `${what} Nothing was reserved.${hope}`;
}
