import { describe, expect, it } from "vitest";
import type { Stage } from "./stage";
import { badgeOf, reasonOf, wordsOf } from "./words";

describe("actions", () => {
  it.each<[Stage, string | undefined, boolean]>([
    ["reserved", "Pay", true],
    ["unpaid", "Pay", true],
    ["declined", "Try another card", true],
    ["unconfirmed", "Back to checkout", true],
    ["confirming", undefined, false],
    ["closing", undefined, false],
    ["run-out", undefined, false],
    ["paid", undefined, false],
    ["refunded", undefined, false],
    ["too-late", undefined, false],
    ["expired", undefined, false],
    ["cancelled", undefined, false],
    ["failed", undefined, false],
    ["ended", undefined, false],
  ])("when %s: pay is %s, and whether it can be cancelled and its time counts is %s", (stage, pay, open) => {
    const words = wordsOf(stage, 1);
    expect(words.pay).toBe(pay);
    expect(words.cancel ?? false).toBe(open);
    expect(words.counts ?? false).toBe(open);
  });

  it.each<Stage>(["run-out", "too-late", "expired", "cancelled", "failed", "ended"])("when %s: the listing is offered again", (stage) => {
    expect(wordsOf(stage, 1).again).toBeTruthy();
  });
});

describe("words", () => {
  it.each<Stage>(["declined", "closing", "run-out", "too-late", "expired", "cancelled", "failed", "ended"])("when %s: say that nothing was charged", (stage) => {
    expect(wordsOf(stage, 2).text).toContain("Nothing was charged.");
  });

  it("speak of one ticket and of several", () => {
    expect(wordsOf("paid", 1).text).toContain("This ticket is yours");
    expect(wordsOf("paid", 3).text).toContain("These 3 tickets are yours");
    expect(wordsOf("expired", 3).text).toContain("so the 3 tickets are on sale again");
  });

  it.each([
    ["Your card was declined.", undefined],
    ["Your card has insufficient funds.", "Your card has insufficient funds."],
  ])("of the issuer, %j, stand beside the heading as %j", (message, reason) => {
    expect(reasonOf({ message })).toBe(reason);
  });
});

it.each([
  [{ status: "created" }, false, "Waiting for payment"],
  [{ status: "awaiting_payment" }, true, "Hold ran out"],
  [{ status: "complete" }, true, "Paid"],
  [{ status: "complete", refundedUnits: 1 }, true, "Partly refunded"],
  [{ status: "complete", refundedAmount: 100 }, true, "Partly refunded"],
  [{ status: "complete", refundedUnits: 2 }, true, "Refunded"],
  [{ status: "cancelled", cancelReason: "expired" }, true, "Hold ran out"],
  [{ status: "cancelled", cancelReason: "buyer" }, false, "Cancelled"],
  [{ status: "cancelled", cancelReason: "payment_failed" }, false, "Payment failed"],
  [{ status: "cancelled" }, false, "Cancelled"],
] as const)("the badge of %j, its hold over: %s, is %s", (order, over, text) => {
  expect(badgeOf({ quantity: 2, refundedUnits: 0, refundedAmount: 0, ...order }, over).text).toBe(text);
});
