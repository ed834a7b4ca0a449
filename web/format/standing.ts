/** How a listing stands for somebody who would like a ticket. */
export type Standing = "on_sale" | "reserved" | "sold_out" | "withdrawn" | "over";

/** How far on an event is. */
export type Phase = "ahead" | "begun" | "over";

interface Offer {
  readonly status: Exclude<Standing, "over">;
  readonly startsAt: string | null;
}

// Doors stay open for latecomers; half a day on, nobody is let in any more.
const latecomers = 12 * 3600_000;

/** Whether an event that starts at a time (RFC 3339), or at any, is still to come: `now` in ms since 1970. */
export function phaseOf(startsAt: string | null, now: number): Phase {
  const since = startsAt === null ? NaN : now - Date.parse(startsAt);
  if (since >= latecomers) return "over";
  return since >= 0 ? "begun" : "ahead";
}

/** How a listing stands at `now`, in ms since 1970. */
export function standingOf({ status, startsAt }: Offer, now: number): Standing {
  return status !== "withdrawn" && phaseOf(startsAt, now) === "over" ? "over" : status;
}

const others: Readonly<Record<Exclude<Standing, "on_sale">, string>> = {
  reserved: "All held just now",
  sold_out: "Sold out",
  withdrawn: "Withdrawn",
  over: "Over",
};

/** What is left of a listing, in a word or two. */
export function leftOf(standing: Standing, available: number): string {
  if (standing !== "on_sale") return others[standing];
  return available === 1 ? "Last one" : `${available.toLocaleString("en")} left`;
}
