import type { Ticket } from "@/endpoints/list-tickets";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";

const reasons: Record<Ticket["status"], { title: string; text: string }> = {
  on_sale: { title: "This can be edited", text: "It is on sale." },
  reserved: {
    title: "All tickets are held just now",
    text: "Buyers have what is offered here in their hands, so it stays as it is. It can be edited again when one of them lets go.",
  },
  sold_out: { title: "Sold out", text: "Every ticket is sold, so there is nothing left to change." },
  withdrawn: { title: "This listing is withdrawn", text: "It is off the market for good. To sell these tickets after all, list them anew." },
};

/** Why a listing can't be edited. */
export function Locked({ ticket }: { ticket: Ticket }) {
  const { title, text } = reasons[ticket.status];
  return (
    <Notice title={title} level={1}>
      <p>{text}</p>
      <div className="flex flex-wrap justify-center gap-3">
        <ButtonLink href={links.selling()}>My listings</ButtonLink>
        <ButtonLink href={links.listing(ticket.id)} look="secondary">
          See the listing
        </ButtonLink>
      </div>
    </Notice>
  );
}
