import { describe, expect, it } from "vitest";
import { characters, isBlank, isPrintable } from "./characters";

describe("characters", () => {
  it.each([["", 0], ["é", 1], ["🎟", 1], ["👩‍👩‍👧", 5], ["a\u0301", 2]])("%j has %i", (text, count) => expect(characters(text)).toBe(count));
});

describe("a text of one line", () => {
  it.each(["plain", "$100 voucher 🎟", "👩‍👩‍👧 day", "שלום \u200f", "\u00a0"])("may be %j", (text) => expect(isPrintable(text)).toBe(true));
  it.each(["a\nb", "a\tb", "a\u0000b", "\u001b[31m", "\u0085", "a\u2028b", "\u202egnp", "\u2066x", "\ud800"])("may not be %j", (text) => expect(isPrintable(text)).toBe(false));
});

describe("a text of several lines", () => {
  it.each(["a\r\n\tb", "a\u2029b"])("may be %j", (text) => expect(isPrintable(text, { multiline: true })).toBe(true));
  it.each(["\u001b[31m", "\u202e", "\u0000"])("may not be %j", (text) => expect(isPrintable(text, { multiline: true })).toBe(false));
});

it.each([["", true], [" \u00a0\u3000", true], ["\u200b\ufeff", true], [" x", false], ["🎟", false]])("%j is blank: %j", (text, blank) => expect(isBlank(text)).toBe(blank));
