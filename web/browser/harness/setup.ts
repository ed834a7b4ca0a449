import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { requireBrowser } from "./chromium";
import { screensFolder } from "./screens";
import { serve, stacksFolder, top } from "./stack";

/** Runs once before all tests. */
export default function setup(): void {
  requireBrowser();
  for (const left of [screensFolder, stacksFolder]) rmSync(left, { recursive: true, force: true });
  execFileSync("go", ["build", "-o", serve, "./serve"], {
    cwd: `${top}/e2e`,
    env: { ...process.env, GOWORK: "off", CGO_ENABLED: "0" },
    stdio: "inherit",
  });
}
