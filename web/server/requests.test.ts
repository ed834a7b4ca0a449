// What reaches the services of a request that comes in.
import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { listen, send, startSidecar, startWeb, until } from "./testing";
import { createServer, request } from "node:http";
import { maxBody } from "./body";

describe("a request to the API", () => {
  it.each([
    ["/api/v1/users/signin", "auth"],
    ["/api/v1/users/.well-known/jwks.json", "auth"],
    ["/api/v1/tickets", "tickets"],
    ["/api/v1/tickets?q=%2e%2e%2Fa&limit=3", "tickets"],
    ["/api/v1/orders/0195a1b2-0000-7000-8000-000000000002", "orders"],
    ["/api/v1/payments/webhook", "payments"],
  ])("%s goes to %s with its path and query as they are", async (path, app) => {
    const sidecar = await startSidecar();
    await send(await startWeb({ sidecar: sidecar.url, sidecarToken: "secret" }), path);
    expect(sidecar.arrived).toMatchObject([{ url: path, headers: { "dapr-app-id": app, "dapr-api-token": "secret" } }]);
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("keeps the method %s", async (method) => {
    const sidecar = await startSidecar();
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders", { method });
    expect(reply.status).toBe(200);
    expect(sidecar.arrived[0]?.method).toBe(method);
  });

  it.each(["PURGE", "PROPFIND", "SEARCH", "M-SEARCH"])("goes nowhere with the method %s", async (method) => {
    const sidecar = await startSidecar();
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders", { method }, "{}");
    expect(reply).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, POST, PUT, DELETE" } });
    expect(sidecar.arrived).toEqual([]);
  });

  it.each([
    ["a=\xe9", "a=\xc3\xa9"],
    ["a=\xc3\xa9", "a=\xc3\xa9"],
  ])("has headers in UTF-8 only: %j", async (cookie, arrives) => {
    const sidecar = await startSidecar();
    await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders", { headers: { cookie } });
    expect(sidecar.arrived[0]?.headers.cookie).toBe(arrives);
  });

  it.each([0, 1, 1000, maxBody])("carries a body of %i bytes, byte for byte", async (size) => {
    const sidecar = await startSidecar();
    const body = Buffer.from(Array.from({ length: size }, (_, n) => (n * 7) % 256));
    const headers = { "content-type": "application/json", "stripe-signature": "t=1,v1=ab" };
    await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/payments/webhook", { method: "POST", headers }, body);
    expect(sidecar.arrived[0]?.body.equals(body)).toBe(true);
    expect(sidecar.arrived[0]?.headers).toMatchObject({ ...headers, "content-length": String(size) });
  });

  it("carries what belongs to its end", async () => {
    const sidecar = await startSidecar();
    const headers = {
      cookie: "session=a.b.c; other=1",
      authorization: "Bearer a.b.c",
      origin: "http://localhost:3000",
      "idempotency-key": "k1",
      "if-match": '"3"',
      "if-none-match": '"4"',
      traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      tracestate: "a=b",
    };
    await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/tickets/1", { headers });
    expect(sidecar.arrived[0]?.headers).toMatchObject(headers);
  });

  it("leaves behind what does not, and what would speak to the sidecar", async () => {
    const sidecar = await startSidecar();
    const dropped = {
      baggage: ",,=;",
      "dapr-app-id": "expiration",
      "dapr-api-token": "guess",
      "Dapr-Caller-App-Id": "orders",
      "x-dapr-remote": "true",
      te: "trailers",
      "proxy-authorization": "Basic x",
      "keep-alive": "timeout=9",
      connection: "keep-alive, X-Once",
      "x-once": "1",
      "x-real-ip": "9.9.9.9",
      forwarded: "for=9.9.9.9",
      "x-forwarded-port": "1",
    };
    await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders", { headers: dropped });
    const { headers } = sidecar.arrived[0]!;
    expect(headers["dapr-app-id"]).toBe("orders");
    const left = Object.keys(dropped).filter((name) => headers[name.toLowerCase()] !== undefined);
    expect(left.filter((name) => !["dapr-app-id", "connection"].includes(name))).toEqual([]);
  });
});

describe("the forwarding headers", () => {
  const claims = {
    host: "pass.example",
    "x-forwarded-for": "6.6.6.6, 7.7.7.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "tickets.example",
  };

  it.each([
    [0, { "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http", "x-forwarded-host": "pass.example" }],
    [1, { "x-forwarded-for": "7.7.7.7", "x-forwarded-proto": "https", "x-forwarded-host": "tickets.example" }],
    [2, { "x-forwarded-for": "6.6.6.6", "x-forwarded-proto": "https", "x-forwarded-host": "tickets.example" }],
  ])("with %i trusted proxies", async (trustedProxies, expected) => {
    const sidecar = await startSidecar();
    await send(await startWeb({ sidecar: sidecar.url, trustedProxies }), "/api/v1/users/signin", { headers: claims });
    expect(sidecar.arrived[0]?.headers).toMatchObject(expected);
  });
});

describe("a body that arrives bit by bit", () => {
  it.each([{}, { "content-length": 6 }])("is sent on bit by bit (%j)", async (headers) => {
    let seen = "";
    const sidecar = await listen(
      createServer((req, res) => {
        req.on("data", (chunk: Buffer) => (seen += chunk.toString()));
        req.on("end", () => res.end());
      }),
    );
    const port = await startWeb({ sidecar: `http://127.0.0.1:${sidecar}` });
    const req = request({ port, path: "/api/v1/orders", method: "POST", headers, agent: false });
    req.write("one");
    await until("the first part arrived", () => seen === "one");
    const answered = once(req, "response");
    req.end("two");
    await until("the rest arrived", () => seen === "onetwo");
    // Else the end of the test would cut off an answer that is still on its way.
    await answered;
  });

  it("that breaks off never looks whole to the service", async () => {
    const events: string[] = [];
    const sidecar = await listen(
      createServer((req) => {
        req.once("data", () => events.push("begun"));
        req.once("end", () => events.push("whole"));
        req.once("close", () => events.push("closed"));
        req.on("error", () => {});
      }),
    );
    const port = await startWeb({ sidecar: `http://127.0.0.1:${sidecar}` });
    const req = request({ port, path: "/api/v1/orders", method: "POST", agent: false });
    req.on("error", () => {});
    req.write("half");
    await until("the first part arrived", () => events.includes("begun"));
    req.destroy();
    await until("the service was told", () => events.includes("closed"));
    expect(events).not.toContain("whole");
  });
});
