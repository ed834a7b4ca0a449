import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { cards } from "./checkout";
import type { Person } from "./person";

export interface Listing {
  id: string;
  title: string;
  available: number;
  status: string;
}

export interface Order {
  id: string;
  status: string;
  expiresAt: string;
  refunds: { status: string; amount: number; units: number }[];
}

/** A word that no other test's listings have. */
export function unheardOf(): string {
  return `q${randomUUID().slice(0, 8)}`;
}

/** Lists units past the forms. */
export async function list(seller: Person, listing: { title: string; quantity?: number; price?: number } & Record<string, unknown>): Promise<Listing> {
  return seller.send("POST", "/tickets", { price: 2500, venue: "Zanzibar", startsAt: "2031-06-01T19:30:00Z", ...listing });
}

/** Reserves units past the forms. */
export async function reserve(buyer: Person, listing: Listing, quantity = 1): Promise<Order> {
  return buyer.send("POST", "/orders", { ticketId: listing.id, quantity });
}

/** Reserves and pays past the pages, and returns when the order is complete. */
export async function buy(buyer: Person, listing: Listing, quantity = 1, card = cards.pays): Promise<Order> {
  const order = await reserve(buyer, listing, quantity);
  await payPast(buyer, await checkoutOf(buyer, order.id), card);
  await expect.poll(async () => (await orderOf(buyer, order.id)).status).toBe("complete");
  return order;
}

/** The address of the checkout page for an order. */
export async function checkoutOf(buyer: Person, orderId: string): Promise<string> {
  return (await buyer.send<{ checkoutUrl: string }>("POST", "/payments", { orderId })).checkoutUrl;
}

/** Pays on a checkout page without looking at it. */
export async function payPast(buyer: Person, checkout: string, card = cards.pays): Promise<void> {
  await buyer.context.request.post(checkout, { form: { cardNumber: card, cardExpiry: "12 / 40", cardCvc: "123" }, maxRedirects: 0 });
}

/** The order as the API has it. */
export async function orderOf(buyer: Person, id: string): Promise<Order> {
  return buyer.send("GET", `/orders/${id}`);
}

/** Waits until the money of an order's refunds is back. */
export async function refundsDone(buyer: Person, id: string): Promise<void> {
  await expect.poll(async () => (await orderOf(buyer, id)).refunds.map(({ status }) => status)).not.toContain("pending");
}

/** The listing as the API has it. */
export async function listingOf(anyone: Person, id: string): Promise<Listing> {
  return anyone.send("GET", `/tickets/${id}`);
}

/** What the emulator took for an order, and what it still holds of the buyer's money, in the minor unit. */
export async function moneyOf(buyer: Person, orderId: string): Promise<{ taken: number; held: number }> {
  const answer = await buyer.context.request.get(`${buyer.stack.stripe}/emulator/payment_intents`);
  const { data } = (await answer.json()) as { data: { amount_received: number; amount_capturable: number; metadata: { order_id?: string } }[] };
  const money = { taken: 0, held: 0 };
  for (const intent of data.filter(({ metadata }) => metadata.order_id === orderId)) {
    money.taken += intent.amount_received;
    money.held += intent.amount_capturable;
  }
  return money;
}
