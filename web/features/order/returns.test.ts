import { describe, expect, it } from "vitest";
import { canGiveBack, givenBack, isReturning, mayAskBack, unitsLeft } from "./returns";

const paid = { status: "complete" as const, quantity: 3, unitPrice: 2500, fee: 218, total: 7718, currency: "usd", refundedUnits: 0, refundedAmount: 0, refunds: [] };
const start = "2031-06-01T19:30:00Z";
const ticket = { id: "t", sellerId: "s", title: "Jazz", venue: "", startsAt: start, refundable: true };
const refund = { id: "r", units: 1, amount: 2573, status: "failed" as const, by: "seller" as const, restock: true, createdAt: start };

describe("what is given back", () => {
  it.each([
    [1, 0, 0, 2573],
    [2, 0, 0, 5145],
    [3, 0, 0, 7718],
    [1, 1, 2573, 2572],
    [2, 1, 2573, 5145],
    [1, 2, 5145, 2573],
  ])("for %i units after %i, which gave %i, is %i", (units, refundedUnits, refundedAmount, amount) => {
    expect(givenBack({ ...paid, refundedUnits, refundedAmount }, units)).toBe(amount);
  });

  it("is all of it when every unit goes back by itself", () => {
    const one = (refundedUnits: number, refundedAmount: number): number =>
      refundedUnits === paid.quantity ? refundedAmount : one(refundedUnits + 1, refundedAmount + givenBack({ ...paid, refundedUnits, refundedAmount }, 1));
    expect(one(0, 0)).toBe(paid.total);
  });

  it("is never more than is left", () => expect(givenBack({ ...paid, refundedAmount: 7000 }, 3)).toBe(718));
  it("is, for no unit, what a refund that failed still owes", () => {
    const failed = { ...paid, refundedUnits: 1, refundedAmount: 0, refunds: [refund] };
    expect(givenBack(failed, 0)).toBe(2573);
    expect(givenBack(paid, 0)).toBe(0);
    const again = { ...refund, units: 0, status: "succeeded" as const };
    expect(givenBack({ ...failed, refundedAmount: 2573, refunds: [refund, again] }, 0)).toBe(0);
    const byPlatform = { ...again, by: "platform" as const };
    expect(givenBack({ ...failed, refundedAmount: 2573, refunds: [refund, byPlatform] }, 0)).toBe(2573);
  });
  it("can be nothing", () => {
    const all = { ...paid, refundedUnits: 3, refundedAmount: 7718, refunds: [{ ...refund, units: 3, amount: 7718, status: "succeeded" as const }] };
    const dispute = { amount: 7718, status: "needs_response", reason: "fraudulent", createdAt: "2026-03-14T15:09:26Z" };
    const held = ["needs_response", "under_review", "lost", "won", "warning_needs_response"].map((status) =>
      canGiveBack({ ...paid, status: "complete", dispute: { ...dispute, status } }),
    );
    expect(held).toEqual([false, false, false, true, true]);
    expect([canGiveBack({ ...all, status: "complete" }), canGiveBack({ ...paid, status: "created" })]).toEqual([false, false]);
    expect(canGiveBack({ ...all, refundedAmount: 0, refunds: [{ ...refund, units: 3, amount: 7718 }] })).toBe(true);
  });
  it("is in steps of the currency", () => expect(givenBack({ ...paid, unitPrice: 5000, fee: 100, total: 15_100, currency: "kwd" }, 1)).toBe(5030));
});

describe("a buyer", () => {
  const order = { ...paid, ticket };
  it("may have money back until it starts", () => expect([mayAskBack(order, false), mayAskBack(order, true)]).toEqual([true, false]));
  it.each([
    { ticket: { ...ticket, refundable: false } },
    { status: "awaiting_payment" as const },
    { refundedUnits: 3, refundedAmount: 7718, refunds: [{ ...refund, units: 3, amount: 7718, status: "succeeded" as const }] },
  ])("may not with %j", (change) => expect(mayAskBack({ ...order, ...change }, false)).toBe(false));
});

it("counts what is left", () => expect([unitsLeft(paid), unitsLeft({ quantity: 3, refundedUnits: 2 }), unitsLeft({ quantity: 3, refundedUnits: 3 })]).toEqual([3, 1, 0]));

it("waits while a refund is pending", () => {
  expect(isReturning({ refunds: [refund] })).toBe(false);
  expect(isReturning({ refunds: [refund, { ...refund, status: "pending" }] })).toBe(true);
});
