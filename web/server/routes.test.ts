// What can be reached at all.
import { Agent } from "node:http";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { deadPort, send, startSidecar, startWeb } from "./testing";

const attempts = [
  "/api",
  "/api/",
  "/api/v1",
  "/api/v1/",
  "/api/v2/users",
  "/api/v1/expirations",
  "/api/v1/usersx",
  "/API/v1/users",
  "/api/v1/users/../../../events/orders",
  "/api/v1/users/..",
  "/api/v1/users/./x",
  "/api/v1/users/%2e%2e/%2e%2e/events/orders",
  "/api/v1/users/..%2f..%2f..%2fdapr/config",
  "/api/v1/users/%2E%2E%5C..",
  "/api/v1/users/..;/..;/events",
  "/api/v1/users/%252e%252e/x",
  "/api/v1/users//x",
  "/api/v1//users",
  "/api//v1/users",
  "//api/v1/users",
  "/\\api/v1/users",
  "/api/v1/users/%00",
  "/api/v1/users/x\\..\\..",
  "/api/v1/../../v1.0/state/statestore/x",
  "/api/../v1.0/shutdown",
  "/api%2fv1/users",
  "/api/v1/users%2f..%2f..%2fhealthz",
  "/api/v1/users/@x",
];

describe("paths that are not the API's", () => {
  it.each(attempts)("%s is a 404 problem and goes nowhere", async (path) => {
    const sidecar = await startSidecar();
    const reply = await send(await startWeb({ sidecar: sidecar.url }), path);
    expect(reply).toMatchObject({ status: 404, headers: { "content-type": "application/problem+json" } });
    expect(sidecar.arrived).toEqual([]);
  });

  it.each(["/events/orders", "/actors/OrderExpiration/1/method/x", "/v1.0/state/statestore/x", "/v1.0/invoke/auth/method/x"])(
    "%s is left to the pages",
    async (path) => {
      const sidecar = await startSidecar();
      const reply = await send(await startWeb({ sidecar: sidecar.url }), path);
      expect(reply.text).toBe("page");
      expect(sidecar.arrived).toEqual([]);
    },
  );

  it.each(["http://127.0.0.1/v1.0/metadata", "*"])("the target %s is refused", async (target) => {
    const sidecar = await startSidecar();
    const port = await startWeb({ sidecar: sidecar.url });
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(`OPTIONS ${target} HTTP/1.1\r\nHost: x\r\n\r\n`));
      socket.once("data", (data) => (socket.destroy(), resolve(data.toString().slice(0, 12))));
      socket.once("error", reject);
    });
    expect(status).toBe("HTTP/1.1 400");
    expect(sidecar.arrived).toEqual([]);
  });

  it.each(["/orders/%ff", "/orders/%zz", "/tickets/a%"])("the page %s, which can't be decoded, is refused", async (path) => {
    const sidecar = await startSidecar();
    const reply = await send(await startWeb({ sidecar: sidecar.url }), path);
    expect(reply).toMatchObject({ status: 400, headers: { "content-type": "application/problem+json" } });
  });

  it("the sidecar's questions to its app are a 404", async () => {
    const sidecar = await startSidecar();
    const reply = await send(await startWeb({ sidecar: sidecar.url }), "/dapr/config");
    expect(reply.status).toBe(404);
  });
});

describe("health", () => {
  it("is good while the process lives", async () => {
    const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` });
    expect(await send(port, "/healthz")).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it.each([
    [204, 200],
    [500, 503],
  ])("readiness follows the sidecar: %i gives %i", async (says, status) => {
    const sidecar = await startSidecar((_req, res) => void res.writeHead(says).end());
    expect((await send(await startWeb({ sidecar: sidecar.url }), "/readyz")).status).toBe(status);
    expect(sidecar.arrived[0]?.url).toBe("/v1.0/healthz/outbound");
  });

  it("is not ready without the sidecar", async () => {
    const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` });
    expect((await send(port, "/readyz")).status).toBe(503);
  });

  it("is not ready once the server is to stop, and parts with its clients", async () => {
    const sidecar = await startSidecar();
    let stopping = false;
    const port = await startWeb({ sidecar: sidecar.url }, undefined, { stopping: () => stopping });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const ask = (path: string) => send(port, path, { agent });
    expect(await ask("/readyz")).toMatchObject({ status: 200, headers: { connection: "keep-alive" } });
    stopping = true;
    expect(await ask("/readyz")).toMatchObject({ status: 503, headers: { connection: "close" } });
    for (const path of ["/healthz", "/", "/api/v1/orders"]) {
      expect(await ask(path)).toMatchObject({ status: 200, headers: { connection: "close" } });
    }
  });
});

describe("a page", () => {
  it("has a policy with a nonce of its own, which Next sees too", async () => {
    const seen: unknown[] = [];
    const sidecar = await startSidecar();
    const port = await startWeb({ sidecar: sidecar.url }, async (req, res) => {
      seen.push(req.headers["content-security-policy"]);
      res.end();
    });
    const sent = { headers: { "content-security-policy": "script-src 'nonce-mine'" } };
    const policies = [await send(port, "/", sent), await send(port, "/", sent)].map(
      ({ headers }) => headers["content-security-policy"],
    );
    expect(policies[0]).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]{24}' 'strict-dynamic';/);
    expect(policies[0]).not.toContain("unsafe");
    expect(policies[1]).not.toBe(policies[0]);
    expect(seen).toEqual(policies);
  });

  it("that can't be made is a 500, and the server lives", async () => {
    const sidecar = await startSidecar();
    const port = await startWeb({ sidecar: sidecar.url }, async () => {
      throw new Error("broken");
    });
    expect((await send(port, "/")).status).toBe(500);
    expect((await send(port, "/healthz")).status).toBe(200);
  });
});
