import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { TicketTerms } from "./create-ticket";
import type { Ticket } from "./list-tickets";

/** PUT /api/v1/tickets/{id}: replaces all terms. */
export function updateTicket(api: Api, id: string, terms: TicketTerms): Promise<Answer<Ticket>> {
  return answerOf(api.PUT("/api/v1/tickets/{id}", { body: terms, params: { path: { id } } }));
}
