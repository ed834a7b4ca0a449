// What reaches the client of an answer, or in place of one.
import { createServer, request, type ServerResponse } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { maxBody, maxWebhook } from "./body";
import { deadPort, listen, send, startSidecar, startWeb, until } from "./testing";

const problemType = "application/problem+json";

describe("an answer of the API", () => {
  it.each([200, 201, 204, 302, 304, 400, 401, 404, 409, 412, 429, 500, 503])("keeps its status %i", async (status) => {
    const sidecar = await startSidecar((_req, res) => res.writeHead(status, { "content-type": problemType }).end());
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(reply).toMatchObject({ status, text: "" });
  });

  it("keeps its headers, every cookie among them, but not the sidecar's own", async () => {
    const kept = { location: "/api/v1/orders/1", etag: 'W/"7"', "retry-after": "3", "idempotency-replayed": "true" };
    const cookies = ["session=a.b.c; HttpOnly; SameSite=Lax", "other=; Max-Age=0"];
    const own = { "dapr-http-status": "201", "x-daprd": "1", "keep-alive": "timeout=1", "proxy-authenticate": "Basic" };
    const sidecar = await startSidecar((_req, res) => {
      res.writeHead(201, { ...kept, ...own, "set-cookie": cookies, "x-once": "1", connection: "close, x-once" });
      res.end("{}");
    });
    const { headers } = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(headers).toMatchObject({ ...kept, "set-cookie": cookies, "x-content-type-options": "nosniff" });
    for (const name of ["dapr-http-status", "x-daprd", "proxy-authenticate", "x-once", "x-powered-by"]) {
      expect(headers).not.toHaveProperty(name);
    }
  });

  it("may come after an interim one", async () => {
    const sidecar = await startSidecar((_req, res) => {
      res.writeProcessing();
      res.writeHead(201).end("{}");
    });
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(reply).toMatchObject({ status: 201, text: "{}" });
  });

  it("to HEAD has the length and no body", async () => {
    const sidecar = await startSidecar((_req, res) => res.writeHead(200, { "content-length": 5 }).end());
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/tickets", { method: "HEAD" });
    expect(reply).toMatchObject({ status: 200, text: "", headers: { "content-length": "5" } });
  });

  it("that is long arrives whole", async () => {
    const text = "0123456789abcdef".repeat(256 * 1024);
    const sidecar = await startSidecar((_req, res) => void res.end(text));
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/tickets");
    expect(reply.text === text).toBe(true);
  });

  it("streams", async () => {
    let answer: ServerResponse | undefined;
    const sidecar = await startSidecar((_req, res) => void (answer = res).write("one"));
    const port = await startWeb({ sidecar: sidecar.url });
    let seen = "";
    request({ port, path: "/api/v1/orders/1", agent: false }, (res) => {
      res.on("data", (chunk: Buffer) => (seen += chunk.toString()));
    }).end();
    await until("the first part arrived", () => seen === "one");
    answer?.end("two");
    await until("the rest arrived", () => seen === "onetwo");
  });

  it("that breaks off is broken off for the client too", async () => {
    const sidecar = await startSidecar((_req, res) => {
      res.writeHead(200).write("half");
      setTimeout(() => res.destroy(), 20);
    });
    const port = await startWeb({ sidecar: sidecar.url });
    const complete = await new Promise<boolean>((resolve) => {
      request({ port, path: "/api/v1/tickets", agent: false }, (res) => {
        res.on("error", () => {}).on("close", () => resolve(res.complete));
        res.resume();
      }).end();
    });
    expect(complete).toBe(false);
  });

  it("is given up when the client goes away", async () => {
    let gone = false;
    const sidecar = await startSidecar((_req, res) => void res.once("close", () => (gone = true)));
    const port = await startWeb({ sidecar: sidecar.url });
    const req = request({ port, path: "/api/v1/orders", method: "POST", agent: false });
    req.on("error", () => {});
    req.end("{}");
    await until("the request arrived", () => sidecar.arrived.length === 1);
    req.destroy();
    await until("the sidecar was told", () => gone);
  });
});

