import type { Metadata } from "next";
import { getTicket } from "@/endpoints/get-ticket";
import { visitorApi } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { lookAtAll } from "@/features/order/look";
import { refused } from "@/features/order/refused";
import { Sales } from "@/features/order/sales";
import { links } from "@/links";

export const metadata: Metadata = { title: "Sales", robots: { index: false } };

/** The sales of one of the visitor's listings, newest first. */
export default async function SalesPage({ params, searchParams }: PageProps<"/sell/[id]/sales">) {
  const { id } = await params;
  const { cursor: given } = await searchParams;
  const cursor = Array.isArray(given) ? given[0] : given;
  const api = await visitorApi();
  const [{ problem, list, now }, ticket] = await Promise.all([lookAtAll(api, cursor, id), api && getTicket(api, id)]);
  const instead = problem && refused(problem, { what: "your sales", at: links.sales(id, cursor) });
  if (instead) return instead;
  return (
    <>
      {!problem && <SignedIn />}
      <Sales ticketId={id} title={ticket?.ok ? ticket.data.title : "Your listing"} {...{ cursor, list, now }} />
    </>
  );
}
