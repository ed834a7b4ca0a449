import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { log } from "./log";
import type { PublicPage } from "./public-pages";
import { securePage } from "./security";
import type { Pages } from "./server";
import { withResponse } from "./status";

/** A page's answer as Next gave it. */
export interface Rendered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Renders public pages whole. */
export interface Renderer {
  /** Rejects when there is no whole answer. */
  render(page: PublicPage): Promise<Rendered>;
  /** Waits for the renderings under way. */
  close(): Promise<void>;
}

/**
 * A renderer that asks Next over HTTP, on a free port of the loopback: Next gets real requests, made of
 * nothing but the page's address and its few headers, and one that many wait for belongs to none of them.
 */
export async function startRenderer(pages: Pages): Promise<Renderer> {
  // Never closes an idle connection: the pool does, which knows whether it is about to use one.
  const server = createServer({ keepAliveTimeout: 0 }, (req, res) => {
    securePage(req, res, false);
    // Next keeps this, where a page's own default would forbid what is done with it.
    res.setHeader("cache-control", "public");
    withResponse(res, () => pages(req, res)).catch((error: unknown) => {
      log("ERROR", "page failed", { error: String(error) });
      res.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // As many at once as this thread can have under way with profit; the others wait in line.
  const pool = new Pool(origin, { connections: 64, pipelining: 1, headersTimeout: 30_000, bodyTimeout: 30_000 });
  return {
    async render({ url, headers }) {
      const answer = await pool.request({ method: "GET", path: url, headers });
      return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
    },
    async close() {
      await pool.close();
      server.close();
    },
  };
}
