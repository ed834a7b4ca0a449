import type { BrowserContext } from "@playwright/test";

/** Sets the clock of somebody's computer wrong, by so many milliseconds. */
export async function setClockWrong(context: BrowserContext, by: number): Promise<void> {
  await context.addInitScript((skew) => {
    const Right = Date;
    globalThis.Date = new Proxy(Right, {
      construct: (target, args: unknown[]) => (args.length > 0 ? Reflect.construct(target, args) : new Right(Right.now() + skew)) as Date,
      get: (target, name) => (name === "now" ? () => Right.now() + skew : Reflect.get(target, name)),
    });
  }, by);
}
