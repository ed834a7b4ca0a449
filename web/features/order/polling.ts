import type { Order } from "@/endpoints/create-order";
import { isReturning } from "./returns";
import { isFinal, type Stage } from "./stage";

/** How often pages ask for news while they can be seen, in ms. */
export const pollEvery = {
  /** An order whose fate is decided at this moment: a payment is confirmed, or the hold is over. */
  deciding: 1_000,
  /** An order that waits for its buyer. */
  waiting: 5_000,
  /** A complete order of which money is on its way back. */
  returning: 3_000,
  /** The sales of a listing. */
  sales: 5_000,
  /** A list of orders of which one is open. */
  list: 10_000,
  /** Anything, after nobody answered: each further failure doubles the pause, up to the slowest. */
  failing: 2_000,
  slowest: 15_000,
} as const;

/** How far a pause is from its length at most, as a part of it, so that pages that were opened together don't ask together. */
export const jitter = 0.1;

const deciding: ReadonlySet<Stage> = new Set(["confirming", "closing", "run-out"]);

/** The pause of an order's page, 0 for good; undefined is an order that could not be loaded yet. */
export function orderPause(order: Pick<Order, "status" | "refunds"> | undefined, stage: Stage | undefined): number {
  if (order && isFinal(order)) return isReturning(order) ? pollEvery.returning : 0;
  return stage && deciding.has(stage) ? pollEvery.deciding : pollEvery.waiting;
}

/** The pause of a list, 0 for good; undefined is a list that could not be loaded yet. */
export function listPause(orders: readonly Pick<Order, "status">[] | undefined): number {
  return !orders || orders.some((order) => !isFinal(order)) ? pollEvery.list : 0;
}

/** The pause after so many failures in a row. */
export function backOff(pause: number, failures: number): number {
  if (pause === 0 || failures === 0) return pause;
  return Math.min(pollEvery.failing * 2 ** (failures - 1), pollEvery.slowest);
}

/** A pause of about that length; `random` is at least 0 and under 1. */
export function jittered(pause: number, random: number): number {
  return pause * (1 - jitter + 2 * jitter * random);
}
