import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";

/** DELETE /api/v1/orders/{id}: its units are free again. */
export function cancelOrder(api: Api, id: string): Promise<Answer<unknown>> {
  return answerOf(api.DELETE("/api/v1/orders/{id}", { params: { path: { id } } }));
}
