import { defineConfig } from "@playwright/test";
import { browserPath } from "./browser/harness/chromium";
import type { StackOptions } from "./browser/harness/test";

/** What a run leaves behind: screenshots of every page, and traces of what failed. */
const results = "browser-results";

// One worker: each has a stack of its own, and the machine carries one. No
// retries: a test that passes now and then is a test that fails.
export default defineConfig<object, StackOptions>({
  testDir: "browser",
  outputDir: `${results}/failed`,
  globalSetup: "./browser/harness/setup.ts",
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  globalTimeout: 1_200_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browserPath(),
      args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "browser", testIgnore: "hold.spec.ts" },
    { name: "short holds", testMatch: "hold.spec.ts", use: { hold: 15 } },
  ],
});
