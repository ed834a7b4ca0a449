import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

export type Headers = Record<string, string | string[]>;

/** What the forwarding headers need to know. */
export interface Forwarding {
  readonly trustedProxies: number;
}

// RFC 9110 section 7.6.1, and "expect", which this server has answered itself.
const hopByHop = new Set([
  "connection",
  "expect",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

// Headers by which a client could speak to the sidecar, or pretend to be a proxy.
// It refuses a request whose baggage it can't read, and no service reads any.
const internal = /^(?:baggage$|dapr-|x-dapr|x-forwarded-|forwarded$|x-real-ip$|host$)/;

/** The client's request headers as the app may see them, with our own forwarding headers. */
export function requestHeaders(req: IncomingMessage, forwarding: Forwarding): Headers {
  const headers = endToEnd(req.headers);
  for (const name in headers) headers[name] = mapText(headers[name] ?? "", utf8);
  const { address, proto, host } = clientOf(req, forwarding);
  headers["x-forwarded-for"] = address;
  headers["x-forwarded-proto"] = proto;
  headers["x-forwarded-host"] = host;
  return headers;
}

/** The app's answer headers as the client may see them. */
export function responseHeaders(upstream: IncomingHttpHeaders): Headers {
  const headers = endToEnd(upstream);
  headers["x-content-type-options"] ??= "nosniff";
  return headers;
}

function mapText(value: string | string[], change: (text: string) => string): string | string[] {
  return typeof value === "string" ? change(value) : value.map(change);
}

// Node gives a header's bytes as Latin-1. Sidecars can't carry bytes that are no
// UTF-8, such as another site's old cookie on the same host: those are sent as
// the Latin-1 text that they most likely are.
function utf8(text: string): string {
  if (!/[\x80-\xff]/.test(text) || isUtf8(Buffer.from(text, "latin1"))) return text;
  return Buffer.from(text, "utf8").toString("latin1");
}

function endToEnd(source: IncomingHttpHeaders): Headers {
  const named = source.connection?.toLowerCase().split(",").map((name) => name.trim());
  const headers: Headers = {};
  for (const name in source) {
    const value = source[name];
    if (value === undefined || hopByHop.has(name) || internal.test(name) || named?.includes(name)) continue;
    headers[name] = value;
  }
  return headers;
}

// Exactly one address goes on, so an app may trust the first one it sees. What
// the request itself says counts only as far as our own proxies wrote it.
function clientOf(req: IncomingMessage, { trustedProxies }: Forwarding) {
  const peer = (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
  const host = req.headers.host ?? "";
  if (trustedProxies === 0) return { address: peer, proto: "http", host };
  const chain = list(req.headers["x-forwarded-for"]);
  return {
    address: chain[Math.max(0, chain.length - trustedProxies)] ?? peer,
    proto: list(req.headers["x-forwarded-proto"])[0] === "https" ? "https" : "http",
    host: list(req.headers["x-forwarded-host"])[0] ?? host,
  };
}

function list(value: string | string[] | undefined): string[] {
  return (Array.isArray(value) ? value.join(",") : (value ?? ""))
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
