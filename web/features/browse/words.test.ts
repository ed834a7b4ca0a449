import { describe, expect, it } from "vitest";
import { countOf, headingOf } from "./words";

describe("the heading", () => {
  it.each([
    [{}, "All listings"],
    [{ status: "on_sale" }, "On sale"],
    [{ q: "jazz" }, "“jazz”"],
    [{ q: "jazz", status: "sold_out" }, "Sold out: “jazz”"],
    [{ q: "jazz", cursor: "c" }, "“jazz”, continued"],
  ] as const)("of %j is %s", (search, words) => expect(headingOf(search)).toBe(words));
});

describe("the count", () => {
  it.each([
    [24, {}, true, "The first 24 listings"],
    [1, {}, false, "1 listing"],
    [0, {}, false, "0 listings"],
    [24, { cursor: "c" }, true, "24 listings on this page"],
    [7, { cursor: "c" }, false, "The last 7 listings"],
  ] as const)("%i of %j, with more to come: %s", (shown, search, more, words) => expect(countOf(shown, search, more)).toBe(words));
});
