import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { TicketTerms } from "./create-ticket";
import type { Ticket } from "./list-tickets";

/** PUT /api/v1/tickets/{id}: replaces all terms, unless they are no longer those of the version (412). */
export function updateTicket(api: Api, { id, version }: Pick<Ticket, "id" | "version">, terms: TicketTerms): Promise<Answer<Ticket>> {
  return answerOf(api.PUT("/api/v1/tickets/{id}", { body: terms, params: { path: { id }, header: { "If-Match": `"${version}"` } } }));
}
