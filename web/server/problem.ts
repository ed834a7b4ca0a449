import { STATUS_CODES, type ServerResponse } from "node:http";

/** Answers with application/problem+json (RFC 9457). */
export function sendProblem(
  res: ServerResponse,
  status: number,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const title = STATUS_CODES[status] ?? "Error";
  const body = Buffer.from(JSON.stringify({ type: "about:blank", title, status, detail }));
  res.writeHead(status, {
    "content-type": "application/problem+json",
    "content-length": body.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...headers,
  });
  res.end(body);
}

/** 503: the request may be repeated after a second. */
export function sendUnavailable(res: ServerResponse, detail: string): void {
  sendProblem(res, 503, detail, { "retry-after": "1" });
}
