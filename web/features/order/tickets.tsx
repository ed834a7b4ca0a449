import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { PrintButton } from "./print-button";
import { PrintableTicket } from "./printable-ticket";

/** The tickets of an order, one for each unit, or why there are none. */
export function Tickets({ order }: { order: Order }) {
  if (order.status !== "complete") return <NoTickets order={order} />;
  const numbers = Array.from({ length: order.quantity }, (_, index) => index + 1);
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <div className="flex flex-wrap items-center justify-between gap-4 print:hidden">
        <h1>{order.quantity === 1 ? "Your ticket" : "Your tickets"}</h1>
        <p className="flex flex-wrap gap-3">
          <PrintButton />
          <ButtonLink look="secondary" href={links.order(order.id)}>
            Back to the order
          </ButtonLink>
        </p>
      </div>
      <ul className="grid gap-6 print:gap-4">
        {numbers.map((n) => (
          <PrintableTicket key={n} order={order} n={n} />
        ))}
      </ul>
    </div>
  );
}

function NoTickets({ order }: { order: Order }) {
  const cancelled = order.status === "cancelled";
  return (
    <Notice title={cancelled ? "There is no ticket" : "There is no ticket yet"} level={1}>
      <p>{cancelled ? "This order was cancelled, and nothing was charged." : "The ticket is here as soon as the order is paid."}</p>
      <ButtonLink href={links.order(order.id)}>See the order</ButtonLink>
    </Notice>
  );
}
