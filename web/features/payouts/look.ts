import type { Answer } from "@/endpoints/answer";
import type { Api } from "@/endpoints/api";
import { getAccount, type Account } from "@/endpoints/get-account";
import { getBalance, type Balance } from "@/endpoints/get-balance";
import { listPayouts, type PayoutList } from "@/endpoints/list-payouts";

/** What payments knows of a seller. */
export interface Payments {
  readonly account: Account;
  readonly balances: readonly Balance[];
  readonly payouts: PayoutList;
}

/** All that the page of payouts shows, from `cursor` on, or why it can't. */
export async function look(api: Api, cursor: string | undefined): Promise<Answer<Payments>> {
  const [account, balances, payouts] = await Promise.all([getAccount(api), getBalance(api), listPayouts(api, cursor ? { cursor } : {})]);
  if (!account.ok) return account;
  if (!balances.ok) return balances;
  if (!payouts.ok) return payouts;
  return { ok: true, data: { account: account.data, balances: balances.data.items, payouts: payouts.data }, serverTime: account.serverTime };
}
