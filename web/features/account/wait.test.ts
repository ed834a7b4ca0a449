import { expect, it } from "vitest";
import { waitOf } from "./wait";

const problem = { status: 429, detail: "Too many tries for this account.", errors: [] };

it.each([
  [undefined, "Too many tries for this account."],
  [1, "Too many tries for this account. Try again in 1 second."],
  [45, "Too many tries for this account. Try again in 45 seconds."],
  [90, "Too many tries for this account. Try again in 2 minutes."],
  [600, "Too many tries for this account. Try again in 10 minutes."],
])("with %j seconds to wait it says %j", (retryAfter, text) => expect(waitOf({ ...problem, retryAfter })).toBe(text));
