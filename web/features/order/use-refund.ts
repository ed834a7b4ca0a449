import { useRef, useState } from "react";
import type { Problem } from "@/endpoints/answer";
import { browserApi } from "@/endpoints/browser";
import type { Order } from "@/endpoints/create-order";
import { createRefund, type NewRefund } from "@/endpoints/create-refund";
import { intentKeys } from "@/endpoints/intent";

interface Refunding {
  /** Gives the order with its new refund; undefined when there is none. */
  readonly refund: (what: NewRefund) => Promise<Order | undefined>;
  readonly busy: boolean;
  /** Why the last try came to nothing, or may have. */
  readonly problem: string | undefined;
  readonly forget: () => void;
}

/** Gives money of an order back. */
export function useRefund(orderId: string): Refunding {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const keyOf = useRef(intentKeys());
  const refund = async (what: NewRefund) => {
    setBusy(true);
    setProblem(undefined);
    const answer = await createRefund(browserApi, orderId, what, keyOf.current(what));
    setBusy(false);
    // The same units once more are another decision, but for as long as nobody knows what became of the first.
    if (answer.ok || !isUncertain(answer.problem)) keyOf.current = intentKeys();
    if (answer.ok) return answer.data;
    setProblem(inWords(answer.problem));
    return undefined;
  };
  return { refund, busy, problem, forget: () => setProblem(undefined) };
}

function isUncertain({ status }: Problem): boolean {
  return status === 0 || status >= 500;
}

/** Why no money goes back, in sentences. */
export function inWords(problem: Problem): string {
  if (isUncertain(problem)) return "The site did not answer, so it is not certain whether anything is given back. Press again: it is the same request, and can’t give back twice.";
  if (problem.status === 401) return "Your session has ended, and nothing was given back. Sign in again in another tab, then press again.";
  const fields = problem.errors.map(({ field, message }) => `${field} ${message}.`).join(" ");
  return `Nothing was given back. ${fields || problem.detail}`;
}
