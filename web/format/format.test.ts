import { describe, expect, it } from "vitest";
import { localeOf } from "./locale";
import { formatMoney } from "./money";
import { formatTime } from "./time";

describe("money", () => {
  it.each([
    [2500, "usd", "en", "$25.00"],
    [99_999_999, "eur", "en", "€999,999.99"],
    [8000, "jpy", "en", "¥8,000"],
    [12_500, "kwd", "en", "KWD\u00a012.500"],
    [250_000, "huf", "en", "HUF\u00a02,500.00"],
    [1000, "mga", "en", "MGA\u00a01,000"],
    [2500, "eur", "de", "25,00\u00a0€"],
    [2500, "?", "en", "2500 ? (minor units)"],
  ])("%i %s in %s is %s", (minor, currency, locale, text) => {
    expect(formatMoney(minor, currency, locale)).toBe(text);
  });
});

describe("time", () => {
  it("says its zone", () => expect(formatTime("2026-06-01T19:30:00Z", { zone: "UTC" })).toBe("Mon, June 1, 2026 at 07:30 PM UTC"));
  it.each([null, undefined, "", "soon"])("%j is none", (time) => expect(formatTime(time)).toBeUndefined());
});

describe("the locale", () => {
  it.each([
    [null, "en"],
    ["de-CH,de;q=0.9,en;q=0.8", "de-CH"],
    ["*;q=0.5, fr", "fr"],
    ["\u0000, xx-!!", "en"],
  ])("of %j is %s", (header, locale) => expect(localeOf(header)).toBe(locale));
});
