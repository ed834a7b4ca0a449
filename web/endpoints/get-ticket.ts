import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Ticket } from "./list-tickets";

/** GET /api/v1/tickets/{id} */
export function getTicket(api: Api, id: string): Promise<Answer<Ticket>> {
  return answerOf(api.GET("/api/v1/tickets/{id}", { params: { path: { id } } }));
}
