// A sidecar of our own for tests: a real HTTP server that keeps what arrives.
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type RequestListener } from "node:http";
import type { Server, RequestOptions } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { createGateway, type GatewaySettings } from "./gateway";
import { createSharedPages, type CacheBounds } from "./shared-pages";
import { startRenderer } from "./renderer";
import { createWebServer, type Pages, type Parts } from "./server";

export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  readonly body: Buffer;
}

export interface Sidecar {
  readonly url: string;
  /** The requests that arrived whole, in order. */
  readonly arrived: Arrived[];
}

/** Starts a sidecar that records each request, then answers with the listener (or 200). */
export async function startSidecar(answer: RequestListener = (_req, res) => void res.end()): Promise<Sidecar> {
  const arrived: Arrived[] = [];
  const port = await listen(
    createServer(async (req, res) => {
      const body = await whole(req);
      const { method = "", url = "", headers, rawHeaders } = req;
      arrived.push({ method, url, headers, rawHeaders, body });
      answer(req, res);
    }),
  );
  return { url: `http://127.0.0.1:${port}`, arrived };
}

/** Starts the web server in front of the sidecar, with a page that says "page"; gives its port. */
export function startWeb(
  settings: Partial<GatewaySettings> & { sidecar: string },
  pages?: Pages,
  more?: Partial<Parts>,
): Promise<number> {
  const all = { sidecarToken: undefined, trustedProxies: 0, ...settings };
  const page: Pages = async (_req, res) => void res.end("page");
  return listen(createWebServer({ settings: all, gateway: createGateway(all), pages: pages ?? page, ...more }));
}

/** Starts the web server with these pages and a page cache, and without a sidecar; gives its port. */
export async function startCached(pages: Pages, bounds: Partial<CacheBounds> = {}): Promise<number> {
  const renderer = await startRenderer(pages);
  onTestFinished(() => renderer.close());
  const sharedPages = createSharedPages(renderer, { lifetime: 60_000, maxEntries: 100, maxBytes: 1_000_000, ...bounds });
  return startWeb({ sidecar: `http://127.0.0.1:${await deadPort()}` }, pages, { sharedPages });
}

/** Listens on a free port of the loopback until the test ends. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** Sends one request exactly as given and waits for the whole answer. */
export function send(port: number, path: string, options: RequestOptions = {}, body?: string | Buffer): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const req = request({ host: "127.0.0.1", port, path, agent: false, ...options }, async (res) => {
      const body = await whole(res);
      const { statusCode: status = 0, headers, rawHeaders } = res;
      resolve({ status, headers, rawHeaders, body, text: body.toString("utf8") });
    });
    req.once("error", reject);
    req.end(body);
  });
}

/** A port of the loopback on which nobody listens. */
export async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Waits until the condition holds; fails after 5 seconds. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited too long until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function whole(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of message) chunks.push(chunk as Buffer);
  } catch {
    // Broken off: what came is what there is.
  }
  return Buffer.concat(chunks);
}
