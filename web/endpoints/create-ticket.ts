import type { components } from "@/contracts/api/tickets";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Ticket } from "./list-tickets";

/** What a seller offers: the price of a unit in the currency's minor unit. */
export type TicketTerms = components["schemas"]["TicketTerms"];

/** POST /api/v1/tickets */
export function createTicket(api: Api, terms: TicketTerms, key: string): Promise<Answer<Ticket>> {
  return answerOf(api.POST("/api/v1/tickets", { body: terms, params: { header: { "Idempotency-Key": key } } }));
}
