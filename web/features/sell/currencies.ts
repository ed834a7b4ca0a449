/** The currencies that a new listing can be in. The service takes every one of ISO 4217. */
const offered = ["usd", "eur", "gbp", "aud", "cad", "chf", "czk", "dkk", "hkd", "inr", "jpy", "kwd", "mxn", "nok", "nzd", "pln", "sek", "sgd", "zar"];

/** The currencies to choose from, with their names in the locale; the one that is chosen is always among them. */
export function currencyChoices(chosen: string, locale: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([locale, "en"], { type: "currency" });
  const codes = offered.includes(chosen) ? offered : [chosen, ...offered];
  return codes.map((code) => ({ code, name: `${code.toUpperCase()} – ${names.of(code.toUpperCase()) ?? code}` }));
}
