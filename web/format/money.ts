/**
 * Writes an amount in the currency's minor unit (2500, "usd") as people of the
 * locale do ("$25.00"). How many digits the minor unit has is ISO 4217's.
 */
export function formatMoney(minor: number, currency: string, locale = "en"): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency });
    const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
    return format.format(minor / 10 ** digits);
  } catch {
    return `${minor} ${currency.toUpperCase()} (minor units)`;
  }
}
