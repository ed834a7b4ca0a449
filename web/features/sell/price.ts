import { currencyDigits, formatAmount, formatMoney, parseMoney } from "@/format/money";

/** What the service allows, in the currency's minor unit. */
export const priceLimits = { min: 50, max: 99_999_999 };

/** What is wrong with a price as it is typed, and how to write it; undefined for a good one. */
export function priceFault(text: string, currency: string, locale: string): string | undefined {
  const price = parseMoney(text, currency, locale);
  if (typeof price !== "number") return faultsOf(currency, locale)[price];
  const { min, max } = priceLimits;
  if (price >= min && price <= max) return undefined;
  return `A price is ${range(formatMoney(min, currency, locale), formatMoney(max, currency, locale))}.`;
}

function faultsOf(currency: string, locale: string) {
  const digits = currencyDigits(currency);
  const example = formatAmount(Math.floor(1234.5 * 10 ** digits), currency, locale);
  return {
    empty: "Enter a price.",
    unreadable: `Write the price as a number, such as ${example}.`,
    currency: "This names another currency than the one chosen.",
    fine: digits === 0 ? "This currency has no smaller unit: write a whole number." : `This currency has ${digits} decimals at most.`,
    ambiguous: `This can be read in two ways. Write it without a mark for thousands, such as ${example}.`,
  };
}

/** Names a range in words: "from 1 to 10,000". */
export function range(min: number | string, max: number | string, locale?: string): string {
  return `from ${min.toLocaleString(locale)} to ${max.toLocaleString(locale)}`;
}
