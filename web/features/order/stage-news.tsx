import type { Ref } from "react";
import type { Payment } from "@/endpoints/create-payment";
import { Badge } from "@/ui/badge";
import type { Stage } from "./stage";
import { reasonOf, type Words } from "./words";

interface Props {
  ref: Ref<HTMLHeadingElement>;
  stage: Stage;
  words: Words;
  declined: Payment["declined"];
}

const labels: Partial<Record<Stage, string>> = { confirming: "One moment", closing: "One moment", paid: "Complete", refunded: "Refunded", declined: "Not paid yet", "run-out": "Time is up" };

/** How the order stands, read out when it changes. */
export function StageNews({ ref, stage, words, declined }: Props) {
  const reason = reasonOf(declined);
  return (
    <div aria-live="polite" aria-atomic="true" className="grid justify-items-start gap-3">
      <Badge tone={words.tone}>{labels[stage] ?? (words.pay ? "Waiting for payment" : "Over")}</Badge>
      <h1 ref={ref} tabIndex={-1}>
        {words.title}
      </h1>
      {stage === "declined" && reason && <p className="text-lg font-semibold">{reason}</p>}
      <p className="max-w-prose text-lg text-muted">{words.text}</p>
      {stage === "confirming" && <Working />}
    </div>
  );
}

function Working() {
  return (
    <>
      <span aria-hidden="true" className="hidden gap-2 py-2 js:flex">
        <span className="size-3 animate-pulse rounded-full bg-accent" />
        <span className="size-3 animate-pulse rounded-full bg-accent [animation-delay:200ms]" />
        <span className="size-3 animate-pulse rounded-full bg-accent [animation-delay:400ms]" />
      </span>
      <p className="js:hidden">Reload this page in a moment to see how it went.</p>
    </>
  );
}
