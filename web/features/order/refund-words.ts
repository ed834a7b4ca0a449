import type { Order } from "@/endpoints/create-order";
import type { Refund } from "@/endpoints/create-refund";
import type { Tone } from "@/ui/badge";

/** Whose eyes an order is seen with. */
export type Viewer = "buyer" | "seller";

type Dispute = NonNullable<Order["dispute"]>;

const outcomes: Record<Refund["status"], { tone: Tone; text: string }> = {
  pending: { tone: "wait", text: "On its way" },
  succeeded: { tone: "good", text: "Given back" },
  failed: { tone: "bad", text: "Could not be given back" },
};

/** What became of a refund, in a word or two. */
export function outcomeOf(status: Refund["status"]): { tone: Tone; text: string } {
  return outcomes[status];
}

/** Who decided a refund. */
export function sourceOf(by: Refund["by"], viewer: Viewer): string {
  if (by === viewer) return "By you";
  return { buyer: "By the buyer", seller: "By the seller", platform: "By the platform" }[by];
}

const disputes: Readonly<Record<string, string>> = {
  needs_response: "The bank waits for an answer.",
  warning_needs_response: "The bank has asked about it; no money has moved.",
  under_review: "The bank looks at it.",
  warning_under_review: "The bank looks at it; no money has moved.",
  warning_closed: "The bank has closed it; no money has moved.",
  won: "The bank decided for the seller.",
  lost: "The bank decided for the buyer, who has the money back.",
};

/** How a dispute stands, in sentences; its words are Stripe's. */
export function disputeOf({ status, reason }: Pick<Dispute, "status" | "reason">, viewer: Viewer): string {
  const who = viewer === "buyer" ? "You have" : "The buyer has";
  const why = reason && reason !== "general" ? ` (${plain(reason)})` : "";
  return `${who} disputed the payment at the bank${why}. ${disputes[status] ?? `It is ${plain(status)}.`}`;
}

/** Whether a dispute is decided. */
export function isDecided({ status }: Pick<Dispute, "status">): boolean {
  return ["won", "lost", "warning_closed"].includes(status);
}

function plain(word: string): string {
  return word.replaceAll("_", " ");
}
