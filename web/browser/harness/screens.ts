import path from "node:path";
import type { Page } from "@playwright/test";

/** Screenshots of every page and state, narrow and wide, light and dark. */
export const screensFolder = path.resolve(import.meta.dirname, "../../browser-results/screens");

/** A phone and a desktop. */
export const narrow = { width: 390, height: 844 };
export const wide = { width: 1280, height: 900 };

export type Scheme = "light" | "dark";

/** Keeps a picture of the whole page as it is now. */
export async function keepScreen(page: Page, name: string, scheme: Scheme): Promise<void> {
  const size = (page.viewportSize()?.width ?? 0) <= narrow.width ? "narrow" : "wide";
  await page.screenshot({ path: path.join(screensFolder, `${name}-${size}-${scheme}.png`), fullPage: true, animations: "disabled" });
}
