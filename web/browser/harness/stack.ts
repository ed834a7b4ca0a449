import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "@playwright/test";

/** The top of the repository. */
export const top = path.resolve(import.meta.dirname, "../../..");

/** The program that runs a stack for us; its source says what it takes. */
export const serve = path.join(top, ".bin/serve");

/** The folder of all stacks of a run. */
export const stacksFolder = path.join(top, "web/browser-results/stacks");

type App = "auth" | "tickets" | "orders" | "payments";

// The fee of the site, so that every test that buys sees one: 2.5% and 30 cents.
const fee = ["orders.PLATFORM_FEE_BPS=250", "orders.PLATFORM_FEE_FIXED=usd:30"];

// What every app answers through the site, whoever asks, as soon as it can be reached there.
const questions: Record<App, string> = {
  auth: "/users/currentuser",
  tickets: "/tickets",
  orders: "/orders",
  payments: "/payments/00000000-0000-7000-8000-000000000000",
};

/** A running stack: the built services and site with all they need, on ports of its own. */
export class Stack {
  private constructor(
    private readonly process: ChildProcess,
    private readonly lines: AsyncIterator<string>,
    /** The site's origin. */
    readonly site: string,
    /** The emulator's own API. */
    readonly stripe: string,
  ) {}

  /** The origin of the emulator's checkout pages. */
  get checkout(): string {
    return this.stripe.replace("127.0.0.1", "localhost");
  }

  /** Starts a stack whose holds last so many seconds, and returns when all of it is ready. Its data and logs are in a folder of that name. */
  static async start(name: string, hold: number): Promise<Stack> {
    const settings = fee.flatMap((setting) => ["-set", setting]);
    const process = spawn(serve, ["-dir", path.join(stacksFolder, name), "-hold", String(hold), ...settings], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
    const { site, stripe } = parse(await lines.next());
    if (!site || !stripe) throw new Error("the stack did not start");
    const stack = new Stack(process, lines, site, stripe);
    for (const app of Object.keys(questions) as App[]) await stack.reachable(app);
    return stack;
  }

  /** Ends an app and its sidecar at once, as a lost machine would. */
  async kill(app: App): Promise<void> {
    await this.command(`kill ${app}`);
  }

  /** Starts an app again, and returns when it answers through the site. */
  async revive(app: App): Promise<void> {
    await this.command(`start ${app}`);
    await this.reachable(app);
  }

  /** Ends everything. */
  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.stdin?.end();
    await ended;
  }

  private async reachable(app: App): Promise<void> {
    await expect
      .poll(async () => (await fetch(`${this.site}/api/v1${questions[app]}`)).status, { message: `${app} through the site`, timeout: 60_000 })
      .toBeLessThan(500);
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
