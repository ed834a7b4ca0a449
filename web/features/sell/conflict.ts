import type { Answer, Problem } from "@/endpoints/answer";
import type { TicketTerms } from "@/endpoints/create-ticket";
import type { Ticket } from "@/endpoints/list-tickets";

/** Says in plain words, and at the field that it is about, why the terms of a listing were not taken. */
export async function inWords(problem: Problem, terms: TicketTerms, look: () => Promise<Answer<Ticket>>): Promise<Problem> {
  if (problem.status === 412) return { ...problem, detail: "This listing was changed elsewhere since you opened it, so nothing was saved." };
  if (problem.status !== 409) return problem;
  // Which of the rules it was depends on what buyers did meanwhile.
  const now = await look();
  return now.ok ? conflictOf(problem, terms.quantity ?? 1, now.data) : problem;
}

function conflictOf(problem: Problem, quantity: number, { held, sold, status }: Ticket): Problem {
  const taken = held + sold;
  if (status === "withdrawn") return { ...problem, detail: "The listing was withdrawn meanwhile, so nothing was saved." };
  if (status !== "on_sale") return { ...problem, detail: `No ticket is free any more (${held} held, ${sold} sold), so nothing can be changed.` };
  if (quantity >= taken) return problem;
  return { ...problem, errors: [{ field: "quantity", message: `can’t be less than ${taken}: ${held} held and ${sold} sold` }] };
}
