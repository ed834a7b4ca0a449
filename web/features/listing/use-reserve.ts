"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { browserApi, idempotencyKey } from "@/endpoints/browser";
import { createOrder } from "@/endpoints/create-order";
import { links } from "@/links";
import type { Live } from "./live";
import { isUncertain, refusalOf } from "./refusal";
import { rememberWanted } from "./wanted";

interface Reserving {
  readonly reserve: (quantity: number, seen: Live) => Promise<void>;
  readonly busy: boolean;
  /** Why the last try came to nothing. */
  readonly refusal: string | undefined;
}

/** Reserves units of a listing and goes on to the order, or says why not. `look` tells how the listing stands this moment. */
export function useReserve(ticketId: string, look: () => Promise<Live | undefined>): Reserving {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  // Kept for as long as the first try may have been carried out.
  const unsettled = useRef<{ quantity: number; key: string }>(undefined);

  const attempt = async (quantity: number, seen: Live): Promise<string | undefined> => {
    const now = await look();
    if (now && now.version !== seen.version) return "Please look at what the seller changed before you reserve. Nothing was reserved yet.";
    const key = unsettled.current?.quantity === quantity ? unsettled.current.key : idempotencyKey();
    const answer = await createOrder(browserApi, { ticketId, quantity }, key);
    unsettled.current = !answer.ok && isUncertain(answer.problem) ? { quantity, key } : undefined;
    if (answer.ok) {
      rememberWanted(ticketId, undefined);
      router.push(links.order(answer.data.id));
      return undefined;
    }
    if (answer.problem.status === 401) {
      rememberWanted(ticketId, quantity);
      router.push(links.signIn(links.listing(ticketId)));
      return undefined;
    }
    return refusalOf(answer.problem, quantity, answer.problem.status === 409 ? await look() : undefined);
  };

  const reserve = async (quantity: number, seen: Live) => {
    setBusy(true);
    setRefusal(undefined);
    const why = await attempt(quantity, seen);
    setRefusal(why);
    // On the way to another page there is nothing more to press.
    if (why) setBusy(false);
  };
  return { reserve, busy, refusal };
}
