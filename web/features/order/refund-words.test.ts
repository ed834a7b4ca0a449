import { describe, expect, it } from "vitest";
import { disputeOf, isDecided, sourceOf } from "./refund-words";
import { inWords } from "./use-refund";

it.each([
  ["buyer", "buyer", "By you"],
  ["seller", "buyer", "By the seller"],
  ["buyer", "seller", "By the buyer"],
  ["platform", "seller", "By the platform"],
] as const)("a refund by the %s is for the %s: %s", (by, viewer, words) => expect(sourceOf(by, viewer)).toBe(words));

describe("a dispute", () => {
  it.each([
    ["needs_response", "product_not_received", "seller", "The buyer has disputed the payment at the bank (product not received). The bank waits for an answer."],
    ["lost", "general", "buyer", "You have disputed the payment at the bank. The bank decided for the buyer, who has the money back."],
    ["some_new_word", "", "seller", "The buyer has disputed the payment at the bank. It is some new word."],
  ] as const)("that is %s for %s", (status, reason, viewer, words) => expect(disputeOf({ status, reason }, viewer)).toBe(words));

  it("is decided or not", () => {
    expect(["needs_response", "under_review", "won", "lost", "warning_closed"].map((status) => isDecided({ status }))).toEqual([false, false, true, true, true]);
  });
});

describe("a refused refund", () => {
  const problem = { status: 409, detail: "Only 1 unit is left.", errors: [] };
  it("says why", () => expect(inWords(problem)).toBe("Nothing was given back. Only 1 unit is left."));
  it("names the fields", () => expect(inWords({ ...problem, status: 400, errors: [{ field: "reason", message: "is too long" }] })).toBe("Nothing was given back. reason is too long."));
  it.each([0, 500, 503])("is uncertain at %i", (status) => expect(inWords({ ...problem, status })).toMatch(/not certain.*can’t give back twice/));
});
