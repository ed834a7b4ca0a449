import type { Metadata } from "next";
import { listTickets } from "@/endpoints/list-tickets";
import { visitorApi } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { MyListings } from "@/features/sell/my-listings";
import { statuses } from "@/features/sell/status-badge";
import { links } from "@/links";
import { setStatus } from "@/server/status";
import { SignInFirst } from "@/ui/sign-in-first";

export const metadata: Metadata = { title: "My listings", robots: { index: false } };

export default async function SellPage({ searchParams }: PageProps<"/sell">) {
  const query = await searchParams;
  const status = statuses.find((known) => known === query.status);
  const [cursor, listed] = [query.cursor, query.listed].map((value) => (typeof value === "string" ? value : undefined));
  const api = await visitorApi();
  const answer = api && (await listTickets(api, { seller: "me", ...(status && { status }), ...(cursor && { cursor }) }));
  if (!answer || (!answer.ok && answer.problem.status === 401)) {
    return (
      <SignInFirst title="Sign in to sell" back={links.selling()}>
        <p>List tickets, and see how they sell.</p>
      </SignInFirst>
    );
  }
  if (!answer.ok) setStatus(answer.problem.status >= 500 || answer.problem.status === 0 ? 503 : answer.problem.status);
  return (
    <>
      <SignedIn />
      <MyListings page={{ status, cursor }} initial={answer.ok ? answer.data : undefined} listed={listed} />
    </>
  );
}
