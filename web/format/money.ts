import { currencyDigits } from "./currency";
import { formatDecimal, parseDecimal, type Unread } from "./decimal";

/**
 * Writes an amount in the currency's minor unit (2500, "usd") as people of the
 * locale do ("$25.00").
 */
export function formatMoney(minor: number, currency: string, locale = "en"): string {
  try {
    const digits = currencyDigits(currency);
    const format = new Intl.NumberFormat(locale, { style: "currency", currency, minimumFractionDigits: digits, maximumFractionDigits: digits });
    return format.format(minor / 10 ** digits);
  } catch {
    return `${minor} ${currency.toUpperCase()} (minor units)`;
  }
}

/**
 * Reads an amount as people write it, with or without the currency's sign ("€ 1.234,50", "25"), in its minor unit.
 * "currency" says that the text names another currency.
 */
export function parseMoney(text: string, currency: string, locale: string): number | Unread | "currency" {
  const amount = withoutCurrency(text, currency, locale).replace(/[.,][-–—]+$/, "");
  if (/\p{Sc}/u.test(amount) || namesCurrency(amount)) return "currency";
  return parseDecimal(amount, currencyDigits(currency), locale);
}

/** Writes the bare number that parseMoney reads ("1234.50"), for a field in which the amount is edited. */
export function formatAmount(minor: number, currency: string, locale: string): string {
  return formatDecimal(minor, currencyDigits(currency), locale);
}

function withoutCurrency(text: string, currency: string, locale: string): string {
  const amount = text.replace(/\p{Cf}/gu, "").trim();
  const lower = amount.toLowerCase();
  for (const name of namesOf(currency, locale)) {
    if (lower.startsWith(name)) return amount.slice(name.length).trim();
    if (lower.endsWith(name)) return amount.slice(0, -name.length).trim();
  }
  return amount;
}

/** What stands for the currency beside an amount, the longest first: "us$" before "$". */
function namesOf(currency: string, locale: string): string[] {
  const names = (["symbol", "narrowSymbol", "code"] as const).flatMap((currencyDisplay) =>
    [locale, "en"].map((language) => {
      const parts = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay }).formatToParts(1);
      return parts.find(({ type }) => type === "currency")?.value.replace(/\p{Cf}/gu, "").trim().toLowerCase() ?? "";
    }),
  );
  return names.filter(Boolean).sort((a, b) => b.length - a.length);
}

function namesCurrency(text: string): boolean {
  const code = /^([a-z]{3})[\s\d]|[\s\d]([a-z]{3})$/i.exec(text);
  const name = code?.[1] ?? code?.[2];
  return name !== undefined && Intl.supportedValuesOf("currency").includes(name.toUpperCase());
}
