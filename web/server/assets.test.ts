import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { serveAssets } from "./assets";
import { deadPort, send, startWeb } from "./testing";

const script = "export const a = 1;\n".repeat(100);

async function start() {
  const dir = mkdtempSync(path.join(tmpdir(), "assets-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  writeFileSync(path.join(dir, "a.js"), script);
  writeFileSync(path.join(dir, "a.js.br"), brotliCompressSync(script));
  writeFileSync(path.join(dir, "a.js.gz"), gzipSync(script));
  writeFileSync(path.join(dir, "plain.css"), "a{}");
  const port = await startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` }, undefined, { assets: serveAssets(dir) });
  const get = (name: string, headers = {}, method = "GET") => send(port, `/_next/static/${name}`, { method, headers });
  return { dir, get };
}

describe("a built file", () => {
  it.each([
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["", undefined],
  ])("for %j comes as %s, for good, with its type", async (accepted, encoding) => {
    const { get } = await start();
    const { status, headers } = await get("a.js?dpl=1", { "accept-encoding": accepted });
    expect(status).toBe(200);
    expect(headers["content-encoding"]).toBe(encoding);
    expect(headers).toMatchObject({
      "content-type": "text/javascript",
      "cache-control": "public,max-age=31536000,immutable",
      "x-content-type-options": "nosniff",
      vary: "Accept-Encoding",
    });
    expect(Number(headers["content-length"]) < script.length).toBe(encoding !== undefined);
  });

  it("comes plain where it was not worth compressing, and to HEAD without its body", async () => {
    const { get } = await start();
    const plain = await get("plain.css", { "accept-encoding": "br" });
    expect(plain).toMatchObject({ text: "a{}", headers: { "content-type": "text/css" } });
    expect(await get("plain.css", {}, "HEAD")).toMatchObject({ text: "", headers: { "content-length": "3" } });
  });

  it.each(["b.js", "../assets.ts", "%2e%2e/assets.ts", ""])("that is not there, %j, is a 404 and no page", async (name) => {
    const { get } = await start();
    expect(await get(name)).toMatchObject({ status: 404, headers: { "cache-control": "no-store" } });
  });

  it("can only be read", async () => {
    expect((await (await start()).get("a.js", {}, "POST")).status).toBe(405);
  });

  it("harms nothing when it is asked for backwards, or is gone from the disk", async () => {
    const { dir, get } = await start();
    expect(await get("a.js", { range: "bytes=10-5" })).toMatchObject({ status: 200, text: script });
    rmSync(dir, { recursive: true });
    await expect(get("a.js")).rejects.toThrow("socket hang up");
    expect((await get("b.js")).status).toBe(404);
  });
});
