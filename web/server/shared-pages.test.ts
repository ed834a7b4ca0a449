// Public pages as visitors get them from the cache, against a renderer that counts.
import type { IncomingMessage, RequestListener } from "node:http";
import { setTimeout } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Encoded } from "./encoding";
import type { CacheBounds } from "./shared-pages";
import { send, startCached, until } from "./testing";
import { setStatus } from "./status";

const listing = "/tickets/0195a1b2-0000-7000-8000-000000000002";

async function start(draw: RequestListener = (_req, res) => void res.end("page"), bounds?: Partial<CacheBounds>) {
  const rendered: IncomingMessage[] = [];
  const port = await startCached(async (req, res) => {
    rendered.push(req);
    await setTimeout(5);
    draw(req, res);
  }, bounds);
  const get = (path: string, headers = {}, method = "GET") => send(port, path, { method, headers });
  return { rendered, get, port };
}

describe("a public page", () => {
  it("is rendered once for 50 who ask at the same time, and once more when its time is over", async () => {
    const clock = { now: 5_000 };
    const { rendered, get } = await start((_req, res) => void res.end(`rendering ${rendered.length}`), {
      lifetime: 1_000,
      now: () => clock.now,
    });
    const replies = await Promise.all(Array.from({ length: 50 }, () => get("/")));
    expect(new Set(replies.map(({ text }) => text))).toEqual(new Set(["rendering 1"]));
    clock.now += 999;
    expect((await get("/?utm_source=junk")).text).toBe("rendering 1");
    clock.now += 2;
    expect((await get("/")).text).toBe("rendering 2");
    expect(rendered).toHaveLength(2);
  });

  it("is rendered for each address, locale and part that Next's router asks for", async () => {
    const { rendered, get } = await start(({ url, headers }, res) => {
      res.end(JSON.stringify([url, headers["accept-language"], headers.rsc]));
    });
    const asked = [["/"], ["/?q=a"], [listing], ["/", { "accept-language": "de" }], ["/", { rsc: "1" }]] as const;
    for (let round = 0; round < 2; round += 1) {
      const texts = await Promise.all(asked.map(async ([path, headers]) => (await get(path, headers)).text));
      expect(new Set(texts).size).toBe(asked.length);
    }
    expect(rendered).toHaveLength(asked.length);
    expect((await get("/")).headers.vary).toMatch(/^accept-encoding, accept-language, rsc, .*, next-url$/);
  });

  it("is rendered without anything of who asks", async () => {
    const { rendered, get } = await start((_req, res) => void res.setHeader("set-cookie", "a=b").end("page"));
    const { headers } = await get("/", {
      cookie: "session=a.b.c",
      authorization: "Bearer a.b.c",
      "x-forwarded-for": "10.0.0.1",
      "x-real-ip": "10.0.0.1",
      "user-agent": "mine",
      host: "evil.example",
    });
    const arrived = Object.keys(rendered[0]?.headers ?? {}).sort();
    expect(arrived).toEqual(["accept-language", "connection", "content-security-policy", "host"]);
    expect(rendered[0]?.headers.host).toMatch(/^127\.0\.0\.1:/);
    expect(headers).not.toHaveProperty("set-cookie");
    expect(headers["cache-control"]).toBe("public, max-age=0, must-revalidate");
  });

  it("has in its policy the nonce that its bytes have, and the other security headers", async () => {
    const { get } = await start((req, res) => {
      const nonce = /'nonce-([^']+)'/.exec(String(req.headers["content-security-policy"]))?.[1];
      res.setHeader("content-type", "text/html").end(`<script nonce="${nonce}">`);
    });
    const replies = [await get("/"), await get("/"), await get(listing)];
    const nonces = replies.map(({ text }) => /nonce="(.{24})"/.exec(text)?.[1]);
    expect(nonces[1]).toBe(nonces[0]);
    expect(nonces[2]).not.toBe(nonces[0]);
    replies.forEach(({ headers }, n) => {
      expect(headers["content-security-policy"]).toContain(`'nonce-${nonces[n]}'`);
      expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "content-type": "text/html" });
    });
  });

  it("is sent on to the others when the first who asked goes away", async () => {
    let release = () => {};
    const { rendered, get, port } = await start((_req, res) => void (release = () => res.end("page")));
    const away = new AbortController();
    const first = send(port, "/", { signal: away.signal }).catch(() => "gone");
    await until("it is being rendered", () => rendered.length === 1);
    const second = get("/");
    away.abort();
    expect(await first).toBe("gone");
    await setTimeout(5);
    release();
    expect((await second).text).toBe("page");
    expect(rendered).toHaveLength(1);
  });
});

