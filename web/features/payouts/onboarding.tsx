"use client";

import { useEffect, useId, useState } from "react";
import { browserApi, idempotencyKey } from "@/endpoints/browser";
import { openAccount } from "@/endpoints/open-account";
import { Button } from "@/ui/button";
import { useHydrated } from "@/ui/hydrated";
import { Message } from "@/ui/notice";
import { Select } from "@/ui/select";
import { countryChoices } from "./countries";

/** The way to the page on which Stripe asks; without an account, also where the seller is. */
export function Onboarding({ action, fresh }: { action: string; fresh: boolean }) {
  const [country, choose] = useState("");
  const { busy, problem, open } = useOnboarding();
  return (
    <div className="grid justify-items-start gap-4">
      {problem && <Message tone="bad">{problem}</Message>}
      <div className="hidden w-full flex-wrap items-end gap-4 js:flex">
        {fresh && <Country value={country} onChange={choose} />}
        <Button busy={busy} onClick={() => open(fresh ? country : "")}>
          {busy ? "Opening Stripe…" : action}
        </Button>
      </div>
      <p className="js:hidden">This needs JavaScript, which is off or blocked here.</p>
    </div>
  );
}

function Country({ value, onChange }: { value: string; onChange: (country: string) => void }) {
  const id = useId();
  // The browser may know countries by other names than the server, and in another order.
  const choices = useHydrated() ? countryChoices() : [];
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-semibold">
        Your country <span className="font-normal text-muted">(stays as it is)</span>
      </label>
      <Select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
        <option value="">The same as the site’s</option>
        {choices.map(({ code, name }) => (
          <option key={code} value={code}>
            {name}
          </option>
        ))}
      </Select>
    </div>
  );
}

function useOnboarding() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    // Back from Stripe to this very page, kept as it was left.
    const shown = ({ persisted }: PageTransitionEvent) => persisted && setBusy(false);
    window.addEventListener("pageshow", shown);
    return () => window.removeEventListener("pageshow", shown);
  }, []);
  const open = async (country: string) => {
    setBusy(true);
    setProblem(undefined);
    // Each press asks for a page of its own: they don't last.
    const answer = await openAccount(browserApi, country || undefined, idempotencyKey());
    if (answer.ok && answer.data.onboardingUrl) return location.assign(answer.data.onboardingUrl);
    setBusy(false);
    setProblem(answer.ok ? "Stripe asks for nothing just now. Look here again in a moment." : answer.problem.detail);
  };
  return { busy, problem, open };
}
