import type { Ticket } from "@/endpoints/list-tickets";
import { formatMoney } from "@/format/money";
import { formatTime } from "@/format/time";

const statusWords: Record<Ticket["status"], string> = {
  on_sale: "On sale",
  reserved: "All held just now",
  sold_out: "Sold out",
  withdrawn: "Withdrawn",
};

/** One listing: what, where, when, the price of a unit and how many are left. */
export function ListingCard({ ticket, locale }: { ticket: Ticket; locale: string }) {
  const when = formatTime(ticket.startsAt, locale);
  const count = new Intl.NumberFormat(locale);
  return (
    <article className="card" aria-labelledby={`t-${ticket.id}`}>
      <h2 id={`t-${ticket.id}`} dir="auto">
        {ticket.title}
      </h2>
      <p className="muted" dir="auto">
        {ticket.venue || "Venue to be announced"}
      </p>
      <p className="muted">
        {when ? <time dateTime={ticket.startsAt ?? undefined}>{when}</time> : "Date to be announced"}
      </p>
      <div className="card-foot">
        <p className="price">{formatMoney(ticket.price, ticket.currency, locale)}</p>
        <p className="left">
          {count.format(ticket.available)} of {count.format(ticket.quantity)} left
        </p>
        <p className={`badge ${ticket.status}`}>{statusWords[ticket.status]}</p>
      </div>
    </article>
  );
}
