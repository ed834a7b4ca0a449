import { useCallback, useState } from "react";
import useSWR from "swr";
import { browserApi } from "@/endpoints/browser";
import { listOrders, type OrderList } from "@/endpoints/list-orders";
import { dataOf, type Refusal } from "./load";
import { backOff, pollEvery } from "./polling";
import { useServerTime } from "./use-countdown";
import { usePoll } from "./use-poll";

/** A page of a listing's sales. */
export interface SalesPage {
  ticketId: string;
  /** Where it begins; undefined is the newest. */
  cursor: string | undefined;
  /** What the server knew; undefined when it could not be loaded. */
  list: OrderList | undefined;
  /** The server's time then, in ms since 1970. */
  now: number;
}

/** The orders by which a listing was sold, kept up to date while the page is seen. */
export function useSales({ ticketId, cursor, list, now }: SalesPage) {
  useServerTime(now);
  const [failures, setFailures] = useState(0);
  // The time is a part of the key: what the server just said is never older than what the cache knows.
  const { data, error, mutate } = useSWR<OrderList, Refusal>(
    ["sales", ticketId, cursor, now],
    () => dataOf(listOrders(browserApi, { ticketId, ...(cursor && { cursor }) })),
    {
      fallbackData: list,
      shouldRetryOnError: false,
      onSuccess: () => setFailures(0),
      onError: () => setFailures((count) => count + 1),
    },
  );
  usePoll(backOff(pollEvery.sales, failures), mutate);
  return { sales: data, problem: error, look: useCallback(() => void mutate(), [mutate]) };
}
