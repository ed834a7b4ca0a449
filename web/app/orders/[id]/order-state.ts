import type { Order } from "@/endpoints/get-order";

/** How an order stands, in words for its buyer. */
export interface OrderState {
  readonly label: string;
  readonly text: string;
  readonly tone: "good" | "waiting" | "ended";
  /** The units are held and the order may still be paid. */
  readonly open: boolean;
  /** The answer to a payment is on its way: look again in a moment. */
  readonly refresh: boolean;
}

const cancelled: Record<NonNullable<Order["cancelReason"]>, string> = {
  expired: "The hold ran out before the payment came, so the units are on sale again. You have not been charged.",
  buyer: "You cancelled this order. You have not been charged.",
  payment_failed: "The payment did not go through, so the units are on sale again. You have not been charged.",
};

const unexplained = "This order was cancelled. You have not been charged.";

/** Puts the order into words; `returned` when its buyer just came back from checkout. */
export function orderState(order: Pick<Order, "status" | "cancelReason">, returned: boolean): OrderState {
  switch (order.status) {
    case "complete":
      return ended("Paid", "These tickets are yours.", "good");
    case "cancelled":
      return ended("Cancelled", order.cancelReason ? cancelled[order.cancelReason] : unexplained, "ended");
    case "created":
    case "awaiting_payment":
      return returned
        ? waiting("Confirming payment", "Thank you. Your payment is being confirmed; this page follows it.", true)
        : waiting("Waiting for payment", "The units are held for you until the time below. Nothing has been charged.", false);
  }
}

function ended(label: string, text: string, tone: "good" | "ended"): OrderState {
  return { label, text, tone, open: false, refresh: false };
}

function waiting(label: string, text: string, refresh: boolean): OrderState {
  return { label, text, tone: "waiting", open: true, refresh };
}
