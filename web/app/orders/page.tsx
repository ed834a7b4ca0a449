import type { Metadata } from "next";
import { visitorApi } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { lookAtAll } from "@/features/order/look";
import { Orders } from "@/features/order/order-list";
import { refused } from "@/features/order/refused";
import { links } from "@/links";

export const metadata: Metadata = { title: "My orders", robots: { index: false } };

interface Props {
  searchParams: Promise<{ cursor?: string | string[] }>;
}

/** The visitor's own orders, newest first. */
export default async function OrdersPage({ searchParams }: Props) {
  const { cursor: given } = await searchParams;
  const cursor = Array.isArray(given) ? given[0] : given;
  const { problem, list, now } = await lookAtAll(await visitorApi(), cursor);
  const instead = problem && refused(problem, { what: "your orders", at: links.orders(cursor) });
  if (instead) return instead;
  return (
    <>
      {!problem && <SignedIn />}
      <Orders cursor={cursor} list={list} now={now} />
    </>
  );
}
