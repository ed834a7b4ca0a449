import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const debian = "/usr/bin/chromium";

/** Debian's Chromium where it is installed, else Playwright's own. */
export function browserPath(): string {
  return existsSync(debian) ? debian : chromium.executablePath();
}

/** Says how to get a browser when there is none. */
export function requireBrowser(): void {
  if (existsSync(browserPath())) return;
  throw new Error("no browser to test in: apt-get install chromium, or in web/: npx playwright install chromium");
}
