import { describe, expect, it } from "vitest";
import { backOff, jittered, listPause, orderPause, pollEvery } from "./polling";
import type { Stage } from "./stage";

describe("an order's page", () => {
  it.each<[Stage, number]>([
    ["reserved", pollEvery.waiting],
    ["unpaid", pollEvery.waiting],
    ["declined", pollEvery.waiting],
    ["unconfirmed", pollEvery.waiting],
    ["confirming", pollEvery.deciding],
    ["closing", pollEvery.deciding],
    ["run-out", pollEvery.deciding],
  ])("that is open and %s asks every %i ms", (stage, pause) => {
    expect(orderPause({ status: "awaiting_payment", refunds: [] }, stage)).toBe(pause);
  });

  it("asks no more when the order is over", () => {
    expect(orderPause({ status: "complete", refunds: [] }, "paid")).toBe(0);
    const refund = { id: "r", units: 1, amount: 1, status: "pending" as const, by: "seller" as const, restock: true, createdAt: "" };
    expect(orderPause({ status: "complete", refunds: [refund] }, "paid")).toBe(pollEvery.returning);
    expect(orderPause({ status: "cancelled", refunds: [] }, "too-late")).toBe(0);
  });

  it("keeps asking for an order that could not be loaded", () => {
    expect(orderPause(undefined, undefined)).toBe(pollEvery.waiting);
  });
});

describe("a list", () => {
  it.each([
    [["complete", "cancelled"], 0],
    [["complete", "created"], pollEvery.list],
    [["awaiting_payment"], pollEvery.list],
    [[], 0],
  ] as const)("of orders that are %j asks every %i ms", (statuses, pause) => {
    expect(listPause(statuses.map((status) => ({ status })))).toBe(pause);
  });

  it("that could not be loaded is asked for again", () => expect(listPause(undefined)).toBe(pollEvery.list));
});

describe("pauses", () => {
  it("double with each failure up to a bound", () => {
    expect([0, 1, 2, 3, 4, 5, 50].map((failures) => backOff(1000, failures))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
    expect([0, 1, 2].map((failures) => backOff(pollEvery.list, failures))).toEqual([pollEvery.list, 2000, 4000]);
    expect(backOff(0, 3)).toBe(0);
  });

  it("are spread by a tenth to both sides", () => {
    expect(jittered(5000, 0)).toBe(4500);
    expect(jittered(5000, 0.5)).toBe(5000);
    expect(jittered(5000, 0.999)).toBeLessThan(5500);
  });
});
