"use client";

import Link from "next/link";
import { links } from "@/links";
import { Message, Notice } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";
import { AccountCard } from "./account-card";
import { Balances } from "./balances";
import type { Payments } from "./look";
import { Payouts } from "./payout-list";
import { usePayouts } from "./use-payouts";

interface Props {
  cursor: string | undefined;
  /** What the server knew; undefined when it could not be loaded. */
  initial: Payments | undefined;
}

/** How the visitor's sales come to them. */
export function PayoutsView({ cursor, initial }: Props) {
  const { payments, problem } = usePayouts(cursor, initial);
  if (problem?.status === 401) {
    return (
      <SignInFirst title="Your session has ended" back={links.payouts(cursor)}>
        <p>Sign in again to see your payouts.</p>
      </SignInFirst>
    );
  }
  return (
    <div className="mx-auto grid max-w-3xl gap-8">
      <div className="grid gap-2">
        <p>
          <Link href={links.selling()} prefetch={false} className="link inline-block py-2.5">
            My listings
          </Link>
        </p>
        <h1>Payouts</h1>
      </div>
      {payments && problem && <Message tone="wait">Not up to date just now: {problem.detail} It is tried again by itself.</Message>}
      {payments ? (
        <>
          {!cursor && <AccountCard account={payments.account} />}
          {!cursor && <Balances items={payments.balances} />}
          <Payouts list={payments.payouts} cursor={cursor} />
        </>
      ) : (
        <Notice title="Your payouts can’t be shown just now" alert>
          <p>The service does not answer. Your money is safe. It is tried again by itself.</p>
        </Notice>
      )}
    </div>
  );
}
