import { expect, it } from "vitest";
import { accountWords, askAgainIn, requirementWords } from "./words";

it("leads to Stripe until the account is ready", () => {
  expect((["none", "onboarding", "restricted", "enabled"] as const).map((status) => accountWords({ status }).action)).toEqual([
    "Set up payouts",
    "Go on at Stripe",
    "Go on at Stripe",
    undefined,
  ]);
});

it("says what Stripe wants to know", () => expect(requirementWords("individual.verification.document")).toBe("individual: verification: document"));

it.each([
  ["onboarding", [], 3_000],
  ["restricted", ["transferred"], 3_000],
  ["enabled", ["transferred", "scheduled"], 5_000],
  ["none", ["waiting"], 5_000],
  ["enabled", ["transferred", "reversed"], 30_000],
] as const)("with an account that is %s and payouts that are %j asks again in %i ms", (status, payouts, pause) => {
  expect(askAgainIn({ status }, payouts.map((payout) => ({ status: payout })))).toBe(pause);
});
