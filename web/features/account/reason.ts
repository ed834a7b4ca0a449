interface Reason {
  /** What signing in is for. */
  readonly title: string;
  /** What comes after it. */
  readonly next: string;
}

const reasons: readonly (Reason & { readonly at: RegExp })[] = [
  { at: /^\/tickets\//, title: "Sign in to reserve", next: "You come right back to the listing." },
  { at: /^\/orders(?:[/?]|$)/, title: "Sign in to see your orders", next: "Then you see what you have reserved and bought." },
  { at: /^\/sell(?:[/?]|$)/, title: "Sign in to sell", next: "Then you list tickets and see how they sell." },
];

/** Why somebody on the way to a page of this site is asked to sign in. */
export function reasonOf(back: string): Reason {
  return reasons.find(({ at }) => at.test(back)) ?? { title: "Sign in", next: "Then you can reserve and sell tickets." };
}
