import { expect, it } from "vitest";
import type { Answer } from "@/endpoints/answer";
import type { Ticket } from "@/endpoints/list-tickets";
import { inWords } from "./conflict";

const conflict = { status: 409, detail: "The state forbids it.", errors: [] };
const terms = { title: "T", price: 100, quantity: 2 };
const now = (ticket: Partial<Ticket>) => async (): Promise<Answer<Ticket>> => ({ ok: true, data: { held: 0, sold: 0, status: "on_sale", ...ticket } as Ticket, serverTime: undefined });

it("puts too small a quantity at its field", async () => {
  const { errors } = await inWords(conflict, terms, now({ held: 1, sold: 2 }));
  expect(errors).toEqual([{ field: "quantity", message: "can’t be less than 3: 1 held and 2 sold" }]);
});

it.each<[Partial<Ticket>, string]>([
  [{ status: "withdrawn" }, "The listing was withdrawn meanwhile, so nothing was saved."],
  [{ status: "sold_out", sold: 4 }, "No ticket is free any more (0 held, 4 sold), so nothing can be changed."],
  [{ status: "on_sale", held: 1 }, conflict.detail],
])("with %j it says %j", async (ticket, detail) => expect(await inWords(conflict, terms, now(ticket))).toEqual({ ...conflict, detail }));

it("says what the service says when it can't look", async () => {
  const silent = { status: 0, detail: "", errors: [] };
  expect(await inWords(conflict, terms, async () => ({ ok: false, problem: silent }))).toEqual(conflict);
});
