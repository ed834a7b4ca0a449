import { describe, expect, it } from "vitest";
import type { Ticket } from "@/endpoints/list-tickets";
import { previewOf, structuredDataOf } from "./preview";

const ticket: Ticket = {
  id: "t",
  title: "Jazz </script><!--",
  description: "Two sets.\n\nA bar on the quay.",
  venue: "The Boathouse",
  startsAt: "2027-02-12T19:30:00Z",
  price: 4250,
  currency: "eur",
  quantity: 40,
  held: 0,
  sold: 0,
  available: 40,
  status: "on_sale",
  refundable: false,
  restockRefunds: true,
  sellerId: "s",
  version: 1,
  createdAt: "2026-01-01T00:00:00Z",
  updatedAt: "2026-01-01T00:00:00Z",
};

describe("the preview", () => {
  it("says when, where, how much and what", () => {
    expect(previewOf(ticket)).toBe("Feb 12, 2027, 07:30 PM UTC · The Boathouse · €42.50. Two sets. A bar on the quay.");
  });
  it("leaves out what is not known", () => {
    expect(previewOf({ ...ticket, startsAt: null, venue: "", description: "" })).toBe("€42.50");
  });
  it("ends at a word, and splits no character", () => {
    const long = previewOf({ ...ticket, description: "🎟🎟🎟 ".repeat(100) });
    expect([...long].length).toBeLessThanOrEqual(200);
    expect(long).toMatch(/🎟🎟🎟…$/u);
  });
});

describe("the structured data", () => {
  it("is an event with an offer", () => {
    expect(JSON.parse(structuredDataOf(ticket))).toMatchObject({
      "@type": "Event",
      name: "Jazz </script><!--",
      startDate: "2027-02-12T19:30:00Z",
      location: { name: "The Boathouse" },
      offers: { price: "42.50", priceCurrency: "EUR", availability: "https://schema.org/InStock" },
    });
  });
  it("can't leave its element", () => expect(structuredDataOf(ticket)).not.toContain("<"));
  it("is a product when there is no date", () => {
    expect(JSON.parse(structuredDataOf({ ...ticket, startsAt: null, currency: "jpy" }))).toMatchObject({ "@type": "Product", offers: { price: "4250" } });
  });
});
