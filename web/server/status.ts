import { AsyncLocalStorage } from "node:async_hooks";
import type { ServerResponse } from "node:http";

// Pages are bundled by Next and the server by esbuild, so each has this module
// once: what they share is kept where both find it.
const key = Symbol.for("pass.response");
const shared = globalThis as { [key]?: AsyncLocalStorage<ServerResponse> };
const responses = (shared[key] ??= new AsyncLocalStorage<ServerResponse>());

/** The Cache-Control of an answer that nobody may keep. */
export const unshared = "private, no-store";

/** Runs fn, within which setStatus is about this response. */
export function withResponse<T>(res: ServerResponse, fn: () => T): T {
  return responses.run(res, fn);
}

/**
 * Sets the HTTP status of the page that is being rendered, for pages that answer 404 or 503 with content of their
 * own. It counts until the head is sent, which is when all that stands outside of Suspense is rendered (loading.tsx
 * is a Suspense too); after that, and outside a request, it does nothing. An answer of 500 and more is not cached.
 */
export function setStatus(code: number): void {
  const res = responses.getStore();
  if (!res || res.headersSent) return;
  if (code >= 500) res.setHeader("cache-control", unshared);
  // Next's router takes an answer of another status for no page of its own and loads
  // the document anew, which loses what the visitor has typed; its own 404 is 200 too.
  if (res.req.headers.rsc !== "1") res.statusCode = code;
}
