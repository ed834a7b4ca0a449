import type { IncomingHttpHeaders } from "node:http";

// Services answer errors as problem+json; the sidecar answers its own (app down,
// app unknown, token refused) in these two types.
const sidecarTypes = /^(?:application\/json|text\/plain)\b/;

/** Whether an answer could be the sidecar's own, so that its body must be looked at first. */
export function mayBeFault(status: number, headers: IncomingHttpHeaders): boolean {
  return status >= 400 && sidecarTypes.test(headers["content-type"] ?? "");
}

/** Whether an answer is the word of an HTTP server on the way: services answer errors in JSON. */
export function isPlain(headers: IncomingHttpHeaders): boolean {
  return /^text\/plain\b/.test(headers["content-type"] ?? "");
}

/** The sidecar's message when the body is its own error; undefined when the app wrote it. */
export function faultIn(body: Buffer): string | undefined {
  const text = body.toString("utf8");
  if (text.startsWith("invalid api token")) return "the sidecar refused DAPR_API_TOKEN";
  if (!text.startsWith("{")) return undefined;
  try {
    const { errorCode, message } = JSON.parse(text) as { errorCode?: unknown; message?: unknown };
    return typeof errorCode === "string" && errorCode.startsWith("ERR_") ? `${errorCode}: ${String(message)}` : undefined;
  } catch {
    return undefined;
  }
}
