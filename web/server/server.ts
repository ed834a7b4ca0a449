import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Gateway } from "./gateway";
import { sendHealth, sendReadiness } from "./health";
import { log } from "./log";
import { sendProblem } from "./problem";
import { isApiPath } from "./route";
import { securePage } from "./security";
import type { Settings } from "./settings";

/** Renders pages: Next's request handler. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

export interface Parts {
  readonly settings: Pick<Settings, "sidecar" | "sidecarToken">;
  readonly gateway: Gateway;
  readonly pages: Pages;
  /** Development: Next's tools need a looser content security policy. */
  readonly dev?: boolean;
}

/** The web server: health, the API's gateway, and for all else the pages. Not listening yet. */
export function createWebServer(parts: Parts): Server {
  return createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 }, (req, res) => answer(parts, req, res));
}

function answer({ settings, gateway, pages, dev }: Parts, req: IncomingMessage, res: ServerResponse): void {
  const url = req.url ?? "";
  const path = url.split("?", 1)[0] ?? "";
  if (isApiPath(path)) return gateway.handle(req, res);
  if (path === "/healthz") return sendHealth(res);
  if (path === "/readyz") return void sendReadiness(res, settings);
  if (!path.startsWith("/")) return sendProblem(res, 400, "The request's target must be a path.");
  // The sidecar asks its app for settings and subscriptions; this one has none.
  if (path.startsWith("/dapr/")) return sendProblem(res, 404, "There is nothing here.");
  securePage(req, res, dev ?? false);
  pages(req, res).catch((error: unknown) => {
    log("ERROR", "page failed", { error: String(error) });
    if (res.headersSent) res.destroy();
    else sendProblem(res, 500, "The page could not be made.");
  });
}
