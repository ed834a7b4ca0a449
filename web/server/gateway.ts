import type { IncomingMessage, ServerResponse } from "node:http";
import { Pool, type Dispatcher } from "undici";
import { takeBody } from "./body";
import { requestHeaders } from "./headers";
import { sendProblem } from "./problem";
import { Relay } from "./relay";
import { routeOf } from "./route";
import type { Settings } from "./settings";

// The sidecar passes a method that it does not know on as POST.
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]);

/** Passes the public API on to the services, through this app's own sidecar. */
export interface Gateway {
  /** Answers one API request, whatever happens. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Waits for the requests under way, then closes the connections. */
  close(): Promise<void>;
}

export type GatewaySettings = Pick<Settings, "sidecar" | "sidecarToken" | "trustedProxies"> & {
  /** Milliseconds to wait for an answer to begin; 30 s when not given. */
  readonly answerTimeout?: number;
};

/** A gateway with its own pool of connections to the sidecar. */
export function createGateway(settings: GatewaySettings): Gateway {
  const pool = new Pool(settings.sidecar, {
    connections: 1024,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    connect: { timeout: 2_000 },
    headersTimeout: settings.answerTimeout ?? 30_000,
    // A stream of events may be silent for long; the services and the client end it.
    bodyTimeout: 0,
  });
  return {
    handle: (req, res) => pass(pool, settings, req, res),
    close: () => pool.close(),
  };
}

function pass(pool: Pool, settings: GatewaySettings, req: IncomingMessage, res: ServerResponse): void {
  const path = req.url ?? "";
  const query = path.indexOf("?");
  const app = routeOf(query < 0 ? path : path.slice(0, query));
  if (!app) return sendProblem(res, 404, "There is no such route in the API.");
  if (!methods.has(req.method ?? "")) {
    return sendProblem(res, 405, "The API does not take this method.", { allow: "GET, HEAD, POST, PUT, DELETE" });
  }
  const headers = requestHeaders(req, settings);
  headers["dapr-app-id"] = app;
  if (settings.sidecarToken) headers["dapr-api-token"] = settings.sidecarToken;
  const relay = new Relay(app, req, res);
  try {
    takeBody(req, (body) => pool.dispatch({ method: req.method as Dispatcher.HttpMethod, path, headers, body }, relay));
  } catch (error) {
    relay.fail(error as Error);
  }
}
