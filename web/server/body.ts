import type { IncomingMessage } from "node:http";
import { Transform, type Readable } from "node:stream";

/** The largest request body that the API takes, in bytes. */
export const maxBody = 64 * 1024;

/** The same for Stripe's webhooks: an event holds whole objects. */
export const maxWebhook = 256 * 1024;

/** The request's body is larger than the bound. */
export class BodyTooLarge extends Error {
  constructor(bound: number) {
    super(`The body is larger than ${bound} bytes.`);
  }
}

/** The bound for bodies sent to a path. */
export function boundOf(path: string): number {
  return path === "/api/v1/payments/webhook" ? maxWebhook : maxBody;
}

/** What is sent on: nothing, a small body whole, or a stream of one that is still arriving. */
export type Body = Buffer | Readable | null;

/**
 * Calls back with the request's body as soon as its first bytes are there; never,
 * when the client goes away before. Throws BodyTooLarge when its declared size is.
 */
export function takeBody(req: IncomingMessage, send: (body: Body) => void): void {
  const bound = boundOf(req.url ?? "");
  const chunked = req.headers["transfer-encoding"] !== undefined;
  const length = chunked ? Infinity : Number(req.headers["content-length"] ?? 0);
  if (!chunked && length > bound) throw new BodyTooLarge(bound);
  if (length === 0) return send(null);
  const empty = () => send(null);
  req.once("end", empty);
  req.once("data", (first: Buffer) => {
    req.off("end", empty);
    // Most bodies are one packet; a stream for each would cost a tenth of the throughput.
    send(first.length === length ? first : rest(req, first, bound));
  });
}

// A stream of its own, because undici destroys the body of a request that fails,
// and the client's request must live to be answered. It also counts: a chunked
// body does not tell its size beforehand.
function rest(req: IncomingMessage, first: Buffer, bound: number): Readable {
  let seen = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > bound) done(new BodyTooLarge(bound));
      else done(null, chunk);
    },
  });
  stream.on("error", () => {}); // undici listens only while it sends
  stream.once("close", () => req.resume());
  stream.write(first);
  return req.pipe(stream);
}
