import { z } from "zod";
import { ask, type Answer } from "./sidecar";

/** A listing: price per unit in the currency's minor unit. */
export const ticketSchema = z.object({
  id: z.string(),
  title: z.string(),
  venue: z.string().nullish(),
  startsAt: z.string().nullish(),
  price: z.number().int(),
  currency: z.string(),
  quantity: z.number().int(),
  available: z.number().int(),
  status: z.enum(["on_sale", "reserved", "sold_out", "withdrawn"]),
});

const ticketPageSchema = z.object({
  items: z.array(ticketSchema),
  nextCursor: z.string().nullable(),
});

export type Ticket = z.infer<typeof ticketSchema>;
export type TicketPage = z.infer<typeof ticketPageSchema>;

/** GET /api/v1/tickets: newest first, with the words of `q` when given. */
export function listTickets(query: { q?: string; cursor?: string }): Promise<Answer<TicketPage>> {
  const search = new URLSearchParams({ limit: "24" });
  if (query.q) search.set("q", query.q);
  if (query.cursor) search.set("cursor", query.cursor);
  return ask({ app: "tickets", path: `/api/v1/tickets?${search}`, schema: ticketPageSchema });
}
