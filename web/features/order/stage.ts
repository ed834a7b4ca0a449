import type { Order } from "@/endpoints/create-order";
import type { Payment } from "@/endpoints/create-payment";
import { unitsLeft } from "./returns";

/** How an order stands for its buyer, who may have just come back from checkout. */
export type Stage =
  | "reserved"
  | "unpaid"
  | "declined"
  | "confirming"
  | "unconfirmed"
  | "closing"
  | "run-out"
  | "paid"
  | "refunded"
  | "too-late"
  | "expired"
  | "cancelled"
  | "failed"
  | "ended";

/** How the buyer left checkout, as the address says: to say that they paid, or without. */
export type Checkout = "return" | "cancelled" | undefined;

/** What is known of an order beside itself. */
export interface Seen {
  /** Undefined when it was not asked for or nobody answered, null when there is none. */
  readonly payment?: Pick<Payment, "status" | "declined"> | null | undefined;
  readonly checkout?: Checkout;
  /** The hold is past its deadline. */
  readonly over: boolean;
  /** The buyer has waited long enough for a payment to be confirmed. */
  readonly waited?: boolean;
}

/** Reads the query parameter that checkout leaves. */
export function checkoutOf(value: string | string[] | undefined): Checkout {
  return value === "return" || value === "cancelled" ? value : undefined;
}

/** Whether nothing more is expected to happen to the order. */
export function isFinal(order: Pick<Order, "status">): boolean {
  return order.status === "complete" || order.status === "cancelled";
}

/** Whether the order's payment tells more than the order itself; `expected` is that the service spoke of one. */
export function asksPayment(order: Pick<Order, "status">, checkout: Checkout, expected = false): boolean {
  return !isFinal(order) && (expected || checkout !== undefined || order.status === "awaiting_payment");
}

/** Tells how an order stands. */
export function stageOf(order: Pick<Order, "status" | "cancelReason" | "quantity" | "refundedUnits">, seen: Seen): Stage {
  if (order.status === "complete") return unitsLeft(order) > 0 ? "paid" : "refunded";
  if (order.status === "cancelled") return endOf(order.cancelReason, seen.checkout);
  const status = seen.payment?.status;
  if (status === "authorized" || status === "captured") return "confirming";
  if (status && status !== "open") return "closing";
  return openStage(seen);
}

function endOf(reason: Order["cancelReason"], checkout: Checkout): Stage {
  switch (reason) {
    case "expired":
      return checkout === "return" ? "too-late" : "expired";
    case "buyer":
      return "cancelled";
    case "payment_failed":
      return "failed";
    default:
      return "ended";
  }
}

function openStage({ payment, checkout, over, waited }: Seen): Stage {
  // Who says that they paid is believed until the service knows better.
  const returned = checkout === "return" && payment !== null && !payment?.declined;
  if (returned && (over || !waited || !payment)) return "confirming";
  if (over) return "run-out";
  if (payment?.declined) return "declined";
  if (returned) return "unconfirmed";
  return checkout === undefined ? "reserved" : "unpaid";
}
