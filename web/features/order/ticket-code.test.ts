import { encode } from "uqr";
import { expect, it } from "vitest";
import { pathOf } from "./qr-path";
import { readableId, ticketCode } from "./ticket-code";

const id = "01a2047a-a8f2-7c82-aa9e-6c9198621c21";

it("names the order and the ticket", () => expect(ticketCode(id, 3)).toBe("PASS:01A2047A-A8F2-7C82-AA9E-6C9198621C21/3"));

it("is of the letters that a QR code packs tightly", () => {
  expect(ticketCode(id, 10)).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  expect(encode(ticketCode(id, 10), { ecc: "M" }).version).toBe(3);
});

it("can be read out in groups of four", () => expect(readableId(id)).toBe("01A2 047A A8F2 7C82 AA9E 6C91 9862 1C21"));

it("is drawn module for module", () => {
  const { data, size } = encode(ticketCode(id, 1), { ecc: "M", border: 4 });
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  for (const [, x, y, width] of pathOf(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) drawn[Number(y)]!.fill(true, Number(x), Number(x) + Number(width));
  expect(drawn).toEqual(data);
});

it("is drawn to the edge", () => expect(pathOf([[true, false, true, true], [true, true, true, true]])).toBe("M0 0h1v1h-1zM2 0h2v1h-2zM0 1h4v1h-4z"));
