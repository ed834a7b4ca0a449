import type { Problem } from "@/endpoints/answer";
import type { Api } from "@/endpoints/api";
import { getOrder } from "@/endpoints/get-order";
import { listOrders, type OrderList } from "@/endpoints/list-orders";
import { paymentOf } from "./load";
import { asksPayment, type Checkout } from "./stage";
import type { Rendered } from "./use-order";

type Refused = { readonly problem?: Pick<Problem, "status"> };

/** What the server knows of an order, for a page to begin with; problem is why there is no order. Without a session there is no api. */
export async function look(api: Api | undefined, id: string, checkout?: Checkout): Promise<Rendered & Refused> {
  const none = { order: undefined, payment: undefined, now: Date.now() };
  if (!isId(id)) return { ...none, problem: { status: 404 } };
  if (!api) return { ...none, problem: { status: 401 } };
  const order = await getOrder(api, id);
  if (!order.ok) return { ...none, problem: order.problem };
  const payment = asksPayment(order.data, checkout) ? await paymentOf(api, id) : undefined;
  return { order: order.data, payment: payment?.ok ? payment.data : undefined, now: Date.now() };
}

// Anything else is not sent on: the sidecar reads paths in its own way.
function isId(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}

/** A page of the visitor's orders, or of the sales of a listing of theirs, as the server knows it; problem is why there is none. */
export async function lookAtAll(api: Api | undefined, cursor?: string, ticketId?: string): Promise<{ list?: OrderList; now: number } & Refused> {
  if (ticketId !== undefined && !isId(ticketId)) return { now: Date.now(), problem: { status: 404 } };
  const answer = api ? await listOrders(api, { ...(ticketId && { ticketId }), ...(cursor && { cursor }) }) : undefined;
  const now = Date.now();
  if (!answer) return { now, problem: { status: 401 } };
  return answer.ok ? { now, list: answer.data } : { now, problem: answer.problem };
}
