import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { publicPageOf } from "./public-pages";

const id = "0195a1b2-0000-7000-8000-00000000000a";

function ask(url: string, headers: Record<string, string> = {}, method = "GET") {
  return publicPageOf({ method, url, headers } as unknown as IncomingMessage);
}

describe("public pages are", () => {
  it.each(["/", "/?q=jazz", `/tickets/${id}`, `/tickets/${id}/live`])("%s, to be read", (url) => {
    expect(ask(url)).toBeDefined();
    expect(ask(url, {}, "HEAD")).toBeDefined();
    expect(ask(url, {}, "POST")).toBeUndefined();
  });

  const others = ["/orders", `/orders/${id}`, "/sell", "/signin", "/tickets", "/tickets/1", "//", "/index"];
  it.each([...others, `/tickets/${id}/`, `/tickets/${id}/x`])("not %s", (url) => expect(ask(url)).toBeUndefined());
});

describe("the address of a public page", () => {
  it.each([
    ["/?", "/"],
    ["/?utm_source=x&fbclid=1", "/"],
    ["/?sort=price&q=jazz", "/?q=jazz&sort=price"],
    ["/?q=a&q=b", "/?q=a"],
    ["/?q=&cursor=", "/"],
    ["/?q=a%20b+c", "/?q=a+b+c"],
    ["/?q=a?b", "/?q=a%3Fb"],
    ["/?cursor=c&show=free&sort=-price&status=on_sale&q=%C3%A9", "/?q=%C3%A9&status=on_sale&sort=-price&show=free&cursor=c"],
    ["/?q=%ff", "/?q=%EF%BF%BD"],
    ["/?_rsc=abc", "/"],
    [`/tickets/${id}?q=jazz`, `/tickets/${id}`],
    [`/tickets/${id.toUpperCase()}/live`, `/tickets/${id}/live`],
  ])("%s is %s", (given, url) => {
    expect(ask(given)?.url).toBe(url);
    expect(ask(given)?.key).toBe(ask(url)?.key);
  });

  it("keeps _rsc for Next's router, which Next checks", () => {
    expect(ask("/?x=1&_rsc=h4sh&q=a", { rsc: "1" })?.url).toBe("/?q=a&_rsc=h4sh");
    expect(ask("/?_rsc", { rsc: "1" })?.url).toBe("/?_rsc=");
  });
});

it.each(["/icon.svg?icon.0ze6.svg", "/robots.txt", `/tickets/${id}/live?x=1`])("%s is the same for all", (url) => {
  const path = url.split("?")[0];
  expect(ask(url, { "accept-language": "de", rsc: "1" })).toEqual({ url: path, headers: {}, key: path });
});

describe("what the renderer learns", () => {
  it.each([
    [undefined, "en"],
    ["tlh, nonsense!", "en"],
    ["de-CH,de;q=0.9", "de-CH"],
    ["EN-us", "en-US"],
    ["en-ZZ", "en"],
    ["de-1996", "de"],
  ])("of the language %s is %s", (sent, locale) => {
    expect(ask("/", sent ? { "accept-language": sent } : {})?.headers).toEqual({ "accept-language": locale });
  });

  it("is nothing of the person, the browser or a proxy", () => {
    const headers = {
      cookie: "session=a.b.c",
      authorization: "Bearer a.b.c",
      host: "pass.example",
      "user-agent": "x",
      "x-forwarded-host": "evil.example",
      "if-none-match": '"1"',
      "accept-encoding": "br",
      "next-router-state-tree": "of no use without rsc",
    };
    expect(ask("/", headers)).toEqual(ask("/"));
  });

  it("is what Next's router chooses by, which makes another answer each", () => {
    const router = { rsc: "1", "next-router-state-tree": "t", "next-router-segment-prefetch": "/_tree", "next-url": "/x" };
    const page = ask("/", { ...router, "next-router-prefetch": "1" });
    expect(page?.headers).toEqual({ ...router, "next-router-prefetch": "1", "accept-language": "en" });
    const changed = Object.keys(router).map((name) => ask("/", { ...router, [name]: "other" })?.key);
    const others = [ask("/", router)?.key, ask("/", { ...router, "accept-language": "fr" })?.key];
    expect(new Set([page?.key, ...changed, ...others]).size).toBe(7);
  });

  it("is no header with which Next would do nothing", () => {
    expect(ask("/", { rsc: "junk", "next-url": "/junk" })).toEqual(ask("/"));
    expect(ask("/", { rsc: "1", "next-router-prefetch": "junk" })).toEqual(ask("/", { rsc: "1" }));
  });
});
