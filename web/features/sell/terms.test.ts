import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Ticket } from "@/endpoints/list-tickets";
import { highestPrice } from "./price";
import { limits, nothingYet, termsSchema, valuesOf, type ListingValues } from "./terms";

const good: ListingValues = { ...nothingYet, title: "Late show", price: "25" };

function faults(changes: Partial<ListingValues>, locale = "en"): string[] {
  const result = termsSchema(locale).safeParse({ ...good, ...changes });
  return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => path.join(".")))];
}

describe("the terms of a listing", () => {
  it.each<[string, Partial<ListingValues>]>([
    ["plain", {}],
    ["a dollar and an emoji in the title", { title: "$100 voucher 🎟" }],
    ["joined emoji", { title: "👩‍👩‍👧 day" }],
    ["the longest title", { title: "🎟".repeat(200) }],
    ["blanks around the longest title", { title: ` ${"é".repeat(200)} ` }],
    ["a description of several lines", { description: '"A" <b>\r\n\tend' }],
    ["the longest description", { description: "é".repeat(4000) }],
    ["the longest venue", { venue: "🎟".repeat(200) }],
    ["the cheapest", { price: "0.50" }],
    ["the cheapest in pounds", { price: "0.30", currency: "gbp" }],
    ["the dearest", { price: "999,999.99" }],
    ["the cheapest in yen", { price: "50", currency: "jpy" }],
    ["the dearest in dinars", { price: "99999.990", currency: "kwd" }],
    ["in Icelandic krónur", { price: "2500", currency: "isk" }],
    ["the most units", { quantity: "10,000" }],
    ["a date", { startsAt: "2030-06-01T19:30" }],
  ])("may be %s", (_, changes) => expect(faults(changes)).toEqual([]));

  it.each<[string, string, Partial<ListingValues>]>([
    ["no title", "title", { title: "" }],
    ["a blank title", "title", { title: " \u00a0 " }],
    ["a title that shows nothing", "title", { title: "\u200b\u2060" }],
    ["a title too long", "title", { title: "🎟".repeat(201) }],
    ["a title of two lines", "title", { title: "a\nb" }],
    ["a title with a NUL", "title", { title: "a\u0000b" }],
    ["a title that turns the text around it", "title", { title: "a\u202eb" }],
    ["a venue too long", "venue", { venue: "v".repeat(201) }],
    ["a venue of two lines", "venue", { venue: "a\u2028b" }],
    ["a description too long", "description", { description: "d".repeat(4001) }],
    ["a description with an escape", "description", { description: "\u001b[31m" }],
    ["no price", "price", { price: "" }],
    ["too cheap", "price", { price: "0.49" }],
    ["too cheap in yen", "price", { price: "49", currency: "jpy" }],
    ["too cheap in pounds", "price", { price: "0.29", currency: "gbp" }],
    ["half a yen", "price", { price: "49.5", currency: "jpy" }],
    ["a single fils", "price", { price: "2.501", currency: "kwd" }],
    ["part of a króna", "price", { price: "2500.50", currency: "isk" }],
    ["free", "price", { price: "0" }],
    ["too dear", "price", { price: "1,000,000.00" }],
    ["absurdly dear", "price", { price: "9".repeat(400) }],
    ["a negative price", "price", { price: "-25" }],
    ["a price of two readings", "price", { price: "1.234" }],
    ["no number of units", "quantity", { quantity: "" }],
    ["no unit", "quantity", { quantity: "0" }],
    ["half a unit", "quantity", { quantity: "1.5" }],
    ["too many units", "quantity", { quantity: "10,001" }],
    ["half a date", "startsAt", { startsAt: "2030-06-01" }],
    ["a date out of this time", "startsAt", { startsAt: "9999-06-01T19:30" }],
    ["a date before the shop", "startsAt", { startsAt: "0001-06-01T19:30" }],
  ])("may not be %s", (_, field, changes) => expect(faults(changes)).toEqual([field]));

  it("are wrong in every field at once", () => {
    expect(faults({ title: "", description: "\u0000", venue: "\n\n\u0000", startsAt: "soon", price: "", quantity: "x" }).sort()).toEqual(
      ["description", "price", "quantity", "startsAt", "title", "venue"],
    );
  });

  it("are what the service takes", () => {
    const typed = { ...good, title: " Late show ", startsAt: "2030-06-01T19:30", price: "1.234,50 €", currency: "eur", quantity: "1.000" };
    const startsAt = new Date(2030, 5, 1, 19, 30).toISOString();
    expect(termsSchema("de").parse(typed)).toEqual({ title: "Late show", description: "", venue: "", startsAt, price: 123_450, currency: "eur", quantity: 1000, refundable: false, restockRefunds: false });
  });

  it.each(["en", "de", "fr-CH", "ar-EG"])("stay what they are when nothing is changed, in %s", (locale) => {
    const kept = { title: "T", description: "d\ne", venue: "V", startsAt: "2030-06-01T17:30:00.000Z", price: 123_456, currency: "chf", quantity: 1234, refundable: true, restockRefunds: false };
    expect(termsSchema(locale).parse(valuesOf(kept as Ticket, locale))).toEqual(kept);
  });
});

it("has the limits of the service", () => {
  const file = readFileSync(new URL("../../../services/tickets/openapi.yaml", import.meta.url), "utf8");
  const terms = file.slice(file.indexOf("TicketTerms:"), file.indexOf("Ticket:", file.indexOf("TicketTerms:") + 12));
  // On one line, or on a line for each.
  const limit = (field: string, name: string) => Number(new RegExp(`\\b${field}:(?: \\{.*?|\\n(?: {10}.*\\n)*? {10})\\b${name}: (\\d+)`).exec(terms)?.[1]);
  expect(limits).toMatchObject({ title: limit("title", "maxLength"), venue: limit("venue", "maxLength"), description: limit("description", "maxLength") });
  expect(limits.quantity).toEqual({ min: limit("quantity", "minimum"), max: limit("quantity", "maximum") });
  expect(highestPrice).toBe(limit("price", "maximum"));
  expect(terms).toContain(`In the years ${limits.year.min} to ${limits.year.max}`);
});
