import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { errors, type Dispatcher } from "undici";
import { BodyTooLarge } from "./body";
import { faultIn, isPlain, mayBeFault } from "./fault";
import { responseHeaders } from "./headers";
import { log } from "./log";
import { refusalOf, sendProblem, sendUnavailable } from "./problem";
import type { App } from "./route";

type Controller = Dispatcher.DispatchController;

/** Writes the answer of one request that was passed on, as it arrives. */
export class Relay implements Dispatcher.DispatchHandler {
  private held: { status: number; headers: IncomingHttpHeaders; body: Buffer[] } | undefined;

  constructor(
    private readonly app: App,
    private readonly req: IncomingMessage,
    private readonly res: ServerResponse,
  ) {}

  onRequestStart(controller: Controller): void {
    const abort = () => controller.abort(new Error("the client went away"));
    if (this.res.destroyed) return abort();
    this.res.once("close", () => {
      if (!this.res.writableFinished) abort();
    });
    this.res.on("drain", () => controller.resume());
  }

  onResponseStart(_controller: Controller, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    if (mayBeFault(status, headers)) this.held = { status, headers, body: [] };
    else this.res.writeHead(status, responseHeaders(headers));
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    if (this.held) this.held.body.push(chunk);
    else if (!this.res.write(chunk)) controller.pause();
  }

  onResponseEnd(): void {
    if (!this.held) {
      this.res.end();
      return;
    }
    const body = Buffer.concat(this.held.body);
    const fault = faultIn(body);
    if (fault) return this.unavailable(fault, "is not available just now");
    if (isPlain(this.held.headers)) return sendProblem(this.res, this.held.status, refusalOf(this.held.status));
    this.res.writeHead(this.held.status, responseHeaders(this.held.headers));
    this.res.end(body);
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.fail(error);
  }

  /** Answers for a request that could not be passed on, or that got no whole answer. */
  fail(error: Error): void {
    if (this.res.destroyed) return;
    if (this.res.headersSent) {
      log("WARN", "answer broken off", { app: this.app, error: error.message });
      this.res.destroy();
    } else if (error instanceof BodyTooLarge) {
      sendProblem(this.res, 413, error.message);
    } else if (error instanceof errors.InvalidArgumentError) {
      sendProblem(this.res, 400, "The request can't be passed on as it is.");
    } else if (error instanceof errors.HeadersTimeoutError) {
      this.unavailable(error.message, "did not answer in time");
    } else {
      this.unavailable(error.message, "can't be reached just now");
    }
  }

  private unavailable(cause: string, what: string): void {
    log("WARN", "request not passed on", { app: this.app, method: this.req.method, error: cause });
    const doubt = this.req.method === "POST" ? " With the same Idempotency-Key it takes effect once only." : "";
    sendUnavailable(this.res, `The ${this.app} service ${what}. Please repeat the request in a moment.${doubt}`);
  }
}
