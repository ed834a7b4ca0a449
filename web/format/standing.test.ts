import { describe, expect, it } from "vitest";
import { leftOf, phaseOf, standingOf } from "./standing";

const now = Date.parse("2026-06-01T12:00:00Z");

describe("an event", () => {
  it.each([
    [null, "ahead"],
    ["2026-06-01T12:00:01Z", "ahead"],
    ["2026-06-01T12:00:00Z", "begun"],
    ["2026-06-01T00:00:01Z", "begun"],
    ["2026-06-01T00:00:00Z", "over"],
    ["2020-01-01T00:00:00Z", "over"],
  ])("that starts at %s is %s", (startsAt, phase) => expect(phaseOf(startsAt, now)).toBe(phase));

  it("that is over can't be had, whatever is left", () => {
    expect(standingOf({ status: "on_sale", startsAt: "2026-05-01T12:00:00Z" }, now)).toBe("over");
    expect(standingOf({ status: "withdrawn", startsAt: "2026-05-01T12:00:00Z" }, now)).toBe("withdrawn");
    expect(standingOf({ status: "reserved", startsAt: "2026-07-01T12:00:00Z" }, now)).toBe("reserved");
  });
});

describe("what is left", () => {
  it.each([
    ["on_sale", 12, "12 left"],
    ["on_sale", 10_000, "10,000 left"],
    ["on_sale", 1, "Last one"],
    ["reserved", 0, "All held just now"],
    ["sold_out", 0, "Sold out"],
    ["withdrawn", 0, "Withdrawn"],
    ["over", 4, "Over"],
  ] as const)("%s with %i: %s", (standing, available, words) => expect(leftOf(standing, available)).toBe(words));
});
