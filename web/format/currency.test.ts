import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { currencyDigits, leastOf, shareOf, stepOf } from "./currency";

describe("a currency", () => {
  it.each([
    ["usd", 2, 1, 50],
    ["jpy", 0, 1, 50],
    ["mga", 0, 1, 50],
    ["kwd", 3, 10, 50],
    ["isk", 2, 100, 100],
    ["ugx", 2, 100, 100],
    ["gbp", 2, 1, 30],
    ["huf", 2, 1, 17_500],
  ])("%s has %i decimals, goes in steps of %i and begins at %i", (currency, digits, step, least) => {
    expect([currencyDigits(currency), stepOf(currency), leastOf(currency)]).toEqual([digits, step, least]);
  });
});

describe("all currencies", () => {
  const source = readFileSync(new URL("../../services/internal/money/currency.go", import.meta.url), "utf8");
  const codes = (name: string) => (new RegExp(`${name}\\s+= "([a-z ]+)"`).exec(source)?.[1] ?? "").split(" ");
  const known = [...source.matchAll(/"((?:[a-z]{3} )+(?:[a-z]{3})? ?)"/g)].flatMap(([, list = ""]) => list.trim().split(" "));
  const written = new Map([...source.matchAll(/"([a-z]{3})": ([\d_]+)/g)].map(([, code = "", amount = ""]) => [code, Number(amount.replace("_", ""))]));

  it("have the decimals and the smallest amounts that the services count with", () => {
    expect(known.length).toBeGreaterThan(130);
    const [none, three] = [codes("zeroDecimals"), codes("threeDecimals")];
    for (const code of known) {
      const step = stepOf(code);
      expect([code, currencyDigits(code)]).toEqual([code, none.includes(code) ? 0 : three.includes(code) ? 3 : 2]);
      expect([code, leastOf(code)]).toEqual([code, Math.ceil((written.get(code) ?? 50) / step) * step]);
    }
  });
});

// The cases of services/internal/money.
describe("a share", () => {
  it.each([
    [2500, 250, 10_000, "usd", 62],
    [2540, 250, 10_000, "usd", 64],
    [2501, 250, 10_000, "usd", 63],
    [2499, 250, 10_000, "usd", 62],
    [2500, 0, 10_000, "usd", 0],
    [2000, 250, 10_000, "jpy", 50],
    [5000, 250, 10_000, "kwd", 120],
    [5400, 250, 10_000, "kwd", 140],
    [10_000, 250, 10_000, "isk", 200],
    [100, 1, 3, "usd", 33],
    [100, 2, 3, "usd", 67],
    [999_999_990, 10_000, 10_000, "usd", 999_999_990],
  ])("of %i × %i ÷ %i in %s is %i", (amount, part, whole, currency, share) => {
    expect(shareOf(amount, part, whole, currency)).toBe(share);
  });
});
