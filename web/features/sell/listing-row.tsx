import Link from "next/link";
import type { Ticket } from "@/endpoints/list-tickets";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Moment } from "@/ui/moment";
import { Money } from "@/ui/money";
import { StatusBadge } from "./status-badge";
import { Units } from "./units";
import { Withdraw } from "./withdraw";

interface Props {
  ticket: Ticket;
  /** It has just changed. */
  marked: boolean;
  onWithdrawn: (ticket: Ticket) => HTMLElement | null;
}

/** A listing in the table of the seller's own: a row where there is room, else a card. */
export function ListingRow({ ticket, marked, onWithdrawn }: Props) {
  const { id, title, startsAt, price, currency, status } = ticket;
  return (
    <tr
      className={classNames(
        "ticket grid content-start gap-3 p-4 transition-colors duration-300 lg:table-row lg:rounded-none lg:border-0 lg:shadow-none",
        marked && "bg-wait!",
      )}
    >
      <td className="grid gap-0.5 lg:table-cell lg:border-t lg:border-line lg:p-4">
        <Link href={links.listing(id)} prefetch={false} className="font-display text-lg font-semibold hover:underline">
          {title}
        </Link>
        <p className="text-sm text-muted">
          <Moment at={startsAt} style="short" fallback="No date" />
        </p>
      </td>
      <td className="lg:border-t lg:border-line lg:px-4 lg:whitespace-nowrap">
        <Money amount={price} currency={currency} />
        <span className="text-muted lg:sr-only"> each</span>
      </td>
      <td className="lg:w-80 lg:border-t lg:border-line lg:px-4">
        <Units ticket={ticket} />
      </td>
      <td className="lg:border-t lg:border-line lg:px-4 lg:whitespace-nowrap">
        <StatusBadge status={status} />
      </td>
      <td className="-mx-3 -mb-2 lg:border-t lg:border-line lg:px-2 lg:text-end lg:whitespace-nowrap">
        <ButtonLink href={links.sales(id)} look="quiet" className="px-3">
          Sales<span className="sr-only"> of {title}</span>
        </ButtonLink>
        {status !== "withdrawn" && (
          <>
            <ButtonLink href={links.editListing(id)} look="quiet" className="px-3">
              Edit<span className="sr-only"> {title}</span>
            </ButtonLink>
            <Withdraw ticket={ticket} onDone={() => onWithdrawn(ticket)} />
          </>
        )}
      </td>
    </tr>
  );
}
