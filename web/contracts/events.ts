/**
 * The events that the services publish, as TypeScript reads them. The JSON is
 * the contract; its text is the golden files of services/internal/contracts.
 * Contracts only grow, so fields that are not known here are let through.
 */
import { z } from "zod";

const id = z.string().min(1);
const time = z.iso.datetime();
const version = z.number().int().min(1);
/** An amount in the currency's minor unit. */
const amount = z.number().int().min(0);
const currency = z.string().regex(/^[a-z]{3}$/);

export const ticketSchema = z.looseObject({
  id,
  sellerId: id,
  title: z.string(),
  description: z.string(),
  venue: z.string(),
  startsAt: time.nullable(),
  price: amount,
  currency,
  quantity: z.number().int().min(1),
  withdrawn: z.boolean(),
  refundable: z.boolean().optional(),
  restockRefunds: z.boolean().optional(),
  version,
  createdAt: time,
  updatedAt: time,
});

export const refundSchema = z.looseObject({
  id,
  units: z.number().int().min(0),
  amount,
  fee: amount.optional(),
  status: z.enum(["pending", "succeeded", "failed"]),
  by: z.enum(["buyer", "seller", "platform"]),
  restock: z.boolean(),
  reason: z.string().optional(),
  createdAt: time,
});

export const orderSchema = z.looseObject({
  id,
  buyerId: id,
  status: z.enum(["created", "awaiting_payment", "complete", "cancelled"]),
  cancelReason: z.enum(["expired", "buyer", "payment_failed"]).optional(),
  quantity: z.number().int().min(1),
  unitPrice: amount,
  fee: amount.optional(),
  total: amount,
  currency,
  refunds: z.array(refundSchema).optional(),
  expiresAt: time,
  ticket: z.looseObject({
    id,
    sellerId: id,
    title: z.string(),
    venue: z.string(),
    startsAt: time.nullable(),
    refundable: z.boolean().optional(),
  }),
  version,
  createdAt: time,
  updatedAt: time,
});

export const expirationSchema = z.looseObject({ orderId: id, expiresAt: time });

export const paymentSchema = z.looseObject({
  id,
  orderId: id,
  buyerId: id,
  status: z.enum(["open", "authorized", "captured", "voided", "failed", "refunded"]),
  reason: z.string().optional(),
  amount,
  currency,
  refunds: z.array(refundSchema).optional(),
  dispute: z.looseObject({ id, amount, status: z.string(), reason: z.string(), createdAt: time }).optional(),
  version,
  createdAt: time,
  updatedAt: time,
});

export const sellerSchema = z.looseObject({ id, payouts: z.boolean(), version, updatedAt: time });

function event<Type extends string, Data extends z.ZodType>(source: string, types: [Type, ...Type[]], data: Data) {
  return z.looseObject({
    specversion: z.literal("1.0"),
    id,
    source: z.literal(source),
    type: z.enum(types),
    subject: id,
    time,
    datacontenttype: z.literal("application/json"),
    data,
  });
}

/** Any event of pass: a CloudEvents 1.0 envelope around the full state of the thing that changed. */
export const eventSchema = z.discriminatedUnion("type", [
  event("tickets", ["ticket.created", "ticket.updated", "ticket.withdrawn"], ticketSchema),
  event(
    "orders",
    ["order.created", "order.awaiting_payment", "order.completed", "order.cancelled", "order.refunded"],
    orderSchema,
  ),
  event("expirations", ["expiration.due"], expirationSchema),
  event(
    "payments",
    [
      "payment.opened",
      "payment.authorized",
      "payment.captured",
      "payment.voided",
      "payment.failed",
      "payment.refunded",
      "payment.disputed",
    ],
    paymentSchema,
  ),
  event("payments", ["seller.updated"], sellerSchema),
]);

export type Event = z.infer<typeof eventSchema>;
export type EventType = Event["type"];

/** Every event type of the contract. */
export const eventTypes: readonly EventType[] = eventSchema.options.flatMap((option) => option.shape.type.options);
