import type { Account } from "@/endpoints/get-account";
import type { Payout } from "@/endpoints/list-payouts";
import type { Tone } from "@/ui/badge";

interface Words {
  readonly tone: Tone;
  readonly badge: string;
  readonly text: string;
  /** The button that leads to Stripe's questions. */
  readonly action?: string;
}

const accounts: Record<Account["status"], Words> = {
  none: {
    tone: "wait",
    badge: "Not set up",
    text: "Tell Stripe, who pays you out, who you are and where your money goes. It takes a few minutes, and what you sell meanwhile is kept for you.",
    action: "Set up payouts",
  },
  onboarding: { tone: "wait", badge: "Not finished", text: "Stripe still needs to know something before it can pay you out.", action: "Go on at Stripe" },
  restricted: { tone: "wait", badge: "Not yet allowed", text: "Stripe looks at what you told it, or wants to know more, before it pays you out. What you sell meanwhile is kept for you.", action: "Go on at Stripe" },
  enabled: { tone: "good", badge: "Ready", text: "Your share of each sale is paid out to your account at Stripe by itself." },
};

/** How the account stands, in words. */
export function accountWords({ status }: Pick<Account, "status">): Words {
  return accounts[status];
}

const payouts: Record<Payout["status"], { tone: Tone; text: string }> = {
  waiting: { tone: "wait", text: "Waits for your account" },
  scheduled: { tone: "wait", text: "Scheduled" },
  transferred: { tone: "good", text: "Paid out" },
  partly_reversed: { tone: "gone", text: "Partly taken back" },
  reversed: { tone: "gone", text: "Taken back" },
};

/** How a payout stands, in a word or two. */
export function payoutWords({ status }: Pick<Payout, "status">): { tone: Tone; text: string } {
  return payouts[status];
}

/** What Stripe wants to know ("individual.verification.document"), as people say it. */
export function requirementWords(requirement: string): string {
  return requirement.replaceAll("_", " ").split(".").join(": ");
}

/** Milliseconds until it is worth asking again: somebody may be answering Stripe's questions in another tab, or money be on its way. */
export function askAgainIn(account: Pick<Account, "status"> | undefined, items: readonly Pick<Payout, "status">[]): number {
  if (account?.status === "onboarding" || account?.status === "restricted") return 3_000;
  return items.some(({ status }) => status === "waiting" || status === "scheduled") ? 5_000 : 30_000;
}
