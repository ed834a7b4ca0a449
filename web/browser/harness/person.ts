import { randomUUID } from "node:crypto";
import { expect, type APIResponse, type BrowserContext, type Page } from "@playwright/test";
import type { Stack } from "./stack";
import { Watch } from "./watch";

/** Somebody with a browser of their own. */
export class Person {
  readonly email: string;
  readonly password = "correct horse battery";
  private readonly watch: Watch;

  constructor(
    readonly name: string,
    readonly context: BrowserContext,
    /** The page that they look at. */
    readonly page: Page,
    readonly stack: Stack,
  ) {
    this.email = `${name}-${randomUUID()}@example.com`;
    this.watch = new Watch(context, stack.site, stack.checkout);
  }

  /** Announces problems that the test provokes, such as /^409 POST/; all others fail it. */
  expectProblem(...problems: RegExp[]): void {
    this.watch.expectProblem(...problems);
  }

  /** What went wrong in their browser without being announced. */
  problems(): string[] {
    return this.watch.unexpected();
  }

  /** Signs up past the forms; the browser has the session from then on. */
  async join(): Promise<this> {
    await this.send("POST", "/users/signup", { email: this.email, password: this.password });
    return this;
  }

  /** Calls the public API with the session of this person's browser. */
  async send<T>(method: "GET" | "POST" | "PUT" | "DELETE", path: string, data?: object): Promise<T> {
    const answer: APIResponse = await this.context.request.fetch(`${this.stack.site}/api/v1${path}`, { method, data });
    const body = await answer.text();
    expect(answer.ok(), `${method} ${path}: ${answer.status()} ${body}`).toBe(true);
    return (body ? JSON.parse(body) : undefined) as T;
  }
}
