import { useCallback, useEffect, useState } from "react";
import useSWR, { type SWRConfiguration } from "swr";
import { browserApi } from "@/endpoints/browser";
import type { Order } from "@/endpoints/create-order";
import type { Payment } from "@/endpoints/create-payment";
import { getOrder } from "@/endpoints/get-order";
import { isOver } from "./time-left";
import { dataOf, paymentOf, type Refusal } from "./load";
import { backOff, orderPause } from "./polling";
import { asksPayment, stageOf, type Checkout, type Stage } from "./stage";
import { useCountdown, useServerTime } from "./use-countdown";
import { usePoll } from "./use-poll";

/** What the server knew when it made the page. */
export interface Rendered {
  /** Undefined when it could not be loaded. */
  readonly order: Order | undefined;
  /** Null when there is none, undefined when it was not asked for or could not be loaded. */
  readonly payment: Payment | null | undefined;
  /** The server's time, in ms since 1970. */
  readonly now: number;
}

/** An order that is followed to its end. */
export interface Followed {
  readonly order: Order | undefined;
  readonly payment: Payment | null | undefined;
  readonly stage: Stage | undefined;
  /** Why the last look failed: what is shown may be old. */
  readonly problem: Refusal | undefined;
  /** Looks at once. */
  readonly refresh: () => Promise<void>;
  /** Looks at the order's payment from now on: there is one, the service said. */
  readonly expectPayment: () => void;
}

/** How long a buyer who says that they paid is believed without a word from the service, in ms. */
const patience = 10_000;

// The stages that may end with news of the payment alone: one just came back from checkout, and word of it may come later.
const ofPayment: ReadonlySet<Stage> = new Set(["confirming", "unconfirmed", "unpaid"]);

// Polling and its pauses after failures are usePoll's.
const settings: SWRConfiguration = { shouldRetryOnError: false, dedupingInterval: 500, focusThrottleInterval: 1000 };

/** Follows an order live; `checkout` is how its buyer came back from there. */
export function useOrder(id: string, rendered: Rendered, checkout: Checkout): Followed {
  useServerTime(rendered.now);
  const [failures, setFailures] = useState(0);
  const [expected, setExpected] = useState(false);
  // The time is a part of the keys: what the server just said is never older than what the cache knows.
  const order = useSWR<Order, Refusal>([`/api/v1/orders/${id}`, rendered.now], () => dataOf(getOrder(browserApi, id)), {
    ...settings,
    fallbackData: rendered.order,
    onSuccess: () => setFailures(0),
    onError: () => setFailures((count) => count + 1),
  });
  const { data, mutate } = order;
  // Where the server just found none, checkout's word is not to be trusted.
  const asked = data !== undefined && asksPayment(data, rendered.payment === null ? undefined : checkout, expected);
  const payment = useSWR<Payment | null, Refusal>(asked ? [`/api/v1/payments/${id}`, rendered.now] : null, () => dataOf(paymentOf(browserApi, id)), {
    ...settings,
    fallbackData: rendered.payment,
  });
  const over = useCountdown(data?.expiresAt ?? "", rendered.now, isOver);
  const waited = useWaited(checkout === "return");
  const stage = data && stageOf(data, { payment: payment.data, checkout, over, waited });
  const look = payment.mutate;
  const refresh = useCallback(async () => void (await Promise.all([mutate(), look()])), [mutate, look]);
  usePoll(backOff(orderPause(data, stage), failures), stage && ofPayment.has(stage) ? refresh : mutate);
  return { order: data, payment: payment.data, stage, problem: order.error, refresh, expectPayment: useCallback(() => setExpected(true), []) };
}

function useWaited(waiting: boolean): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setWaited(true), patience);
    return () => clearTimeout(timer);
  }, [waiting]);
  return waited;
}
