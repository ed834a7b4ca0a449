import type { ReactNode } from "react";
import type { Quote } from "@/endpoints/quote-order";
import { Money } from "@/ui/money";
import type { Live } from "./live";
import type { Quoted } from "./use-quote";

interface Props {
  of: Live;
  quantity: number;
  quoted: Quoted;
  /** What one unit came to when the page was made. */
  first: Quote | undefined;
}

/** What an order would come to, before anything is reserved. */
export function Total({ of: { price, currency }, quantity, quoted: { quote, failed }, first }: Props) {
  const unknown = failed ? "told before you pay" : "…";
  // Until the answer is there, the lines are those that it will probably have.
  const free = (quote ?? first)?.fee === 0;
  return (
    <dl aria-live="polite" aria-atomic="true" className="grid gap-1 border-t border-line pt-4">
      {!free && (
        <>
          <Line name={quantity === 1 ? "1 ticket" : `${quantity} tickets`}>
            <Money amount={price * quantity} currency={currency} />
          </Line>
          <Line name="Service fee">{quote ? <Money amount={quote.fee} currency={currency} /> : unknown}</Line>
        </>
      )}
      <Line name="Total" strong>
        {quote ? <Money amount={quote.total} currency={currency} /> : unknown}
      </Line>
    </dl>
  );
}

function Line({ name, strong = false, children }: { name: string; strong?: boolean; children: ReactNode }) {
  return (
    <div className={`flex items-baseline justify-between gap-4 ${strong ? "font-semibold" : "text-muted"}`}>
      <dt>{name}</dt>
      <dd className={`whitespace-nowrap ${strong ? "text-xl" : ""}`}>{children}</dd>
    </div>
  );
}
