"use client";

import { useState } from "react";
import { browserApi } from "@/endpoints/browser";
import { cancelOrder } from "@/endpoints/cancel-order";
import { Confirm } from "@/ui/confirm";

interface Props {
  orderId: string;
  /** Shows what became of the order. */
  refresh: () => Promise<void>;
  /** Called when what became of the order is shown, with a word on it when that is not what was asked for. */
  onEnd: (note?: string) => void;
}

/** Gives the tickets of an open order back. */
export function Cancel({ orderId, refresh, onEnd }: Props) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  const cancel = async () => {
    setBusy(true);
    setProblem(undefined);
    const answer = await cancelOrder(browserApi, orderId);
    setBusy(false);
    // Cancelled, paid meanwhile, no session, not there: the order itself tells.
    if (answer.ok || (answer.problem.status > 400 && answer.problem.status < 429)) {
      setOpen(false);
      await refresh();
      return onEnd(!answer.ok && answer.problem.status === 409 ? "Your payment came first: the order was complete before you cancelled." : undefined);
    }
    setProblem(answer.problem.detail);
  };

  return (
    <Confirm
      trigger="Cancel order"
      title="Cancel this order?"
      action="Cancel the order"
      keep="Keep it"
      onConfirm={cancel}
      error={problem}
      {...{ open, busy }}
      onOpenChange={(next) => {
        setOpen(next);
        setProblem(undefined);
      }}
    >
      The tickets are free again for others at once. Nothing is charged.
    </Confirm>
  );
}
