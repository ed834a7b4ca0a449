import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { visitorApi, visitorId } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { look } from "@/features/order/look";
import { refused } from "@/features/order/refused";
import { Tickets } from "@/features/order/tickets";
import { TryAgain } from "@/features/order/try-again";
import { links } from "@/links";

export const metadata: Metadata = { title: "Your tickets", robots: { index: false } };

interface Props {
  params: Promise<{ id: string }>;
}

/** The tickets of a paid order, to be shown or printed. */
export default async function TicketPage({ params }: Props) {
  const { id } = await params;
  const { problem, order } = await look(await visitorApi(), id);
  if (order) {
    // The other one who may see an order is its seller.
    if (order.buyerId !== (await visitorId())) redirect(links.sales(order.ticket.id));
    return (
      <>
        <SignedIn />
        <Tickets order={order} />
      </>
    );
  }
  const instead = problem && refused(problem, { what: "your tickets", at: links.orderTicket(id) });
  return instead ?? <TryAgain id={id} />;
}
