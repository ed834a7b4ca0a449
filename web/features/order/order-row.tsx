import Link from "next/link";
import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { Badge } from "@/ui/badge";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { isFinal } from "./stage";
import { formatSeconds, isOver, secondsOf } from "./time-left";
import { useCountdown } from "./use-countdown";
import { badgeOf } from "./words";

interface Props {
  order: Order;
  /** The server's time when it made the page, in ms since 1970. */
  now: number;
}

/** An order among others. */
export function OrderRow({ order, now }: Props) {
  const { ticket } = order;
  const over = useCountdown(order.expiresAt, now, isOver);
  const badge = badgeOf(order, over);
  return (
    <li className="ticket relative grid gap-x-6 gap-y-3 p-5 focus-within:border-ink hover:border-ink sm:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid content-start gap-1">
        <h2 dir="auto" className="text-xl">
          <Link href={links.order(order.id)} prefetch={false} className="no-underline after:absolute after:inset-0 after:rounded-card">
            {ticket.title}
          </Link>
        </h2>
        <p dir="auto">
          <Moment at={ticket.startsAt} fallback="Date to be announced" />
          {ticket.venue && `, ${ticket.venue}`}
        </p>
        <p className="text-sm text-muted">
          Ordered <Moment at={order.createdAt} style="short" />
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2 sm:flex-col sm:items-end">
        <p>
          <Badge tone={badge.tone}>{badge.text}</Badge>
        </p>
        {!isFinal(order) && !over && <Left until={order.expiresAt} now={now} />}
        <p>
          {order.quantity === 1 ? "1 ticket" : `${order.quantity} tickets`},{" "}
          <span className="font-semibold">
            <Money amount={order.total} currency={order.currency} />
          </span>
        </p>
      </div>
    </li>
  );
}

function Left({ until, now }: { until: string; now: number }) {
  const seconds = useCountdown(until, now, secondsOf);
  return (
    <p className="hidden js:block">
      <span role="timer" aria-label="Time left to pay" className="font-semibold tabular-nums">
        {formatSeconds(seconds)}
      </span>{" "}
      left to pay
    </p>
  );
}
