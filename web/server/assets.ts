import type { RequestListener } from "node:http";
import type { Readable } from "node:stream";
import sirv from "sirv";
import { sendProblem } from "./problem";

/**
 * Serves the files of Next's build from where Next names them, /_next/static/. Their names have a hash of their
 * content, so browsers keep them; the compressed form beside a file is sent to those who take it.
 */
export function serveAssets(dir: string): RequestListener {
  const files = sirv(dir, {
    brotli: true,
    gzip: true,
    maxAge: 31_536_000,
    immutable: true,
    etag: true,
    setHeaders(res) {
      res.setHeader("x-content-type-options", "nosniff");
      res.setHeader("cross-origin-resource-policy", "same-origin");
    },
  });
  return (req, res) => {
    if (req.method !== "GET" && req.method !== "HEAD") {
      return sendProblem(res, 405, "A file can only be read.", { allow: "GET, HEAD" });
    }
    // sirv leaves a range that runs backwards, a file that is gone and a visitor who went away to who calls it.
    delete req.headers.range;
    res.once("pipe", (file: Readable) => {
      file.once("error", () => res.destroy());
      res.once("close", () => file.destroy());
    });
    req.url = (req.url ?? "").slice("/_next/static".length);
    files(req, res, () => sendProblem(res, 404, "There is no such file, or not any more."));
  };
}
