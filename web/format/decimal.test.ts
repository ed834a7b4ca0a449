import { describe, expect, it } from "vitest";
import { formatDecimal, parseDecimal } from "./decimal";

describe("a decimal", () => {
  it.each([
    ["25", 2, "en", 2500],
    ["25.5", 2, "en", 2550],
    ["25,50", 2, "en", 2550],
    ["25,50", 2, "de", 2550],
    ["25.50", 2, "de", 2550],
    ["1,234.56", 2, "en", 123_456],
    ["1,234.56", 2, "de", 123_456],
    ["1.234,56", 2, "de", 123_456],
    ["1.234,56", 2, "en", 123_456],
    ["1 234,56", 2, "fr", 123_456],
    ["1\u202f234,56", 2, "fr", 123_456],
    ["1’234.50", 2, "de-CH", 123_450],
    ["12,34,567.89", 2, "en-IN", 123_456_789],
    ["1,234,567", 2, "en", 123_456_700],
    ["1.234.567", 2, "en", 123_456_700],
    ["1,234", 2, "en", 123_400],
    ["1.234", 2, "de", 123_400],
    ["1.234", 3, "en", 1234],
    ["1,234", 3, "en", 1_234_000],
    ["0.500", 3, "de", 500],
    ["1234.567", 3, "en", 1_234_567],
    [".5", 2, "en", 50],
    ["8,000", 0, "en", 8000],
    ["8000.00", 0, "en", 8000],
    ["٢٥٫٥", 2, "ar-EG", 2550],
    ["١٬٢٣٤٫٥٦", 2, "ar-EG", 123_456],
    ["१,२३४", 2, "hi", 123_400],
    ["007", 2, "en", 700],
    [" 25 ", 2, "en", 2500],
    // Two ways to read it.
    ["1.234", 2, "en", "ambiguous"],
    ["1,234", 2, "de", "ambiguous"],
    ["1.234", 2, "fr", "ambiguous"],
    ["1.234", 0, "en", "ambiguous"],
    // Finer than the currency.
    ["25.999", 2, "xx", "ambiguous"],
    ["25.9999", 2, "en", "fine"],
    ["0.005", 2, "en", "fine"],
    ["8000.50", 0, "en", "fine"],
    // No number.
    ["", 2, "en", "empty"],
    [" \u200e", 2, "en", "empty"],
    ["abc", 2, "en", "unreadable"],
    ["-25", 2, "en", "unreadable"],
    ["1e3", 2, "en", "unreadable"],
    ["1,23,4", 2, "en", "unreadable"],
    ["1,2345.00", 2, "en", "unreadable"],
    [",123.00", 2, "en", "unreadable"],
    ["1,234.567.890", 2, "en", "unreadable"],
    ["1.234'567", 2, "en", "unreadable"],
    [".", 2, "en", "unreadable"],
    ["1..2", 2, "en", "unreadable"],
    ["½", 2, "en", "unreadable"],
  ])("%j with %i digits in %s is %j", (text, digits, locale, value) => expect(parseDecimal(text, digits, locale)).toBe(value));

  it("keeps what is absurd absurd", () => expect(parseDecimal("9".repeat(400), 2, "en")).toBe(Infinity));

  it.each(["en", "de", "de-CH", "fr", "en-IN", "ar-EG", "fa", "hi", "sv", "pl", "ja", "bn", "my"])("is read as it is written in %s", (locale) => {
    for (let value = 1; value < 1e9; value = value * 3 + 7) {
      for (const digits of [0, 2, 3]) expect(parseDecimal(formatDecimal(value, digits, locale), digits, locale)).toBe(value);
    }
  });
});