describe("what is kept of public pages", () => {
  it("counts its time from the moment at which the rendering began", async () => {
    const clock = { now: 5_000 };
    const slow: RequestListener = (_req, res) => {
      clock.now += 600;
      res.end(`rendering ${rendered.length}`);
    };
    const { rendered, get } = await start(slow, { lifetime: 1_000, now: () => clock.now });
    await get("/");
    clock.now += 399;
    expect((await get("/")).text).toBe("rendering 1");
    clock.now += 2;
    expect((await get("/")).text).toBe("rendering 2");
  });

  it("is bounded in number, however many addresses are made up", async () => {
    const { rendered, get } = await start(undefined, { maxEntries: 10 });
    for (let n = 0; n < 30; n += 1) await get(`/?q=${n}`);
    await get("/?q=29");
    expect(rendered).toHaveLength(30);
    await get("/?q=0");
    expect(rendered).toHaveLength(31);
  });

  it("is bounded in bytes", async () => {
    const { rendered, get } = await start((_req, res) => void res.end("x".repeat(400)), { maxBytes: 2_500 });
    for (let n = 0; n < 5; n += 1) await get(`/?q=${n}`);
    await get("/?q=4");
    expect(rendered).toHaveLength(5);
    await get("/?q=0");
    expect(rendered).toHaveLength(6);
  });
});

describe("the encoding of a public page", () => {
  const text = "a line that compresses well\n".repeat(100);

  it.each([
    ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
    ["gzip, br;q=0", "gzip", gunzipSync],
    ["GZIP", "gzip", gunzipSync],
  ])("for %s is %s", async (accepted, encoding, decompress) => {
    const { get, rendered } = await start((_req, res) => void res.end(text));
    const [{ headers, body }, plain] = [await get("/", { "accept-encoding": accepted }), await get("/")];
    expect(headers).toMatchObject({ "content-encoding": encoding, "content-length": String(body.length) });
    expect(body.length).toBeLessThan(text.length / 10);
    expect(decompress(body).toString()).toBe(text);
    expect(plain.text).toBe(text);
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(rendered).toHaveLength(1);
  });

  it("is made once for all", () => {
    const encoded = new Encoded(Buffer.from(text));
    expect(encoded.bytes("br")).toBe(encoded.bytes("br"));
    expect(encoded.bytes("gzip")).not.toBe(encoded.bytes("br"));
  });

  it.each([
    ["image/svg+xml", "br"],
    ["text/x-component", "br"],
    ["application/json", "br"],
    ["image/png", undefined],
  ])("for the type %s is %s", async (type, encoding) => {
    const { get } = await start((_req, res) => void res.setHeader("content-type", type).end(text));
    expect((await get("/icon.svg?hash", { "accept-encoding": "br" })).headers["content-encoding"]).toBe(encoding);
  });

  it("is none for a short one", async () => {
    const { get } = await start();
    expect((await get(`${listing}/live`, { "accept-encoding": "br" })).headers).not.toHaveProperty("content-encoding");
  });
});

