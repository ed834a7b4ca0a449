import type { components, operations } from "@/contracts/api/tickets";
import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** A listing: the price of a unit in the currency's minor unit, and how many units there are. */
export type Ticket = components["schemas"]["Ticket"];
export type TicketList = components["schemas"]["TicketList"];
export type TicketQuery = NonNullable<operations["listTickets"]["parameters"]["query"]>;

/** GET /api/v1/tickets */
export function listTickets(api: Api, query: TicketQuery): Promise<Answer<TicketList>> {
  return answerOf(api.GET("/api/v1/tickets", { params: { query } }));
}
