import { describe, expect, it } from "vitest";
import { askAgainIn, changesOf, quantityFor, quoteFits, worthSaying, type Live } from "./live";
import { isUncertain, refusalOf } from "./refusal";

const live: Live = { version: 1, title: "Jazz", venue: "Pier", startsAt: null, price: 2500, currency: "usd", refundable: false, available: 12, standing: "on_sale" };

describe("the quantity", () => {
  it.each([
    [1, 12, 1],
    [10, 12, 10],
    [11, 12, 10],
    [4, 2, 2],
    [4, 0, 1],
  ])("for %i wanted of %i is %i", (wanted, available, quantity) => expect(quantityFor(wanted, { ...live, available })).toBe(quantity));
});

describe("a quote", () => {
  const quote = { ticketId: "t", quantity: 2, unitPrice: 2500, subtotal: 5000, fee: 155, total: 5155, currency: "usd" };
  it.each([
    [2, live, true],
    [1, live, false],
    [2, { ...live, price: 3000 }, false],
    [2, { ...live, currency: "eur" }, false],
  ])("of two is that of %i as it stands now: %#", (quantity, now, fits) => expect(quoteFits(quote, now, quantity)).toBe(fits));
});

it("asks again while anything can change", () => {
  expect((["on_sale", "reserved", "sold_out", "withdrawn", "over"] as const).map((standing) => askAgainIn({ ...live, standing }))).toEqual([
    3_000, 3_000, 30_000, 0, 0,
  ]);
});

describe("changes", () => {
  it("are none while the version is the same", () => expect(changesOf(live, { ...live, available: 3 })).toEqual([]));
  it("are none of interest once it is withdrawn", () => expect(changesOf(live, { ...live, version: 2, standing: "withdrawn" })).toEqual([]));
  it.each([
    [{ price: 3000 }, ["price"]],
    [{ currency: "eur", venue: "Mole" }, ["price", "venue"]],
    [{ startsAt: "2027-01-01T00:00:00Z", title: "Blues" }, ["date", "title"]],
    [{ refundable: true }, ["terms of refunds"]],
    [{}, ["details"]],
  ])("%j are %j", (change, names) => expect(changesOf(live, { ...live, ...change, version: 2 })).toEqual(names));
});

describe("what is said", () => {
  it("does not follow every ticket", () => expect(worthSaying({ ...live, available: 11 })).toBe(worthSaying(live)));
  it.each([
    [3, "on_sale", "Only 3 left."],
    [1, "on_sale", "The last one."],
    [0, "reserved", "All are held just now."],
  ] as const)("with %i, %s, is %s", (available, standing, words) => expect(worthSaying({ ...live, available, standing })).toBe(words));
});

describe("a refusal", () => {
  const conflict = { status: 409, detail: "", errors: [] };
  it.each([
    [1, { ...live, available: 0, standing: "reserved" }, /^The last one went to somebody else a moment ago\. Nothing was reserved\. If/],
    [1, { ...live, available: 0, standing: "sold_out" }, /Nothing was reserved\.$/],
    [4, { ...live, available: 2 }, /only 2 are left/],
    [4, { ...live, available: 1 }, /only one is left/],
    [4, { ...live, available: 9 }, /no 4 left/],
    [2, { ...live, available: 0, standing: "withdrawn" }, /^The seller has just withdrawn/],
    [2, undefined, /no 2 left/],
  ] as const)("of %i with %j says so", (quantity, now, words) => expect(refusalOf(conflict, quantity, now)).toMatch(words));

  it("is uncertain when nobody answered, and only then", () => {
    expect([0, 400, 401, 409, 429, 500, 503].filter((status) => isUncertain({ ...conflict, status }))).toEqual([0, 500, 503]);
    expect(refusalOf({ ...conflict, status: 0 }, 1, live)).toMatch(/not certain.*can’t reserve twice/);
    expect(refusalOf({ ...conflict, status: 429, detail: "Too many." }, 1, live)).toBe("Nothing was reserved. Too many.");
  });
});
