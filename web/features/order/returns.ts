import type { Order } from "@/endpoints/create-order";
import { shareOf } from "@/format/currency";

type Paid = Pick<Order, "quantity" | "unitPrice" | "fee" | "total" | "currency" | "refundedUnits" | "refundedAmount" | "refunds">;

/** Units of a complete order that are still the buyer's. */
export function unitsLeft({ quantity, refundedUnits }: Pick<Order, "quantity" | "refundedUnits">): number {
  return Math.max(0, quantity - refundedUnits);
}

/**
 * What so many more units give back, in the currency's minor unit: their price and their part of the fee, so that all of
 * them together give back all. For none it is what refunds that failed still owe.
 */
export function givenBack(order: Paid, units: number): number {
  const before = worthOf(order, order.refundedUnits);
  const share = units > 0 ? worthOf(order, order.refundedUnits + units) - before : before - paidOut(order);
  return Math.max(0, Math.min(share, order.total - order.refundedAmount));
}

// What the platform gave back by itself was for no units.
function paidOut({ refunds }: Paid): number {
  const counted = refunds.filter(({ status, units, by }) => status !== "failed" && (units > 0 || by !== "platform"));
  return counted.reduce((sum, { amount }) => sum + amount, 0);
}

/** Whether there is anything that can still be given back. */
export function canGiveBack(order: Paid & Pick<Order, "status" | "dispute">): boolean {
  return order.status === "complete" && !isHeldByBank(order) && givenBack(order, unitsLeft(order)) > 0;
}

// An inquiry costs nothing, and a dispute that was won is over.
function isHeldByBank({ dispute }: Pick<Order, "dispute">): boolean {
  return dispute !== undefined && dispute.status !== "won" && !dispute.status.startsWith("warning_");
}

function worthOf({ quantity, unitPrice, fee, currency }: Paid, units: number): number {
  return unitPrice * units + shareOf(fee, units, quantity, currency);
}

/** Whether an order's buyer may have money back without asking anybody. */
export function mayAskBack(order: Paid & Pick<Order, "status" | "ticket" | "dispute">, begun: boolean): boolean {
  return order.ticket.refundable && !begun && canGiveBack(order);
}

/** Whether it is not yet settled what becomes of a refund. */
export function isReturning({ refunds }: Pick<Order, "refunds">): boolean {
  return refunds.some(({ status }) => status === "pending");
}
