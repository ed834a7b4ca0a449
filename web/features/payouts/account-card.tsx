import type { Account } from "@/endpoints/get-account";
import { Badge } from "@/ui/badge";
import { Onboarding } from "./onboarding";
import { accountWords, requirementWords } from "./words";

/** Whether the seller can be paid out, and the way to Stripe's questions. */
export function AccountCard({ account }: { account: Account }) {
  const { tone, badge, text, action } = accountWords(account);
  return (
    <section aria-labelledby="account" className="ticket grid gap-4 p-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 id="account" className="text-2xl">
          Your account at Stripe
        </h2>
        <p role="status">
          <Badge tone={tone}>{badge}</Badge>
        </p>
      </div>
      <p className="max-w-prose text-muted">{text}</p>
      <Requirements of={account} />
      {action && <Onboarding action={action} fresh={account.status === "none"} />}
    </section>
  );
}

function Requirements({ of: { status, requirements } }: { of: Account }) {
  if (status === "none" || requirements.length === 0) return null;
  return (
    <div className="text-sm">
      <p className="font-semibold">Stripe asks for</p>
      <ul className="list-disc ps-5">
        {requirements.map((requirement) => (
          <li key={requirement}>{requirementWords(requirement)}</li>
        ))}
      </ul>
    </div>
  );
}
