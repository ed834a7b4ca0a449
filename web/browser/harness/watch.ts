import type { BrowserContext } from "@playwright/test";

/**
 * Notes what no page should cause: console errors, exceptions, requests that
 * fail or are refused, and requests to other origins.
 */
export class Watch {
  private readonly seen: string[] = [];
  private readonly announced: RegExp[] = [];

  /** Watches all pages of a context; checkout is the one other origin that they may go to. */
  constructor(context: BrowserContext, site: string, checkout: string) {
    const ours = (url: string) => !url.startsWith(checkout);
    context.on("console", (message) => {
      // What could not be loaded is noted below, with its status.
      if (message.type() !== "error" || message.text().startsWith("Failed to load resource")) return;
      if (ours(message.location().url)) this.seen.push(`console: ${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.seen.push(`exception: ${error.error().stack ?? error.error().message}`));
    context.on("request", (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith("http") && origin !== site && origin !== checkout) this.seen.push(`other origin: ${request.url()}`);
    });
    context.on("requestfailed", (request) => {
      const why = request.failure()?.errorText ?? "";
      // A page gives up its requests when one leaves it.
      if (why !== "net::ERR_ABORTED" && ours(request.url())) this.seen.push(`failed: ${request.method()} ${request.url()} ${why}`);
    });
    context.on("response", (response) => {
      if (response.status() < 400 || !ours(response.url())) return;
      this.seen.push(`${response.status()} ${response.request().method()} ${response.url().slice(site.length)}`);
    });
  }

  /** Announces problems that a test provokes, such as /^409 POST/. */
  expectProblem(...problems: RegExp[]): void {
    this.announced.push(...problems);
  }

  /** What was seen and not announced. */
  unexpected(): string[] {
    return this.seen.filter((problem) => !this.announced.some((known) => known.test(problem)));
  }
}
