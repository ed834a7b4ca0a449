/**
 * How Stripe, and so the services, count a currency: services/internal/money. What Intl knows of a currency's digits
 * is how people round in shops, which for some (HUF, ISK) is another number.
 */

// Currencies without decimals.
const whole = new Set("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf".split(" "));

// Three decimals, of which the last is always 0.
const fine = new Set("bhd jod kwd omr tnd".split(" "));

// Stripe's smallest amounts where they are not the usual ones.
const least: Readonly<Record<string, number>> = {
  aed: 200,
  bgn: 100,
  czk: 1500,
  dkk: 250,
  gbp: 30,
  hkd: 400,
  huf: 17_500,
  mxn: 1000,
  myr: 200,
  nok: 300,
  pln: 200,
  ron: 200,
  sek: 300,
  thb: 1000,
};

// Without decimals too, but counted as if they had two.
const asHundreds = new Set(["isk", "ugx"]);

/** How many decimals an amount of the currency has: the digits of its minor unit. */
export function currencyDigits(currency: string): number {
  return whole.has(currency) ? 0 : fine.has(currency) ? 3 : 2;
}

/** The unit in which amounts of the currency can be charged, in its minor unit. */
export function stepOf(currency: string): number {
  return fine.has(currency) ? 10 : asHundreds.has(currency) ? 100 : 1;
}

/** The smallest amount that can be charged, in the currency's minor unit. */
export function leastOf(currency: string): number {
  const step = stepOf(currency);
  return Math.ceil((least[currency] ?? 50) / step) * step;
}

/** amount × part ÷ whole, rounded to the currency's step, half to even. */
export function shareOf(amount: number, part: number, whole: number, currency: string): number {
  const step = BigInt(stepOf(currency));
  const by = BigInt(whole) * step;
  const product = BigInt(amount) * BigInt(part);
  const quotient = product / by;
  const twice = (product % by) * 2n;
  const up = twice > by || (twice === by && quotient % 2n === 1n);
  return Number((up ? quotient + 1n : quotient) * step);
}
