import { describe, expect, it } from "vitest";
import { backFrom, links } from "./links";

describe("the page to go back to", () => {
  it.each(["/", "/orders", "/tickets/1?x=%2F#y", "/?q=late%20show&sort=price", "/sell?status=on_sale", "/a//b", "/%2F/evil.example", "/%2f%2fevil.example", "/%5Cevil.example"])(
    "%s is kept",
    (path) => expect(backFrom(path)).toBe(path),
  );

  it.each([
    undefined,
    "",
    "orders",
    "//evil.example",
    "//[",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " /orders",
    "/.//evil.example",
    "/..//evil.example",
    "/x/..//evil.example",
    "/%2e//evil.example",
    "/x/%2E%2e//evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "%2F%2Fevil.example",
    "@evil.example",
    "/\u2215evil.example",
  ])("%j is the list", (value) => expect(backFrom(value)).toBe("/"));

  it("leads to this site, however a browser reads it", () => {
    const parts = ["/", "//", "\\", ".", "..", "%2e", "%2f", "%5c", "\t", ":", "@", "evil.example", "javascript:", "?", "#"];
    for (const a of parts) for (const b of parts) for (const c of parts) for (const d of parts) {
      const back = backFrom(a + b + c + d);
      // Once as it stands, once as what the first reading makes of it.
      const first = new URL(back, "https://pass.example/signin");
      const second = new URL(first.pathname + first.search + first.hash, "https://pass.example/signin");
      expect([first.origin, second.origin]).toEqual(["https://pass.example", "https://pass.example"]);
    }
  });

  it("takes the first of several", () => expect(backFrom(["/orders", "//evil.example"])).toBe("/orders"));
  it("goes through a link unharmed", () => {
    const back = "/?q=a%26b&sort=price";
    expect(backFrom(new URL(links.signIn(back), "http://x").searchParams.get("return") ?? undefined)).toBe(back);
  });
});
