import { describe, expect, it } from "vitest";
import { asksPayment, checkoutOf, stageOf, type Seen } from "./stage";

const bought = { quantity: 2, refundedUnits: 0 };
const open = { ...bought, status: "awaiting_payment" } as const;
const declined = { code: "insufficient_funds", message: "Your card has insufficient funds." };

describe("an open order", () => {
  const cases: [string, Partial<Seen>, string][] = [
    ["never left for checkout", {}, "reserved"],
    ["has a payment that waits", { payment: { status: "open" } }, "reserved"],
    ["came back without paying", { checkout: "cancelled", payment: { status: "open" } }, "unpaid"],
    ["came back, and payments are down", { checkout: "cancelled" }, "unpaid"],
    ["had a card declined", { checkout: "cancelled", payment: { status: "open", declined } }, "declined"],
    ["had a card declined in another tab", { payment: { status: "open", declined } }, "declined"],
    ["came back from paying", { checkout: "return", payment: { status: "open" } }, "confirming"],
    ["came back from paying, and payments are down", { checkout: "return" }, "confirming"],
    ["waits while payments are down", { checkout: "return", waited: true }, "confirming"],
    ["waits in vain", { checkout: "return", payment: { status: "open" }, waited: true }, "unconfirmed"],
    ["says to have paid, and never began to", { checkout: "return", payment: null }, "unpaid"],
    ["says to have paid, and the card was declined", { checkout: "return", payment: { status: "open", declined } }, "declined"],
    ["has paid", { payment: { status: "authorized" } }, "confirming"],
    ["has paid in the last moment", { payment: { status: "authorized" }, over: true }, "confirming"],
    ["came back from paying when time was up", { checkout: "return", payment: { status: "open" }, over: true, waited: true }, "confirming"],
    ["let the time pass", { over: true }, "run-out"],
    ["let the time pass after a declined card", { over: true, payment: { status: "open", declined } }, "run-out"],
    ["is about to be closed", { payment: { status: "failed" } }, "closing"],
  ];
  it.each(cases)("whose buyer or payment %s", (_, seen, stage) => {
    expect(stageOf(open, { over: false, ...seen })).toBe(stage);
  });
});

describe("an order that is over", () => {
  it.each([
    ["complete", undefined, "return", "paid"],
    ["complete", undefined, undefined, "paid"],
    ["cancelled", "expired", "return", "too-late"],
    ["cancelled", "expired", "cancelled", "expired"],
    ["cancelled", "expired", undefined, "expired"],
    ["cancelled", "buyer", "return", "cancelled"],
    ["cancelled", "payment_failed", "return", "failed"],
    ["cancelled", undefined, undefined, "ended"],
  ] as const)("%s, %s, back from checkout with %s: %s", (status, cancelReason, checkout, stage) => {
    expect(stageOf({ ...bought, status, ...(cancelReason && { cancelReason }) }, { checkout, over: true })).toBe(stage);
  });
});

describe("the payment", () => {
  it.each([
    ["created", undefined, false, false],
    ["created", "return", false, true],
    ["created", undefined, true, true],
    ["awaiting_payment", undefined, false, true],
    ["complete", "return", true, false],
    ["cancelled", "cancelled", true, false],
  ] as const)("of an order that is %s, back with %s, expected %s, is asked for: %s", (status, checkout, expected, asked) => {
    expect(asksPayment({ status }, checkout, expected)).toBe(asked);
  });
});

it.each([
  ["return", "return"],
  ["cancelled", "cancelled"],
  ["paid", undefined],
  [["return", "return"], undefined],
  [undefined, undefined],
])("checkout's word %j is %j", (value, checkout) => {
  expect(checkoutOf(value)).toBe(checkout);
});
