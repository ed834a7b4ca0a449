import type { Order } from "@/endpoints/create-order";
import { Mark } from "@/ui/mark";
import { Moment } from "@/ui/moment";
import { QrCode } from "./qr";
import { readableId, ticketCode } from "./ticket-code";

/** One ticket of a paid order; n counts from 1 to the number of those that are valid. */
export function PrintableTicket({ order, n, of }: { order: Order; n: number; of: number }) {
  const { ticket } = order;
  return (
    <li className="ticket grid break-inside-avoid sm:grid-cols-[minmax(0,1fr)_auto] print:grid-cols-[minmax(0,1fr)_auto]">
      <div className="grid content-between gap-6 p-6 print:gap-3 print:p-5">
        <div className="grid gap-3">
          <p className="flex items-center justify-between gap-4">
            <span className="flex items-center gap-2 font-display text-xl font-semibold">
              <Mark className="size-8" />
              pass
            </span>
            <span className="font-semibold">
              {n} of {of}
            </span>
          </p>
          <h2 dir="auto" className="text-3xl print:text-2xl">
            {ticket.title}
          </h2>
          <p className="text-lg font-semibold">
            <Moment at={ticket.startsAt} fallback="Date to be announced" zoned />
          </p>
          <p dir="auto" className="text-lg">
            {ticket.venue || "Venue to be announced"}
          </p>
        </div>
        <dl>
          <dt className="text-sm text-muted">Order</dt>
          <dd className="font-mono">{readableId(order.id)}</dd>
        </dl>
      </div>
      <div className="ticket-stub sm:ticket-stub-beside print:ticket-stub-beside grid place-items-center p-6">
        <QrCode text={ticketCode(order.id, n)} label={`Code of ticket ${n} of ${of}`} className="size-44 rounded-control" />
      </div>
    </li>
  );
}
