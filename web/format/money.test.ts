import { describe, expect, it } from "vitest";
import { formatAmount, formatMoney, parseMoney } from "./money";

describe("an amount", () => {
  it.each([
    ["25", "usd", "en", 2500],
    ["25.00", "usd", "en", 2500],
    ["25,00", "eur", "de", 2500],
    ["$25", "usd", "en", 2500],
    ["$ 25", "usd", "en-GB", 2500],
    ["US$25", "usd", "en-GB", 2500],
    ["$25", "cad", "en", 2500],
    ["€ 25", "eur", "en", 2500],
    ["1.234,56 €", "eur", "de", 123_456],
    ["EUR 25", "eur", "en", 2500],
    ["25 eur", "eur", "fr", 2500],
    ["CHF 25.–", "chf", "de-CH", 2500],
    ["25,-", "eur", "nl", 2500],
    ["100 kr.", "dkk", "da", 10_000],
    ["100 kr", "sek", "en", 10_000],
    ["99 zł", "pln", "en", 9900],
    ["¥8,000", "jpy", "en", 8000],
    ["8000", "jpy", "ja", 8000],
    ["12.500", "kwd", "en", 12_500],
    ["€ 25", "usd", "en", "currency"],
    ["25 eur", "usd", "en", "currency"],
    ["gbp 25", "usd", "en", "currency"],
    ["£25", "eur", "en", "currency"],
    ["abc", "usd", "en", "unreadable"],
    ["twenty", "usd", "en", "unreadable"],
    ["$", "usd", "en", "empty"],
    ["-25", "usd", "en", "unreadable"],
    ["25.005", "usd", "en", "ambiguous"],
    ["0.501", "usd", "en", "fine"],
    ["12.5", "jpy", "en", "fine"],
  ])("%j in %s (%s) is %j", (text, currency, locale, minor) => expect(parseMoney(text, currency, locale)).toBe(minor));

  const locales = ["en", "en-GB", "en-IN", "de", "de-AT", "de-CH", "fr", "fr-CH", "es", "pt-BR", "nl", "sv", "da", "nb", "pl", "cs", "ja", "ar-EG", "fa", "hi", "he"];
  it.each(locales)("is read as it is written in %s", (locale) => {
    for (const currency of ["usd", "eur", "gbp", "chf", "jpy", "kwd", "sek", "dkk", "pln", "czk", "cad"]) {
      for (const minor of [50, 99, 100, 2500, 99_900, 100_000, 123_456, 1_000_000, 12_345_678, 99_999_999]) {
        const written = formatMoney(minor, currency, locale);
        expect([written, parseMoney(written, currency, locale)]).toEqual([written, minor]);
        expect(parseMoney(formatAmount(minor, currency, locale), currency, locale)).toBe(minor);
      }
    }
  });
});
