import { useId } from "react";
import type { Order } from "@/endpoints/create-order";
import type { Refund } from "@/endpoints/create-refund";
import { Badge } from "@/ui/badge";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { outcomeOf, sourceOf, type Viewer } from "./refund-words";

/** The money of an order that went back, is on its way, or could not be given back. */
export function Refunds({ order, viewer, level = 2 }: { order: Order; viewer: Viewer; level?: 2 | 3 }) {
  const heading = useId();
  if (order.refunds.length === 0) return null;
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section aria-labelledby={heading} className="grid gap-3">
      <Heading id={heading} className={level === 2 ? "text-2xl" : "text-lg"}>
        Refunds
      </Heading>
      <ul aria-live="polite" className="grid gap-3">
        {order.refunds.map((refund) => (
          <Line key={refund.id} refund={refund} currency={order.currency} viewer={viewer} />
        ))}
      </ul>
    </section>
  );
}

function Line({ refund, currency, viewer }: { refund: Refund; currency: string; viewer: Viewer }) {
  const { tone, text } = outcomeOf(refund.status);
  const { units, amount, reason, createdAt, restock } = refund;
  return (
    <li className="grid gap-1 border-s-4 border-line ps-4">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-semibold">
          <Money amount={amount} currency={currency} />
        </span>
        {units > 0 && <span>for {units === 1 ? "1 ticket" : `${units} tickets`}</span>}
        <Badge tone={tone}>{text}</Badge>
      </p>
      <p className="text-sm text-muted">
        {sourceOf(refund.by, viewer)}, <Moment at={createdAt} style="short" />
        {viewer === "seller" && units > 0 && (restock ? ", on sale again" : ", not put on sale again")}
      </p>
      {reason && (
        <p dir="auto" className="text-sm">
          “{reason}”
        </p>
      )}
    </li>
  );
}
