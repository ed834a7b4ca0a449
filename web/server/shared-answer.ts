import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Encoded, encodingOf } from "./encoding";
import { responseHeaders, type Headers } from "./headers";
import { varying } from "./public-pages";
import type { Rendered } from "./renderer";
import { unshared } from "./status";

// What an answer says of one connection, one moment or one visitor is not for others.
const dropped = ["set-cookie", "date", "content-length", "etag", "last-modified", "cache-control", "vary"];

// Browsers keep a page, but ask each time: what has changed shows at once.
const control = "public, max-age=0, must-revalidate";
const vary = ["accept-encoding", ...varying].join(", ");

/** The answer of a public page, to be sent to as many as ask for it. */
export class SharedAnswer {
  /** Whether others may have it after those who wait for it now. */
  readonly cacheable: boolean;
  /** Memory that it takes at most, in bytes. */
  readonly bytes: number;
  private readonly headers: Headers;
  private readonly etag: string;
  private readonly encoded: Encoded;

  constructor(private readonly rendered: Rendered) {
    const { status, headers, body } = rendered;
    // What else it says there is Next's own, which knows nothing of this cache.
    this.cacheable = (status === 200 || status === 404) && headers["cache-control"] !== unshared;
    // The body and its two compressed forms, which together are smaller than one more.
    this.bytes = 2 * body.length;
    this.etag = `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
    this.encoded = new Encoded(body, headers["content-type"]?.toString());
    this.headers = responseHeaders(headers);
    for (const name of dropped) delete this.headers[name];
    this.headers["cache-control"] = this.cacheable ? control : unshared;
    this.headers.vary = vary;
    if (this.cacheable) this.headers.etag = this.etag;
  }

  /** Sends it as the request wants it: compressed, without a body, or as the word that nothing has changed. */
  async send(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.isKnown(req.headers["if-none-match"])) {
      res.writeHead(304, { etag: this.etag, vary, "cache-control": control });
      res.end();
      return;
    }
    const encoding = this.encoded.encoding(encodingOf(req.headers["accept-encoding"]));
    const bytes = await this.encoded.bytes(encoding);
    const coding = encoding === "identity" ? {} : { "content-encoding": encoding };
    res.writeHead(this.rendered.status, { ...this.headers, ...coding, "content-length": bytes.length });
    res.end(bytes); // which Node leaves out for HEAD
  }

  private isKnown(ifNoneMatch: string | undefined): boolean {
    if (!ifNoneMatch || this.rendered.status !== 200 || !this.cacheable) return false;
    // Weakly compared (RFC 9110 section 13.1.2): the encodings of one body are the same page.
    const bare = this.etag.slice(2);
    return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === bare);
  }
}
