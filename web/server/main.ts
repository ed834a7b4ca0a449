import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { serveAssets } from "./assets";
import { createGateway, type Gateway } from "./gateway";
import { log } from "./log";
import { startRenderer } from "./renderer";
import { createWebServer, type Pages } from "./server";
import { readSettings } from "./settings";
import { createSharedPages, type SharedPages } from "./shared-pages";

// Milliseconds for the requests under way; streams that stay open are cut then.
const stopWithin = 10_000;

// A page is some 50 kB and its address, so this is a thousand different ones each second.
const cacheBounds = { maxEntries: 2_000, maxBytes: 64 * 1024 * 1024 };

async function main(): Promise<void> {
  const dev = process.env.NODE_ENV === "development";
  const settings = readSettings(process.env);
  process.env.SITE_URL = settings.siteUrl;
  const gateway = createGateway(settings);
  const pages = await preparePages(dev, settings.port);
  // In development a page is to change as soon as its code did, and Next serves its own files.
  const sharedPages = dev ? undefined : await preparePublic(pages, settings.pageCacheSeconds);
  const assets = dev ? undefined : serveAssets(path.join(import.meta.dirname, ".next/static"));
  let stopping = false;
  const server = createWebServer({ settings, gateway, pages, sharedPages, assets, dev, stopping: () => stopping });
  server.once("error", (error) => exit(`can't listen on ${settings.host}:${settings.port}`, error));
  server.listen(settings.port, settings.host, 4096, () => {
    const { address, port } = server.address() as AddressInfo;
    log("INFO", "listening", { address: `http://${address}:${port}`, sidecar: settings.sidecar });
  });
  const onSignal = () => {
    if (stopping) return;
    stopping = true;
    log("INFO", "stopping", { drainSeconds: settings.drainSeconds });
    setTimeout(() => void stop(server, [gateway, sharedPages]), settings.drainSeconds * 1_000);
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, onSignal);
}

// Next is imported only after its settings are in place: a standalone build has
// no next.config, but what it came to is kept beside the build.
async function preparePages(dev: boolean, port: number): Promise<Pages> {
  const dir = dev ? process.cwd() : import.meta.dirname;
  if (!dev) {
    Object.assign(process.env, { NODE_ENV: "production" });
    process.chdir(dir);
    process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = builtConfig(dir);
  }
  const { default: next } = await import("next");
  // In production Next has no use for upgraded connections, but would take them
  // from the server it is in and leave them open; so it gets one that never listens.
  const app = next({ dev, dir, port, ...(dev ? {} : { httpServer: createServer() }) });
  await app.prepare();
  return app.getRequestHandler();
}

async function preparePublic(pages: Pages, seconds: number): Promise<SharedPages | undefined> {
  if (seconds === 0) return undefined;
  return createSharedPages(await startRenderer(pages), { lifetime: seconds * 1_000, ...cacheBounds });
}

function builtConfig(dir: string): string {
  const file = path.join(dir, ".next/required-server-files.json");
  if (!existsSync(file)) throw new Error(`no build at ${dir}: run npm run build`);
  const { config } = JSON.parse(readFileSync(file, "utf8")) as { config: unknown };
  return JSON.stringify(config);
}

async function stop(server: Server, others: readonly (Gateway | SharedPages | undefined)[]): Promise<void> {
  setTimeout(() => server.closeAllConnections(), stopWithin).unref();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  await Promise.all(others.map((other) => other?.close()));
  process.exit(0);
}

function exit(what: string, error: unknown): never {
  log("ERROR", what, { error: error instanceof Error ? error.message : String(error) });
  process.exit(1);
}

main().catch((error: unknown) => exit("not started", error));
