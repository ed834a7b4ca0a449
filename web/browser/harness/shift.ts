import type { Page } from "@playwright/test";

declare global {
  interface Window {
    layoutShift?: number;
  }
}

/** Sums up the layout shifts of the pages that are opened from now on. */
export async function measureShift(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) window.layoutShift = (window.layoutShift ?? 0) + entry.value;
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** The layout shift of the page so far. */
export async function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => window.layoutShift ?? NaN);
}
