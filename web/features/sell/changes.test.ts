import { expect, it } from "vitest";
import type { Ticket } from "@/endpoints/list-tickets";
import { changesOf } from "./changes";

const ticket = (id: string, changes: Partial<Ticket> = {}) => ({ id, title: `Show ${id}`, held: 0, sold: 0, available: 4, quantity: 4, ...changes }) as Ticket;

it("tells what is held and sold by now", () => {
  const before = [ticket("1"), ticket("2"), ticket("3", { title: "Old" })];
  const after = [ticket("4"), ticket("1", { held: 1, available: 3 }), ticket("2"), ticket("3", { title: "New" })];
  expect(changesOf(before, after)).toEqual([{ id: "1", text: "Show 1: 0 sold, 1 held, 3 free." }]);
});
