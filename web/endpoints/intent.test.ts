import { expect, it } from "vitest";
import { intentKeys } from "./intent";

it("gives the same thing the same key, and another thing another", () => {
  const keyOf = intentKeys();
  const first = keyOf({ title: "a" });
  expect(first).toMatch(/^[!-~]{32}$/);
  expect(keyOf({ title: "a" })).toBe(first);
  const second = keyOf({ title: "b" });
  expect(second).not.toBe(first);
  // Asked for again after something else, it is meant anew.
  expect(keyOf({ title: "a" })).not.toBe(first);
  expect(intentKeys()({ title: "a" })).not.toBe(first);
});
