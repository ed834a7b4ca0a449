"use client";

import { formatMoney } from "@/format/money";
import { useLocale } from "./locale";

/** An amount in the currency's minor unit, as people of the visitor's locale write it. */
export function Money({ amount, currency }: { amount: number; currency: string }) {
  // The browser's own tables may space it differently from the server's.
  return (
    <span className="tabular-nums" suppressHydrationWarning>
      {formatMoney(amount, currency, useLocale())}
    </span>
  );
}