describe("asked again, a public page", () => {
  it("is a 304 while its bytes are the same, also when they were rendered anew", async () => {
    const clock = { now: 5_000 };
    let available = 3;
    const draw: RequestListener = (_req, res) => void res.end(`{"available":${available}}`);
    const { get, rendered } = await start(draw, { lifetime: 1_000, now: () => clock.now });
    const etag = (await get(`${listing}/live`)).headers.etag;
    expect(etag).toMatch(/^W\/"[\w-]{22}"$/);
    const again = () => get(`${listing}/live`, { "if-none-match": `"other", ${etag}` });
    expect(await again()).toMatchObject({ status: 304, text: "", headers: { etag } });
    clock.now += 1_001;
    expect((await again()).status).toBe(304);
    expect(rendered).toHaveLength(2);
    available = 2;
    clock.now += 1_001;
    expect(await again()).toMatchObject({ status: 200, text: '{"available":2}' });
  });

  it("by HEAD has the same headers and no body, and no rendering of its own", async () => {
    const { get, rendered } = await start((_req, res) => void res.end("x".repeat(5_000)));
    const headers = { "accept-encoding": "gzip" };
    const [body, head] = [await get("/", headers), await get("/", headers, "HEAD")];
    expect(head).toMatchObject({ status: 200, text: "" });
    const names = ["content-length", "content-encoding", "etag", "content-security-policy"];
    for (const name of names) expect(head.headers[name]).toBe(body.headers[name]);
    expect(rendered).toHaveLength(1);
  });
});

describe("the status of a public page", () => {
  it("404 is kept for those who come next", async () => {
    const { get, rendered } = await start((_req, res) => (setStatus(404), res.end("no such listing")));
    for (const reply of [await get(listing), await get(listing)]) {
      expect(reply).toMatchObject({ status: 404, text: "no such listing" });
    }
    expect(rendered).toHaveLength(1);
  });

  it.each([{}, { rsc: "1" }])("503 is kept for nobody (sent %j)", async (headers) => {
    let broken = true;
    const { get } = await start((_req, res) => {
      if (broken) setStatus(503);
      res.end(broken ? "come back" : "page");
    });
    const refused = await get("/", headers);
    expect(refused).toMatchObject({ text: "come back", headers: { "cache-control": "private, no-store" } });
    expect(refused.status).toBe("rsc" in headers ? 200 : 503);
    broken = false;
    expect(await get("/", headers)).toMatchObject({ status: 200, text: "page" });
  });

  it.each([307, 500])("%i of Next's own is kept for nobody", async (status) => {
    const { get, rendered } = await start((_req, res) => void res.writeHead(status, { location: "/" }).end());
    for (const reply of [await get("/"), await get("/")]) {
      expect(reply).toMatchObject({ status, headers: { "cache-control": "private, no-store", location: "/" } });
      expect(reply.headers).not.toHaveProperty("etag");
    }
    expect(rendered).toHaveLength(2);
  });

  it("is 500 when it can't be rendered, and the next one can", async () => {
    let broken = true;
    const { get } = await start((_req, res) => void (broken ? res.destroy() : res.end("page")));
    expect(await get("/")).toMatchObject({ status: 500, headers: { "content-type": "application/problem+json" } });
    broken = false;
    expect((await get("/")).text).toBe("page");
  });
});

describe("any other page", () => {
  const paths = ["/orders", "/sell", "/signin", "/nowhere", "/tickets/1"];
  it.each(paths)("%s is rendered for each who asks, and kept by nobody", async (path) => {
    const { get, rendered } = await start();
    const cookie = "session=a.b.c";
    const replies = [await get(path, { cookie }), await get(path, { cookie })];
    for (const { headers } of replies) expect(headers["cache-control"]).toBe("private, no-store");
    expect(rendered.map(({ headers }) => headers.cookie)).toEqual([cookie, cookie]);
  });

  it("is also what is posted to a public page's address", async () => {
    const { get, rendered } = await start();
    await get("/", {}, "POST");
    await get("/", {}, "POST");
    expect(rendered).toHaveLength(2);
  });

  it("leaves a file in a folder its own caching", async () => {
    const { get } = await start();
    expect((await get("/images/card.png")).headers).not.toHaveProperty("cache-control");
  });
});
