import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";

/** The top of the repository. */
export const top = path.resolve(import.meta.dirname, "../../..");

/** The program that runs a stack for us; its source says what it takes. */
export const serve = path.join(top, ".bin/serve");

type App = "auth" | "tickets" | "orders" | "expiration" | "payments";

/** A running stack: the built services and site with all they need, on ports of its own. */
export class Stack {
  private constructor(
    private readonly process: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    /** The site's origin. */
    readonly site: string,
    /** The origin of the emulator's checkout pages. */
    readonly stripe: string,
  ) {}

  /** Starts a stack whose holds last so many seconds, and returns when all of it is ready. */
  static async start(hold: number): Promise<Stack> {
    const process = spawn(serve, ["-name", "browser", "-hold", String(hold)], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    const { site, stripe } = parse(await lines.next());
    if (!site || !stripe) throw new Error("the stack did not start");
    return new Stack(process, lines, site, stripe);
  }

  /** Ends an app and its sidecar at once, as a lost machine would. */
  async kill(app: App): Promise<void> {
    await this.command(`kill ${app}`);
  }

  /** Starts an app again, and returns when it says that it is ready. */
  async revive(app: App): Promise<void> {
    await this.command(`start ${app}`);
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin?.end();
    await ended;
  }

  private async command(line: string): Promise<void> {
    this.process.stdin?.write(`${line}\n`);
    const { error } = parse(await this.lines.next());
    if (error) throw new Error(`${line}: ${error}`);
  }
}

function parse(line: IteratorResult<string, unknown>): Record<string, string> {
  if (line.done) throw new Error("the stack has ended; it says why above");
  return JSON.parse(line.value) as Record<string, string>;
}
