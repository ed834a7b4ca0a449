"use client";

import { useRef, useState } from "react";
import { browserApi } from "@/endpoints/browser";
import type { Ticket } from "@/endpoints/list-tickets";
import { withdrawTicket } from "@/endpoints/withdraw-ticket";
import { Confirm } from "@/ui/confirm";

interface Props {
  ticket: Ticket;
  /** It is done; gives what then has the focus, for this button goes. */
  onDone: () => HTMLElement | null;
}

/** Takes a listing off the market, after asking. */
export function Withdraw({ ticket, onDone }: Props) {
  const next = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const taken = ticket.held + ticket.sold;

  const withdraw = async () => {
    setBusy(true);
    setRefusal(undefined);
    const answer = await withdrawTicket(browserApi, ticket.id);
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.problem.status === 409 ? promised : answer.problem.detail);
    next.current = onDone();
    setOpen(false);
  };
  const change = (asked: boolean) => {
    setOpen(asked);
    setRefusal(undefined);
  };
  return (
    <Confirm
      trigger={
        <>
          Withdraw<span className="sr-only"> {ticket.title}</span>
        </>
      }
      look="quiet"
      title="Withdraw this listing?"
      action="Withdraw"
      keep="Keep it on sale"
      open={open}
      onOpenChange={change}
      onConfirm={withdraw}
      busy={busy}
      finalFocus={() => next.current}
      error={taken > 0 ? promised : refusal}
    >
      “{ticket.title}” goes off the market for good. Nobody can reserve it any more.
    </Confirm>
  );
}

const promised = "Some of its tickets are held or sold, so it can’t be withdrawn: buyers count on it. While none is, it can.";
