import Link from "next/link";
import type { ReactNode } from "react";
import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { readableId } from "./ticket-code";

/** What was ordered and what it costs, as a ticket. */
export function OrderSummary({ order, open }: { order: Order; open: boolean }) {
  const { ticket } = order;
  return (
    <section aria-labelledby="what" className="ticket self-start">
      <div className="grid gap-4 p-6">
        <h2 id="what" dir="auto" className="text-2xl">
          <Link href={links.listing(ticket.id)} prefetch={false} className="no-underline hover:underline">
            {ticket.title}
          </Link>
        </h2>
        <dl className="grid gap-3">
          <Row name="When">
            <Moment at={ticket.startsAt} fallback="To be announced" />
          </Row>
          <Row name="Where">{ticket.venue || "To be announced"}</Row>
          {open && (
            <Row name="Held until">
              <Moment at={order.expiresAt} style="clock" />
            </Row>
          )}
          <Row name="Ordered">
            <Moment at={order.createdAt} style="short" />
          </Row>
          <Row name="Order">
            <span className="font-mono text-sm">{readableId(order.id)}</span>
          </Row>
        </dl>
      </div>
      <dl className="ticket-stub flex flex-wrap items-end justify-between gap-x-6 gap-y-2 p-6">
        <Row name={order.quantity === 1 ? "1 ticket at" : `${order.quantity} tickets at`}>
          <Money amount={order.unitPrice} currency={order.currency} />
        </Row>
        {order.fee > 0 && (
          <Row name="Service fee">
            <Money amount={order.fee} currency={order.currency} />
          </Row>
        )}
        <div className="ms-auto text-end">
          <dt className="text-sm text-muted">Total</dt>
          <dd className="font-display text-3xl font-semibold">
            <Money amount={order.total} currency={order.currency} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-sm text-muted">{name}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  );
}
