import type { Ticket } from "@/endpoints/list-tickets";
import { ListingRow } from "./listing-row";

interface Props {
  items: readonly Ticket[];
  /** The ids of those that have just changed. */
  changed: ReadonlySet<string>;
  onWithdrawn: (ticket: Ticket) => HTMLElement | null;
}

const columns = ["Listing", "Price", "Tickets", "Status"];

/** The seller's own listings. */
export function ListingTable({ items, changed, onWithdrawn }: Props) {
  return (
    <table aria-label="My listings" className="block w-full text-start lg:ticket lg:table lg:border-separate lg:border-spacing-0 lg:overflow-hidden">
      <thead className="sr-only lg:not-sr-only lg:table-header-group">
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col" className="px-4 py-3 text-start text-sm font-semibold text-muted">
              {name}
            </th>
          ))}
          <th scope="col">
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody className="grid gap-4 sm:grid-cols-2 lg:table-row-group">
        {items.map((ticket) => (
          <ListingRow key={ticket.id} ticket={ticket} marked={changed.has(ticket.id)} onWithdrawn={onWithdrawn} />
        ))}
      </tbody>
    </table>
  );
}
