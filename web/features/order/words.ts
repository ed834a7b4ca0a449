import type { Order } from "@/endpoints/create-order";
import type { Tone } from "@/ui/badge";
import { unitsLeft } from "./returns";
import type { Stage } from "./stage";

/** What the page says at a stage, and what it offers to do. */
export interface Words {
  readonly title: string;
  readonly text: string;
  readonly tone: Tone;
  /** The button that leads to checkout; the price follows it where it says "Pay". */
  readonly pay?: string;
  readonly cancel?: boolean;
  /** The time that is left counts. */
  readonly counts?: boolean;
  /** The link back to the listing. */
  readonly again?: string;
}

const uncharged = "Nothing was charged.";

const words: Record<Stage, (tickets: Tickets) => Words> = {
  reserved: ({ are }) => ({
    title: "Reserved for you",
    text: `${are} held for you until the time runs out. Nothing has been charged.`,
    tone: "wait",
    pay: "Pay",
    cancel: true,
    counts: true,
  }),
  unpaid: ({ are }) => ({
    title: "You have not paid yet",
    text: `You left checkout without paying, and nothing was charged. ${are} still held for you until the time runs out.`,
    tone: "wait",
    pay: "Pay",
    cancel: true,
    counts: true,
  }),
  declined: ({ are }) => ({
    title: "Your card was declined",
    text: `${uncharged} ${are} still held for you: try another card before the time runs out.`,
    tone: "bad",
    pay: "Try another card",
    cancel: true,
    counts: true,
  }),
  confirming: () => ({
    title: "Confirming your payment",
    text: "This takes a few seconds, and this page follows it to the end. There is no need to pay again.",
    tone: "wait",
  }),
  unconfirmed: () => ({
    title: "No payment has arrived yet",
    text: "If you have paid, stay here: this page tells as soon as the payment arrives. If you have not, go back to checkout. You can’t be charged twice.",
    tone: "wait",
    pay: "Back to checkout",
    cancel: true,
    counts: true,
  }),
  closing: () => ({ title: "The payment did not go through", text: `${uncharged} The order is being closed.`, tone: "bad" }),
  "run-out": ({ are }) => ({
    title: "The hold has run out",
    text: `The time to pay is over. ${uncharged} Unless you have just paid, ${are.toLowerCase()} going back on sale.`,
    tone: "gone",
    again: "See what is left",
  }),
  paid: ({ these }) => ({ title: "Paid", text: `${these} yours. Print what you need, or show it on your phone.`, tone: "good" }),
  refunded: ({ are }) => ({
    title: are.includes("tickets") ? "These tickets are given back" : "This ticket is given back",
    text: `${are} not valid any more. How the money comes back stands below.`,
    tone: "gone",
    again: "Back to the listing",
  }),
  "too-late": () => ({
    title: "Too late: the hold had run out",
    text: `No payment came before the time to pay was over, so the order was cancelled. ${uncharged} If your bank shows an amount as reserved, it is given back.`,
    tone: "bad",
    again: "See what is left",
  }),
  expired: ({ are }) => ({
    title: "The hold ran out",
    text: `The payment did not come in time, so ${are.toLowerCase()} on sale again. ${uncharged}`,
    tone: "gone",
    again: "See what is left",
  }),
  cancelled: ({ are }) => ({
    title: "You cancelled this order",
    text: `${are} free again for others. ${uncharged}`,
    tone: "gone",
    again: "Back to the listing",
  }),
  failed: ({ are }) => ({
    title: "The payment did not go through",
    text: `The money could not be taken, so the order was cancelled and ${are.toLowerCase()} on sale again. ${uncharged}`,
    tone: "bad",
    again: "See what is left",
  }),
  ended: () => ({ title: "This order was cancelled", text: uncharged, tone: "gone", again: "Back to the listing" }),
};

interface Tickets {
  readonly are: string;
  readonly these: string;
}

/** Puts a stage into words for the buyer of so many tickets. */
export function wordsOf(stage: Stage, quantity: number): Words {
  const one = quantity === 1;
  return words[stage]({
    are: one ? "The ticket is" : `The ${quantity} tickets are`,
    these: one ? "This ticket is" : `These ${quantity} tickets are`,
  });
}

const ends: Record<NonNullable<Order["cancelReason"]>, string> = { expired: "Hold ran out", buyer: "Cancelled", payment_failed: "Payment failed" };

/** Puts an order into a word or two, for the list. */
export function badgeOf(order: Pick<Order, "status" | "cancelReason" | "quantity" | "refundedUnits" | "refundedAmount">, over: boolean): { tone: Tone; text: string } {
  if (order.status === "complete") return returned(order);
  if (order.status === "cancelled") return { tone: "gone", text: order.cancelReason ? ends[order.cancelReason] : "Cancelled" };
  return over ? { tone: "gone", text: "Hold ran out" } : { tone: "wait", text: "Waiting for payment" };
}

function returned(order: Pick<Order, "quantity" | "refundedUnits" | "refundedAmount">): { tone: Tone; text: string } {
  if (unitsLeft(order) === 0) return { tone: "gone", text: "Refunded" };
  return { tone: "good", text: order.refundedUnits > 0 || order.refundedAmount > 0 ? "Partly refunded" : "Paid" };
}

/** What the card's issuer says beside the heading, unless it says the same. */
export function reasonOf(declined: { readonly message: string } | undefined): string | undefined {
  return declined && !/^your card was declined\.?$/i.test(declined.message.trim()) ? declined.message : undefined;
}
