import { setTimeout } from "node:timers/promises";
import { expect, it } from "vitest";
import { setStatus } from "./status";
import { send, startSidecar, startWeb } from "./testing";

async function pageThatSets(code: number): Promise<number> {
  const sidecar = await startSidecar();
  return startWeb({ sidecar: sidecar.url }, async (_req, res) => {
    await setTimeout(1);
    setStatus(code);
    res.end("drawn here");
  });
}

it.each([404, 503])("a page that has awaited something can answer %i with its own content", async (code) => {
  const port = await pageThatSets(code);
  const replies = await Promise.all(["/sell/1", "/orders/1"].map((path) => send(port, path)));
  expect(replies).toMatchObject([
    { status: code, text: "drawn here" },
    { status: code, text: "drawn here" },
  ]);
});

it("keeps 200 for Next's router, which would load another document in place of its own", async () => {
  const reply = await send(await pageThatSets(404), "/sell/1", { headers: { rsc: "1" } });
  expect(reply).toMatchObject({ status: 200, text: "drawn here" });
});

it("does nothing outside a request, or once the head is sent", async () => {
  setStatus(404);
  const sidecar = await startSidecar();
  const port = await startWeb({ sidecar: sidecar.url }, async (_req, res) => {
    res.write("head is sent");
    setStatus(404);
    res.end();
  });
  expect((await send(port, "/sell/1")).status).toBe(200);
});

it("is shared with every other copy of the module", async () => {
  const sidecar = await startSidecar();
  const port = await startWeb({ sidecar: sidecar.url }, async (_req, res) => {
    const shared = globalThis as unknown as Record<symbol, { getStore(): typeof res }>;
    shared[Symbol.for("pass.response")]!.getStore().statusCode = 410;
    res.end();
  });
  expect((await send(port, "/sell/1")).status).toBe(410);
});
