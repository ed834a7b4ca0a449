import type { Metadata } from "next";
import { cookies, headers } from "next/headers";
import { notFound } from "next/navigation";
import { Notice } from "@/app/notice";
import { getOrder } from "@/endpoints/get-order";
import { localeOf } from "@/format/locale";
import { OrderView } from "./order-view";
import { SignIn } from "./sign-in";

export const metadata: Metadata = { title: "Your order", robots: { index: false } };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ checkout?: string | string[] }>;
};

/** One order of the visitor's; checkout sends the buyer back to it. */
export default async function OrderPage({ params, searchParams }: Props) {
  const { id } = await params;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) notFound();
  const session = (await cookies()).get("session")?.value ?? "";
  const answer = /^[\w-]+(?:\.[\w-]+){2}$/.test(session) ? await getOrder(id, session) : { ok: false as const, reason: "unauthenticated" as const };
  if (!answer.ok) return <NoOrder reason={answer.reason} />;
  const locale = localeOf((await headers()).get("accept-language"));
  const { checkout } = await searchParams;
  return <OrderView order={answer.data} locale={locale} returned={checkout === "return"} />;
}

function NoOrder({ reason }: { reason: string }) {
  if (reason === "unauthenticated") return <SignIn />;
  if (reason === "not_found" || reason === "invalid") notFound();
  return (
    <Notice title="Your order can’t be loaded just now" alert>
      It is safe: nothing is lost and nothing is charged twice. Please reload the page in a moment.
    </Notice>
  );
}
