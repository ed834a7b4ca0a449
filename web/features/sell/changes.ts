import type { Ticket } from "@/endpoints/list-tickets";

/** What has become of a listing since it was last seen. */
export interface Change {
  readonly id: string;
  /** A sentence for those who don't see it. */
  readonly text: string;
}

/** How a listing's units stand, in words. */
export function unitsOf({ sold, held, available }: Ticket): string {
  return `${sold} sold, ${held} held, ${available} free`;
}

/** The listings of which more or less is held, sold or free than before; new ones are not among them. */
export function changesOf(before: readonly Ticket[], after: readonly Ticket[]): Change[] {
  const known = new Map(before.map((ticket) => [ticket.id, unitsOf(ticket)]));
  return after
    .filter((ticket) => known.has(ticket.id) && known.get(ticket.id) !== unitsOf(ticket))
    .map((ticket) => ({ id: ticket.id, text: `${ticket.title}: ${unitsOf(ticket)}.` }));
}
