import type { Metadata } from "next";
import { visitorApi } from "@/endpoints/server";
import { SignedIn } from "@/endpoints/use-session";
import { look } from "@/features/payouts/look";
import { PayoutsView } from "@/features/payouts/payouts-view";
import { links } from "@/links";
import { setStatus } from "@/server/status";
import { SignInFirst } from "@/ui/sign-in-first";

export const metadata: Metadata = { title: "Payouts", robots: { index: false } };

/** How the visitor's sales are paid out to them; Stripe leads back here. */
export default async function PayoutsPage({ searchParams }: PageProps<"/payouts">) {
  const { cursor: given } = await searchParams;
  const cursor = Array.isArray(given) ? given[0] : given;
  const api = await visitorApi();
  const answer = api && (await look(api, cursor));
  if (!answer || (!answer.ok && answer.problem.status === 401)) {
    return (
      <SignInFirst title="Sign in to see your payouts" back={links.payouts(cursor)}>
        <p>See what your sales came to, and have it paid out.</p>
      </SignInFirst>
    );
  }
  if (!answer.ok) setStatus(answer.problem.status >= 500 || answer.problem.status === 0 ? 503 : answer.problem.status);
  return (
    <>
      <SignedIn />
      <PayoutsView cursor={cursor} initial={answer.ok ? answer.data : undefined} />
    </>
  );
}
