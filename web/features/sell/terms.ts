import * as z from "zod/mini";
import type { TicketTerms } from "@/endpoints/create-ticket";
import type { Ticket } from "@/endpoints/list-tickets";
import { characters, isBlank, isPrintable } from "@/format/characters";
import { parseDecimal } from "@/format/decimal";
import { toLocal, toUtc } from "@/format/local-time";
import { formatAmount, parseMoney } from "@/format/money";
import { priceFault, range } from "./price";
import "@/ui/zod";

/** What the service allows: lengths in code points, quantities in units, years in UTC. */
export const limits = { title: 200, venue: 200, description: 4000, quantity: { min: 1, max: 10_000 }, year: { min: 2000, max: 2199 } };

/** What is typed into the form. */
export interface ListingValues {
  title: string;
  description: string;
  venue: string;
  startsAt: string;
  price: string;
  currency: string;
  quantity: string;
  refundable: boolean;
  restockRefunds: boolean;
}

/** What a form for a new listing begins with. */
export const nothingYet: ListingValues = {
  title: "",
  description: "",
  venue: "",
  startsAt: "",
  price: "",
  currency: "usd",
  quantity: "1",
  refundable: false,
  restockRefunds: true,
};

/** What a form shows of a listing: its time in the machine's zone, its price as it is written in the locale. */
export function valuesOf(ticket: Ticket, locale: string): ListingValues {
  const { title, description, venue, currency, price, refundable } = ticket;
  const written = { startsAt: toLocal(ticket.startsAt), price: formatAmount(price, currency, locale), quantity: String(ticket.quantity) };
  // Until it is refundable, nobody has chosen what becomes of what comes back.
  return { title, description, venue, currency, ...written, refundable, restockRefunds: ticket.restockRefunds || !refundable };
}

/**
 * Checks what is typed by the service's rules and turns it into what the service takes. No check aborts: the one that
 * is about two fields would be left out, and not all mistakes be told at once.
 */
export function termsSchema(locale: string) {
  const quantity = z.string().check(
    z.refine((text) => within(parseDecimal(text, 0, locale), limits.quantity), {
      error: `Enter a whole number ${range(limits.quantity.min, limits.quantity.max, locale)}.`,
    }),
  );
  const fields = z
    .object({
      title: title(),
      description: text("description", true),
      venue: text("venue"),
      startsAt: startsAt(),
      price: z.string(),
      currency: z.string(),
      quantity,
      refundable: z.boolean(),
      restockRefunds: z.boolean(),
    })
    .check(priceCheck(locale));
  return z.pipe(fields, z.transform((values) => termsOf(values, locale)));
}

function title() {
  return z
    .string()
    .check(z.trim(), z.refine((value) => !isBlank(value), { error: "Enter a title." }), longest("title"), printable(false));
}

function text(field: "description" | "venue", multiline = false) {
  return z.string().check(z.trim(), longest(field), printable(multiline));
}

function longest(field: "title" | "description" | "venue") {
  const error = ({ input }: { input?: unknown }) => `At most ${limits[field]} characters fit; these are ${characters(String(input))}.`;
  return z.refine<string>((value) => characters(value) <= limits[field], { error });
}

function printable(multiline: boolean) {
  return z.refine<string>((value) => isPrintable(value, { multiline }), { error: "This holds control characters. Type it anew instead of pasting it." });
}

function startsAt() {
  const { min, max } = limits.year;
  return z.string().check(
    z.refine((value) => value === "" || toUtc(value) !== undefined, { error: "Enter a date and a time, or neither." }),
    z.refine((value) => value === "" || within(new Date(toUtc(value) ?? "").getUTCFullYear(), limits.year), {
      error: `Enter a year from ${min} to ${max}.`,
    }),
  );
}

// Which amounts are right depends on the currency, so this is about both.
function priceCheck(locale: string) {
  return z.check<{ price: string; currency: string }>(({ value, issues }) => {
    const message = priceFault(value.price, value.currency, locale);
    if (message) issues.push({ code: "custom", message, path: ["price"], input: value.price, continue: true });
  });
}

function termsOf(values: ListingValues, locale: string): TicketTerms {
  const { title, description, venue, currency, refundable } = values;
  const price = Number(parseMoney(values.price, currency, locale));
  const quantity = Number(parseDecimal(values.quantity, 0, locale));
  return { title, description, venue, currency, startsAt: toUtc(values.startsAt) ?? null, price, quantity, refundable, restockRefunds: refundable && values.restockRefunds };
}

function within(value: unknown, { min, max }: { min: number; max: number }): boolean {
  return typeof value === "number" && min <= value && value <= max;
}
