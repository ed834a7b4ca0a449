import { test as base, expect, type BrowserContextOptions } from "@playwright/test";
import { Person } from "./person";
import { Stack } from "./stack";

/** What a project chooses. */
export interface StackOptions {
  /** Seconds that units are held for an unpaid order. */
  hold: number;
}

interface Fixtures {
  /** Brings somebody new with a browser of their own; problems there fail the test. */
  meet: (name: string, options?: BrowserContextOptions) => Promise<Person>;
  /** Somebody who has not signed in. */
  visitor: Person;
  /** Somebody who has signed up, and sells. */
  seller: Person;
  /** Somebody who has signed up, and buys. */
  buyer: Person;
}

export { expect };

export const test = base.extend<Fixtures, StackOptions & { stack: Stack }>({
  hold: [900, { option: true, scope: "worker" }],

  stack: [
    async ({ hold }, run, { workerIndex }) => {
      const stack = await Stack.start(String(workerIndex), hold);
      await run(stack);
      await stack.stop();
    },
    { scope: "worker", timeout: 240_000 },
  ],

  baseURL: async ({ stack }, run) => run(stack.site),

  meet: async ({ browser, stack }, run) => {
    const met: Person[] = [];
    await run(async (name, options) => {
      const context = await browser.newContext(options);
      const person = new Person(name, context, await context.newPage(), stack);
      met.push(person);
      return person;
    });
    for (const person of met) {
      expect.soft(person.problems(), `problems in the browser of the ${person.name}`).toEqual([]);
      await person.context.close();
    }
  },

  visitor: async ({ meet }, run) => run(await meet("visitor")),
  seller: async ({ meet }, run) => run(await (await meet("seller")).join()),
  buyer: async ({ meet }, run) => run(await (await meet("buyer")).join()),
});
