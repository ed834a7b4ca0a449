import { z } from "zod";
import { ask, type Answer } from "./sidecar";

/** An order as its buyer sees it: prices in the currency's minor unit. */
export const orderSchema = z.object({
  id: z.string(),
  status: z.enum(["created", "awaiting_payment", "complete", "cancelled"]),
  cancelReason: z.enum(["expired", "buyer", "payment_failed"]).optional().catch(undefined),
  quantity: z.number().int(),
  unitPrice: z.number().int(),
  total: z.number().int(),
  currency: z.string(),
  expiresAt: z.string(),
  ticket: z.object({
    id: z.string(),
    title: z.string(),
    venue: z.string().nullish(),
    startsAt: z.string().nullish(),
  }),
});

export type Order = z.infer<typeof orderSchema>;

/** GET /api/v1/orders/{id} for the visitor whose session token is given. */
export function getOrder(id: string, session: string): Promise<Answer<Order>> {
  return ask({ app: "orders", path: `/api/v1/orders/${encodeURIComponent(id)}`, schema: orderSchema, session });
}
