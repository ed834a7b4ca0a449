import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { visitorApi, visitorId } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { look } from "@/features/order/look";
import { OrderView } from "@/features/order/order-view";
import { refused } from "@/features/order/refused";
import { checkoutOf } from "@/features/order/stage";
import { links } from "@/links";

export const metadata: Metadata = { title: "Your order", robots: { index: false } };

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ checkout?: string | string[] }>;
}

/** One order of the visitor's; checkout sends the buyer back to it. */
export default async function OrderPage({ params, searchParams }: Props) {
  const { id } = await params;
  const checkout = checkoutOf((await searchParams).checkout);
  const { problem, ...rendered } = await look(await visitorApi(), id, checkout);
  const instead = problem && refused(problem, { what: "your order", at: links.order(id) });
  if (instead) return instead;
  const { order } = rendered;
  // The other one who may see an order is its seller, who has a page for that.
  if (order && order.buyerId !== (await visitorId())) redirect(links.sales(order.ticket.id));
  return (
    <>
      {!problem && <SignedIn />}
      <OrderView id={id} rendered={rendered} checkout={checkout} />
    </>
  );
}