describe("without an answer, the client gets a problem:", () => {
  it.each([undefined, "{}"])("503 when the sidecar is not there (body %j)", async (body) => {
    const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` });
    const reply = await send(port, "/api/v1/orders", { method: "POST" }, body);
    expect(reply).toMatchObject({ status: 503, headers: { "content-type": problemType, "retry-after": "1" } });
    expect(JSON.parse(reply.text)).toMatchObject({ status: 503, detail: expect.stringContaining("orders service") });
  });

  it("503 also in the middle of an upload, and the connection still serves", async () => {
    const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` });
    let seen = "";
    const socket = connect(port, "127.0.0.1").on("data", (data) => (seen += data.toString()));
    onTestFinished(() => void socket.destroy());
    socket.write("POST /api/v1/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\nhalf");
    await until("the problem arrived", () => seen.startsWith("HTTP/1.1 503"));
    socket.write(" ".repeat(60_000 - 4) + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    await until("the next request was answered", () => seen.includes("HTTP/1.1 200"));
  });

  it.each([
    [500, "application/json", '{"errorCode":"ERR_DIRECT_INVOKE","message":"fail to invoke, id: orders, err: 10.1.2.3"}'],
    [403, "application/json; charset=utf-8", '{"errorCode":"ERR_DIRECT_INVOKE","message":"denied"}'],
    [401, "text/plain; charset=utf-8", "invalid api token\n"],
  ])("503 when the sidecar says %i %s", async (status, type, body) => {
    const sidecar = await startSidecar((_req, res) => void res.writeHead(status, { "content-type": type }).end(body));
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(reply).toMatchObject({ status: 503, headers: { "content-type": problemType, "retry-after": "1" } });
    expect(reply.text).not.toMatch(/ERR_|10\.1\.2\.3|token/);
  });

  it.each([
    [500, '{"errorCode":"mine"}'],
    [400, "{"],
    [404, "null"],
  ])("but an app's own %i %s stays", async (status, body) => {
    const sidecar = await startSidecar((_req, res) => {
      res.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(reply).toMatchObject({ status, text: body });
  });

  it.each([
    [400, 'invalid baggage header: invalid key: ""'],
    [431, "431 Request Header Fields Too Large"],
    [500, "panic"],
  ])("in place of a plain text %i", async (status, text) => {
    const sidecar = await startSidecar((_req, res) => res.writeHead(status, { "content-type": "text/plain" }).end(text));
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/api/v1/orders");
    expect(reply).toMatchObject({ status, headers: { "content-type": problemType } });
    expect(JSON.parse(reply.text)).toMatchObject({ status });
    expect(reply.text).not.toContain(text);
  });

  it.each([
    [400, "FOO / HTTP/1.1\r\nHost: x\r\n\r\n"],
    [400, "GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n"],
    [431, `GET / HTTP/1.1\r\nHost: x\r\nX: ${"a".repeat(17_000)}\r\n\r\n`],
  ])("%i for what is not HTTP as it should be", async (status, text) => {
    const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` });
    let seen = "";
    const socket = connect(port, "127.0.0.1").on("data", (data) => (seen += data.toString()));
    let closed = false;
    socket.on("close", () => (closed = true)).write(text, "latin1");
    await until("the connection was closed", () => closed);
    const [head = "", body = ""] = seen.split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} .*content-type: application/problem\\+json`, "s"));
    expect(JSON.parse(body)).toMatchObject({ status });
  });

  it("503 when the answer takes too long", async () => {
    const sidecar = await startSidecar(() => {});
    const reply = await send(await startWeb({ sidecar: sidecar.url, answerTimeout: 50 }), "/api/v1/orders");
    expect(reply).toMatchObject({ status: 503, text: expect.stringContaining("in time") });
  });

  it("413 for a body that says it is too large, before it is there", async () => {
    const sidecar = await startSidecar();
    const port = await startWeb({ sidecar: sidecar.url });
    const headers = { "content-length": maxBody + 1 };
    const status = await new Promise((resolve, reject) => {
      const req = request({ port, path: "/api/v1/tickets", method: "POST", headers, agent: false });
      req.on("response", (res) => (req.destroy(), resolve(res.statusCode))).on("error", reject);
      req.write("x");
    });
    expect(status).toBe(413);
  });

  it("413 for a chunked body that turns out too large, and the service never has it whole", async () => {
    let whole = false;
    const sidecar = await listen(
      createServer((req, res) => {
        req.on("error", () => {}).on("end", () => ((whole = true), res.end()));
        req.resume();
      }),
    );
    const port = await startWeb({ sidecar: `http://127.0.0.1:${sidecar}` });
    const headers = { "transfer-encoding": "chunked" };
    const reply = await send(port, "/api/v1/tickets", { method: "POST", headers }, Buffer.alloc(maxBody + 1));
    expect(reply).toMatchObject({ status: 413, headers: { "content-type": problemType } });
    expect(whole).toBe(false);
  });

  it("takes a webhook of Stripe's that is larger than other bodies, within its own bound", async () => {
    const sidecar = await startSidecar();
    const port = await startWeb({ sidecar: sidecar.url });
    const post = (size: number) => send(port, "/api/v1/payments/webhook", { method: "POST" }, Buffer.alloc(size));
    expect((await post(maxBody + 1)).status).toBe(200);
    expect((await post(maxWebhook + 1)).status).toBe(413);
  });
});
