import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** DELETE /api/v1/tickets/{id}: takes the listing off the market for good. */
export function withdrawTicket(api: Api, id: string): Promise<Answer<unknown>> {
  return answerOf(api.DELETE("/api/v1/tickets/{id}", { params: { path: { id } } }));
}
