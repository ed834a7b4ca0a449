import { describe, expect, it } from "vitest";
import { knownCredentials, newCredentials } from "./credentials";

const password = "correct horse";

function faults(schema: typeof newCredentials, input: object): string[] {
  const result = schema.safeParse(input);
  return result.success ? [] : [...new Set(result.error.issues.map(({ path }) => path.join(".")))];
}

describe("an e-mail address", () => {
  it.each([
    "ada@example.com",
    " ada@example.com ",
    "a.b+c@mail.example.co.uk",
    "o'brien@example.com",
    "ünï@bücher.example",
    "x@1.2",
    "a@xn--bcher-kva.example",
    `${"a".repeat(64)}@example.com`,
    `${"a".repeat(242)}@example.com`,
  ])("%j can be one", (email) => expect(faults(newCredentials, { email, password })).toEqual([]));

  it.each([
    "",
    "  ",
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@@example.com",
    "ada@example..com",
    "ada@.example.com",
    "ada@example.com.",
    "a..b@example.com",
    ".ada@example.com",
    "ada.@example.com",
    "a b@example.com",
    "Ada <ada@example.com>",
    '"ada"@example.com',
    "ada@-example.com",
    "ada@example-.com",
    "ada@exa_mple.com",
    "ada@[127.0.0.1]",
    "ada@example.com\u0000",
    `ada@${"e".repeat(64)}.com`,
    `${"a".repeat(243)}@example.com`,
  ])("%j can't", (email) => expect(faults(newCredentials, { email, password })).toEqual(["email"]));

  it("is sent without the blanks around it", () => {
    expect(knownCredentials.parse({ email: " ada@example.com ", password }).email).toBe("ada@example.com");
  });
});

describe("a new password", () => {
  it.each(["8letters", "p".repeat(128), "🎟".repeat(8), "🎟".repeat(128), "  spaces  ", "пароль ё", "e\u0301".repeat(8)])("%j can be one", (password) =>
    expect(faults(newCredentials, { email: "ada@example.com", password })).toEqual([]),
  );
  // A letter and its accent are one character, so the last has seven.
  it.each(["", "7letter", "p".repeat(129), "🎟".repeat(7), "🎟".repeat(129), "with\ttab", "with\u0000nul", "e\u0301".repeat(7)])("%j can't", (password) =>
    expect(faults(newCredentials, { email: "ada@example.com", password })).toEqual(["password"]),
  );
  it("is sent as it was typed", () => expect(newCredentials.parse({ email: "a@b.c", password: "  e\u0301 spaces " }).password).toBe("  e\u0301 spaces "));
});

describe("signing in", () => {
  it("takes any password", () => expect(faults(knownCredentials, { email: "ada@example.com", password: "x" })).toEqual([]));
  it("names both fields at once", () => expect(faults(knownCredentials, { email: "", password: "" })).toEqual(["email", "password"]));
});
