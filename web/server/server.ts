import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Gateway } from "./gateway";
import { sendHealth, sendReadiness } from "./health";
import { log } from "./log";
import { endWithProblem, sendProblem, sendUnavailable } from "./problem";
import { anonymise, publicPageOf } from "./public-pages";
import { isApiPath, isDecodable } from "./route";
import { securePage } from "./security";
import type { Settings } from "./settings";
import type { SharedPages } from "./shared-pages";
import { unshared, withResponse } from "./status";

/** Renders pages: Next's request handler. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export interface Parts {
  readonly settings: Pick<Settings, "sidecar" | "sidecarToken">;
  readonly gateway: Gateway;
  readonly pages: Pages;
  /** Answers public pages from a cache; without it they are rendered one by one, as the others are. */
  readonly sharedPages?: SharedPages | undefined;
  /** Answers for Next's built files; without it Next does, as in development. */
  readonly assets?: RequestListener | undefined;
  /** Tells whether the process is about to stop. */
  readonly stopping?: () => boolean;
  /** Development: Next's tools need a looser content security policy. */
  readonly dev?: boolean;
}

/** The web server: health, the API's gateway, and for all else the pages. Not listening yet. */
export function createWebServer(parts: Parts): Server {
  const server = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (req, res) => answer(parts, req, res));
  return server.on("clientError", refuse);
}

const refusals: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
  else endWithProblem(socket, refusals[error.code ?? ""] ?? 400);
}

function answer(parts: Parts, req: IncomingMessage, res: ServerResponse): void {
  const { settings, gateway, assets } = parts;
  const stopping = parts.stopping?.() ?? false;
  // So that no client keeps a connection that it would send the next request into when it is closed.
  if (stopping) res.shouldKeepAlive = false;
  const url = req.url ?? "";
  const path = url.split("?", 1)[0] ?? "";
  if (isApiPath(path)) return gateway.handle(req, res);
  if (path === "/healthz") return sendHealth(res);
  if (path === "/readyz" && stopping) return sendUnavailable(res, "The server is stopping.");
  if (path === "/readyz") return void sendReadiness(res, settings);
  if (!path.startsWith("/")) return sendProblem(res, 400, "The request's target must be a path.");
  // The sidecar asks its app for settings and subscriptions; this one has none.
  if (path.startsWith("/dapr/")) return sendProblem(res, 404, "There is nothing here.");
  // Next answers 500 to a page's address that it can't decode.
  if (!isDecodable(path)) return sendProblem(res, 400, "The address is not UTF-8 in percent-encoding.");
  if (assets && path.startsWith("/_next/static/")) return assets(req, res);
  sendPage(parts, path, req, res).catch((error: unknown) => {
    log("ERROR", "page failed", { error: String(error) });
    if (res.headersSent) res.destroy();
    else sendProblem(res, 500, "The page could not be made.");
  });
}

async function sendPage({ pages, sharedPages, dev }: Parts, path: string, req: IncomingMessage, res: ServerResponse) {
  const shared = publicPageOf(req);
  if (shared && sharedPages) return sharedPages.answer(shared, req, res);
  if (shared) anonymise(req, shared);
  // Next keeps this one; a file, which has a dot in its name, brings its own.
  else if (!/\.[^/]*$/.test(path)) res.setHeader("cache-control", unshared);
  securePage(req, res, dev ?? false);
  return withResponse(res, () => pages(req, res));
}
