import { STATUS_CODES, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** Answers with application/problem+json (RFC 9457). */
export function sendProblem(
  res: ServerResponse,
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = bodyOf(status, detail);
  res.writeHead(status, { ...headersOf(body), ...headers });
  res.end(body);
}

/** Answers the same on a connection whose request could not even be parsed, and ends it. */
export function endWithProblem(socket: Duplex, status: number): void {
  const body = bodyOf(status, refusalOf(status));
  const headers = Object.entries({ ...headersOf(body), connection: "close" });
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body.toString()}`);
}

function bodyOf(status: number, detail: string): Buffer {
  const title = STATUS_CODES[status] ?? "Error";
  return Buffer.from(JSON.stringify({ type: "about:blank", title, status, detail }));
}

function headersOf(body: Buffer): Record<string, string | number> {
  return {
    "content-type": "application/problem+json",
    "content-length": body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  };
}

/** What to say of a request that an HTTP server refused before any service saw it. */
export function refusalOf(status: number): string {
  if (status === 431) return "The headers are too large.";
  return status < 500 ? "The request can't be read." : "Something went wrong on our side.";
}

/** 503: the request may be repeated after a second. */
export function sendUnavailable(res: ServerResponse, detail: string): void {
  sendProblem(res, 503, detail, { "retry-after": "1" });
}
