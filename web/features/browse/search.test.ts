import { describe, expect, it } from "vitest";
import { moreOf, searchOf, ticketQueryOf } from "./search";

describe("an address", () => {
  it.each([
    [{}, {}],
    [{ q: "  night \n train " }, { q: "night train" }],
    [{ q: "", status: "", sort: "", show: "", cursor: "" }, {}],
    [{ q: ["jazz", "folk"], utm_source: "x" }, { q: "jazz" }],
    [{ sort: "newest", show: "24" }, {}],
    [{ status: "sold_out", sort: "-price", show: "96", cursor: "c" }, { status: "sold_out", sort: "-price", show: 96, cursor: "c" }],
    [{ q: "🎟".repeat(200) }, { q: "🎟".repeat(200) }],
  ])("%j asks for %j", (params, search) => expect(searchOf(params)).toEqual(search));

  it.each([{ sort: "random" }, { status: "withdrawn" }, { show: "25" }, { show: "0" }, { show: "120" }, { show: "x" }, { q: "x".repeat(201) }])(
    "%j asks for nothing that there is",
    (params) => expect(searchOf(params)).toBeUndefined(),
  );
});

it("a search is a query of the API, without what is not asked for", () => {
  expect(ticketQueryOf({})).toEqual({ limit: 24 });
  expect(ticketQueryOf({ q: "a", status: "on_sale", sort: "price", show: 48, cursor: "c" })).toEqual({
    limit: 48,
    q: "a",
    status: "on_sale",
    sort: "price",
    cursor: "c",
  });
});

describe("more", () => {
  it("is nothing at the end", () => expect(moreOf({ show: 48 }, null)).toBeUndefined());
  it.each([
    [{ q: "a" }, "/?q=a&show=48", true],
    [{ show: 72 }, "/?show=96", true],
    [{ show: 96, sort: "price" }, "/?show=96&sort=price&cursor=next", false],
    [{ cursor: "c" }, "/?cursor=c&show=48", true],
  ] as const)("after %j is at %s", (search, href, adds) => expect(moreOf(search, "next")).toMatchObject({ href, adds }));
});
