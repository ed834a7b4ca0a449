import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { PrintButton } from "./print-button";
import { PrintableTicket } from "./printable-ticket";
import { unitsLeft } from "./returns";

/** The tickets of an order, one for each unit, or why there are none. */
export function Tickets({ order }: { order: Order }) {
  const left = unitsLeft(order);
  if (order.status !== "complete" || left === 0) return <NoTickets order={order} />;
  const numbers = Array.from({ length: left }, (_, index) => index + 1);
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <div className="flex flex-wrap items-center justify-between gap-4 print:hidden">
        <h1>{left === 1 ? "Your ticket" : "Your tickets"}</h1>
        <p className="flex flex-wrap gap-3">
          <PrintButton />
          <ButtonLink look="secondary" href={links.order(order.id)}>
            Back to the order
          </ButtonLink>
        </p>
      </div>
      <ul className="grid gap-6 print:gap-4">
        {numbers.map((n) => (
          <PrintableTicket key={n} order={order} n={n} of={left} />
        ))}
      </ul>
    </div>
  );
}

const notYet = { title: "There is no ticket yet", text: "The ticket is here as soon as the order is paid." };

const reasons: Record<Order["status"], { title: string; text: string }> = {
  created: notYet,
  awaiting_payment: notYet,
  complete: { title: "There is no ticket any more", text: "All tickets of this order are given back." },
  cancelled: { title: "There is no ticket", text: "This order was cancelled, and nothing was charged." },
};

function NoTickets({ order }: { order: Order }) {
  const { title, text } = reasons[order.status];
  return (
    <Notice title={title} level={1}>
      <p>{text}</p>
      <ButtonLink href={links.order(order.id)}>See the order</ButtonLink>
    </Notice>
  );
}
