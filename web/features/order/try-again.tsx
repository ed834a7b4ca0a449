"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { links } from "@/links";
import { Unavailable } from "./trouble";
import { useOrder } from "./use-order";

const nothing = { order: undefined, payment: undefined, now: 0 };

/** Stands in for the tickets of an order that can't be loaded, and brings them as soon as it can. */
export function TryAgain({ id }: { id: string }) {
  const router = useRouter();
  const { order, problem } = useOrder(id, nothing, undefined);
  const answered = order !== undefined || problem?.problem.status === 401;
  useEffect(() => {
    if (answered) router.refresh();
  }, [answered, router]);
  return <Unavailable title="Your tickets can’t be loaded just now" again={links.orderTicket(id)} />;
}
