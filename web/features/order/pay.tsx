"use client";

import { useEffect, useState } from "react";
import { browserApi, idempotencyKey } from "@/endpoints/browser";
import type { Order } from "@/endpoints/create-order";
import { createPayment } from "@/endpoints/create-payment";
import { Button } from "@/ui/button";
import { Money } from "@/ui/money";
import { Message } from "@/ui/notice";
import type { Followed } from "./use-order";

interface Props {
  order: Order;
  label: string;
  followed: Pick<Followed, "refresh" | "expectPayment">;
}

/** The button that leads to checkout, and why it did not. */
export function Pay({ order, label, followed }: Props) {
  const { busy, problem, pay } = usePay(order.id, followed);
  return (
    <>
      <span className="hidden js:contents">
        <Button busy={busy} onClick={pay} className="text-lg">
          {busy ? "Opening checkout…" : label}
          {!busy && label === "Pay" && <Money amount={order.total} currency={order.currency} />}
        </Button>
      </span>
      {problem && (
        <div className="order-first w-full">
          <Message tone="bad">{problem}</Message>
        </div>
      )}
    </>
  );
}

function usePay(id: string, { refresh, expectPayment }: Props["followed"]) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    // Back from checkout to this very page, kept as it was left.
    const shown = (event: PageTransitionEvent) => {
      if (!event.persisted) return;
      setBusy(false);
      void refresh();
    };
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, [refresh]);

  const pay = async () => {
    setBusy(true);
    setProblem(undefined);
    const answer = await createPayment(browserApi, id, idempotencyKey());
    if (answer.ok && answer.data.checkoutUrl) return location.assign(answer.data.checkoutUrl);
    // Authorised already, or refused: the order itself knows more.
    if (answer.ok) expectPayment();
    else if (answer.problem.status !== 401) setProblem(`${answer.problem.detail} Nothing was charged.`);
    await refresh();
    setBusy(false);
  };
  return { busy, problem, pay };
}
