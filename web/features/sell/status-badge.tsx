import type { Ticket } from "@/endpoints/list-tickets";
import { Badge, type Tone } from "@/ui/badge";

const looks: Record<Ticket["status"], { tone: Tone; word: string }> = {
  on_sale: { tone: "good", word: "On sale" },
  reserved: { tone: "wait", word: "All held" },
  sold_out: { tone: "gone", word: "Sold out" },
  withdrawn: { tone: "gone", word: "Withdrawn" },
};

/** The statuses of a listing, in the order in which it goes through them. */
export const statuses = Object.keys(looks) as Ticket["status"][];

/** The word for a status. */
export function wordOf(status: Ticket["status"]): string {
  return looks[status].word;
}

/** How a listing stands, as its seller sees it. */
export function StatusBadge({ status }: { status: Ticket["status"] }) {
  return <Badge tone={looks[status].tone}>{looks[status].word}</Badge>;
}
