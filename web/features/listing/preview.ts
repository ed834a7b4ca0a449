import type { Ticket } from "@/endpoints/list-tickets";
import { currencyDigits } from "@/format/currency";
import { formatMoney } from "@/format/money";
import { formatTime } from "@/format/time";

const longest = 200;

/** A listing in one line, for where a link to it is shown. */
export function previewOf({ startsAt, venue, price, currency, description }: Ticket): string {
  const facts = [formatTime(startsAt, { style: "short", zone: "UTC" }), venue, formatMoney(price, currency)].filter(Boolean).join(" · ");
  const words = description.trim().replace(/\s+/g, " ");
  return shorten(words ? `${facts}. ${words}` : facts);
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= longest) return text;
  return `${characters.slice(0, longest - 1).join("").replace(/\s+\S*$/, "")}…`;
}

const availabilities = { on_sale: "InStock", reserved: "LimitedAvailability", sold_out: "SoldOut", withdrawn: "Discontinued" } as const;

/** A listing as schema.org has it, in JSON that can stand inside a script element. */
export function structuredDataOf({ title, description, venue, startsAt, price, currency, status }: Ticket): string {
  const data = {
    "@context": "https://schema.org",
    "@type": startsAt ? "Event" : "Product",
    name: title,
    ...(description && { description }),
    ...(startsAt && { startDate: startsAt, ...(venue && { location: { "@type": "Place", name: venue, address: venue } }) }),
    offers: {
      "@type": "Offer",
      price: decimalOf(price, currency),
      priceCurrency: currency.toUpperCase(),
      availability: `https://schema.org/${availabilities[status]}`,
    },
  };
  // No text of a seller's can end the element, or begin a comment in it.
  return JSON.stringify(data).replace(/</g, "\\u003c");
}

function decimalOf(minor: number, currency: string): string {
  const digits = currencyDigits(currency);
  return (minor / 10 ** digits).toFixed(digits);
}
