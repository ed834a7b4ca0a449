import Link from "next/link";
import type { Order } from "@/endpoints/get-order";
import { formatMoney } from "@/format/money";
import { formatTime } from "@/format/time";
import { orderState } from "./order-state";

/** An order: what was ordered, what it costs and how it stands. */
export function OrderView({ order, locale, returned }: { order: Order; locale: string; returned: boolean }) {
  const state = orderState(order, returned);
  return (
    <article className="order">
      {state.refresh && <meta httpEquiv="refresh" content="2" />}
      <p className={`badge ${state.tone}`}>{state.label}</p>
      <h1 dir="auto">{order.ticket.title}</h1>
      <p role="status">{state.text}</p>
      <dl>
        <Row name="Venue" value={order.ticket.venue || "To be announced"} />
        <Row name="Date" value={formatTime(order.ticket.startsAt, locale) ?? "To be announced"} />
        <Row name="Units" value={`${order.quantity} at ${formatMoney(order.unitPrice, order.currency, locale)}`} />
        <Row name="Total" value={formatMoney(order.total, order.currency, locale)} />
        {state.open && <Row name="Held until" value={formatTime(order.expiresAt, locale) ?? order.expiresAt} />}
        <Row name="Order" value={order.id} />
      </dl>
      <p>
        <Link href="/">Back to the listings</Link>
      </p>
    </article>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd dir="auto">{value}</dd>
    </div>
  );
}
