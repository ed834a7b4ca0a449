import type { ServerResponse } from "node:http";
import { request } from "undici";
import { sendUnavailable } from "./problem";
import type { Settings } from "./settings";

/** Answers that the process lives. */
export function sendHealth(res: ServerResponse): void {
  const body = '{"status":"ok"}';
  res.writeHead(200, {
    "content-type": "application/json",
    "content-length": body.length,
    "cache-control": "no-store",
  });
  res.end(body);
}

/** Answers whether requests can be served: the sidecar's API answers. */
export async function sendReadiness(res: ServerResponse, settings: Pick<Settings, "sidecar" | "sidecarToken">): Promise<void> {
  // The sidecar's plain /healthz waits for this app, and would make a circle.
  const status = await request(`${settings.sidecar}/v1.0/healthz/outbound`, {
    headers: settings.sidecarToken ? { "dapr-api-token": settings.sidecarToken } : {},
    signal: AbortSignal.timeout(2_000),
  }).then(
    async (answer) => {
      await answer.body.dump();
      return answer.statusCode;
    },
    () => 0,
  );
  if (status >= 200 && status < 300) sendHealth(res);
  else sendUnavailable(res, "The sidecar is not ready.");
}
