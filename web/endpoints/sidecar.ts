import { headers } from "next/headers";
import type { z } from "zod";

/** What came of asking a service: data that fits its schema, or why there is none. */
export type Answer<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly reason: "unauthenticated" | "not_found" | "invalid" | "unavailable" };

interface Question<T> {
  readonly app: "auth" | "tickets" | "orders" | "payments";
  /** Path and query, as in the public API. */
  readonly path: string;
  readonly schema: z.ZodType<T>;
  /** The visitor's session token, where the answer depends on who asks. */
  readonly session?: string | undefined;
}

/** Asks a service through this app's own sidecar, within 5 seconds and uncached. */
export async function ask<T>({ app, path, schema, session }: Question<T>): Promise<Answer<T>> {
  const sent: Record<string, string> = { "dapr-app-id": app, accept: "application/json" };
  if (process.env.DAPR_API_TOKEN) sent["dapr-api-token"] = process.env.DAPR_API_TOKEN;
  if (session) sent.authorization = `Bearer ${session}`;
  const trace = (await headers()).get("traceparent");
  if (trace) sent.traceparent = trace;
  try {
    const answer = await fetch(`http://127.0.0.1:${process.env.DAPR_HTTP_PORT || 3500}${path}`, {
      headers: sent,
      cache: "no-store",
      signal: AbortSignal.timeout(5_000),
    });
    if (!answer.ok) {
      await answer.body?.cancel();
      return { ok: false, reason: reasonOf(answer.status) };
    }
    const parsed = schema.safeParse(await answer.json());
    return parsed.success ? { ok: true, data: parsed.data } : { ok: false, reason: "unavailable" };
  } catch {
    return { ok: false, reason: "unavailable" };
  }
}

function reasonOf(status: number) {
  if (status === 401) return "unauthenticated";
  if (status === 404) return "not_found";
  return status === 400 ? "invalid" : "unavailable";
}
