"use client";

import { useState } from "react";
import useSWR from "swr";
import { browserApi } from "@/endpoints/browser";
import { listOrders, type OrderList } from "@/endpoints/list-orders";
import { links } from "@/links";
import { ButtonLink } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { SignInFirst } from "@/ui/sign-in-first";
import { dataOf, Refusal } from "./load";
import { OrderRow } from "./order-row";
import { backOff, listPause } from "./polling";
import { Trouble, Unavailable } from "./trouble";
import { useServerTime } from "./use-countdown";
import { usePoll } from "./use-poll";

interface Props {
  /** Where the page of orders begins; undefined is the newest. */
  cursor: string | undefined;
  /** What the server knew; undefined when it could not be loaded. */
  list: OrderList | undefined;
  /** The server's time then, in ms since 1970. */
  now: number;
}

/** The visitor's own orders, kept up to date while one is open. */
export function Orders({ cursor, list, now }: Props) {
  const { orders, problem } = useOrders({ cursor, list, now });
  if (!orders) {
    if (problem?.problem.status === 401) return <SignInFirst title="Sign in to see your orders" back={links.orders(cursor)} />;
    return <Unavailable title="Your orders can’t be loaded just now" again={links.orders(cursor)} />;
  }
  return (
    <div className="mx-auto grid max-w-3xl gap-6">
      <h1>My orders</h1>
      <Trouble problem={problem} back={links.orders(cursor)} />
      {orders.items.length === 0 ? (
        <None older={cursor !== undefined} />
      ) : (
        <ul className="grid gap-4">
          {orders.items.map((order) => (
            <OrderRow key={order.id} order={order} now={now} />
          ))}
        </ul>
      )}
      {(cursor || orders.nextCursor) && (
        <nav aria-label="More orders" className="flex flex-wrap justify-between gap-3">
          {cursor && (
            <ButtonLink look="secondary" href={links.orders()}>
              Newest orders
            </ButtonLink>
          )}
          {orders.nextCursor && (
            <ButtonLink look="secondary" href={links.orders(orders.nextCursor)} className="ms-auto">
              Older orders
            </ButtonLink>
          )}
        </nav>
      )}
    </div>
  );
}

function useOrders({ cursor, list, now }: Props): { orders: OrderList | undefined; problem: Refusal | undefined } {
  useServerTime(now);
  const [failures, setFailures] = useState(0);
  // The time is a part of the key: what the server just said is never older than what the cache knows.
  const { data, error, mutate } = useSWR<OrderList, Refusal>(
    ["/api/v1/orders", cursor, now],
    () => dataOf(listOrders(browserApi, cursor ? { cursor } : {})),
    {
      fallbackData: list,
      shouldRetryOnError: false,
      onSuccess: () => setFailures(0),
      onError: () => setFailures((count) => count + 1),
    },
  );
  usePoll(backOff(listPause(data?.items), failures), mutate);
  return { orders: data, problem: error };
}

function None({ older }: { older: boolean }) {
  if (older) return <Notice title="There are no older orders" />;
  return (
    <Notice title="You have no orders yet">
      <p>What you reserve stands here, with its tickets once you have paid.</p>
      <ButtonLink href={links.browse()}>Find tickets</ButtonLink>
    </Notice>
  );
}
