import type { Answer, Problem } from "@/endpoints/answer";
import type { Api } from "@/endpoints/api";
import type { Payment } from "@/endpoints/create-payment";
import { getPayment } from "@/endpoints/get-payment";
import { serverClock } from "./clock";

/** Says why there is no data. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Gives an answer's data to the cache, or throws a Refusal; the server's clock is read off it. */
export async function dataOf<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request;
  if (!answer.ok) throw new Refusal(answer.problem);
  serverClock.sample(answer.serverTime);
  return answer.data;
}

/** The payment of an order, null when there is none. */
export async function paymentOf(api: Api, orderId: string): Promise<Answer<Payment | null>> {
  const answer = await getPayment(api, orderId);
  return !answer.ok && answer.problem.status === 404 ? { ok: true, data: null, serverTime: undefined } : answer;
}
