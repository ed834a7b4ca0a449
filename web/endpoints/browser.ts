import { createApi } from "./api";

const tries = 3;

/** The API as the browser asks it: at the site's own address, with the session's cookie. */
export const browserApi = createApi({
  baseUrl: "",
  fetch: async (request) => {
    // A request that may have been lost is sent again where that can't do it twice.
    const repeatable = request.method === "GET" || request.headers.has("idempotency-key");
    for (let rest = repeatable ? tries : 1; ; rest--) {
      const response = await fetch(request.clone()).catch(() => undefined);
      if (rest === 1 || (response && response.status !== 503)) return response ?? Promise.reject(new TypeError("no answer"));
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  },
});

/** A new Idempotency-Key: one for each thing that a person asks for, however often it is sent. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
