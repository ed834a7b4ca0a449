"use client";

import { useEffect, useRef, useState, type RefObject } from "react";
import type { Order } from "@/endpoints/create-order";
import { links } from "@/links";
import { NotFound } from "@/ui/not-found";
import { Message } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";
import { Countdown } from "./countdown";
import { DisputeNote } from "./dispute-note";
import { OrderActions } from "./order-actions";
import { OrderSummary } from "./order-summary";
import { Refunds } from "./refunds";
import { unitsLeft } from "./returns";
import { isFinal, type Checkout, type Stage } from "./stage";
import { StageNews } from "./stage-news";
import { Trouble, Unavailable } from "./trouble";
import { useOrder, type Followed, type Rendered } from "./use-order";
import { wordsOf } from "./words";

interface Props {
  id: string;
  rendered: Rendered;
  checkout: Checkout;
}

/** One order, followed live to its end. */
export function OrderView({ id, rendered, checkout }: Props) {
  const followed = useOrder(id, rendered, checkout);
  const { order, stage, problem } = followed;
  usePlainAddress(id, checkout !== undefined && order !== undefined && isFinal(order));
  const status = problem?.problem.status;
  if (status === 404) return <NotFound what="This order" />;
  if (order && stage) return <Standing {...{ order, stage, followed }} now={rendered.now} />;
  if (status === 401) return <SignInFirst title="Sign in to see your order" back={links.order(id)} />;
  return <Unavailable title="Your order can’t be loaded just now" again={links.order(id)} />;
}

function Standing({ order, stage, followed, now }: { order: Order; stage: Stage; followed: Followed; now: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [note, setNote] = useState<string>();
  useFocusKept(stage, heading);
  const words = wordsOf(stage, stage === "paid" ? unitsLeft(order) : order.quantity);
  const end = (said?: string) => {
    setNote(said);
    // The button that had the focus is gone.
    heading.current?.focus();
  };
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="grid content-start gap-6">
        <Trouble problem={followed.problem} back={links.order(order.id)} />
        {note && <Message tone="wait">{note}</Message>}
        <StageNews ref={heading} stage={stage} words={words} declined={followed.payment?.declined} />
        {words.counts && <Countdown until={order.expiresAt} since={order.createdAt} now={now} />}
        <DisputeNote order={order} viewer="buyer" />
        <OrderActions order={order} words={words} followed={followed} now={now} onEnd={end} />
        <Refunds order={order} viewer="buyer" />
      </div>
      <OrderSummary order={order} open={!isFinal(order)} />
    </div>
  );
}

/** Gives the focus to the news where what had it is gone with the stage before. */
function useFocusKept(stage: Stage, heading: RefObject<HTMLElement | null>): void {
  const last = useRef<EventTarget>(null);
  useEffect(() => {
    const note = ({ target }: FocusEvent) => (last.current = target);
    document.addEventListener("focusin", note);
    return () => document.removeEventListener("focusin", note);
  }, []);
  useEffect(() => {
    if (last.current instanceof Element && !last.current.isConnected) heading.current?.focus();
  }, [stage, heading]);
}

/** Takes checkout's word off the address once it is no longer true. */
function usePlainAddress(id: string, over: boolean): void {
  useEffect(() => {
    if (over) window.history.replaceState(null, "", links.order(id));
  }, [id, over]);
}
