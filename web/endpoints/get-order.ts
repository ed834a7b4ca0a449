import { answerOf, type Answer } from "./answer";
import type { Api } from "./api";
import type { Order } from "./create-order";

/** GET /api/v1/orders/{id} */
export function getOrder(api: Api, id: string): Promise<Answer<Order>> {
  return answerOf(api.GET("/api/v1/orders/{id}", { params: { path: { id } } }));
}
