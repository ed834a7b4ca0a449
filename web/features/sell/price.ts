import { currencyDigits, leastOf, stepOf } from "@/format/currency";
import { formatAmount, formatMoney, parseMoney } from "@/format/money";

/** The most that the service allows, in any currency's minor unit. */
export const highestPrice = 99_999_999;

/** What is wrong with a price as it is typed, and how to write it; undefined for a good one. */
export function priceFault(text: string, currency: string, locale: string): string | undefined {
  const price = parseMoney(text, currency, locale);
  if (typeof price !== "number") return faultsOf(currency, locale)[price];
  const step = stepOf(currency);
  if (price % step !== 0) return `Prices in this currency go in steps of ${formatMoney(step, currency, locale)}.`;
  const [least, most] = [leastOf(currency), Math.floor(highestPrice / step) * step];
  if (price >= least && price <= most) return undefined;
  return `A price in this currency is ${range(formatMoney(least, currency, locale), formatMoney(most, currency, locale))}.`;
}

/** A price as it may be typed, for an example. */
export function examplePrice(currency: string, locale: string): string {
  const digits = currencyDigits(currency);
  return digits === 0 ? "2500" : formatAmount(25.5 * 10 ** digits, currency, locale);
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
