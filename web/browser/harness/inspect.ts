import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { keepScreen, narrow, wide, type Scheme } from "./screens";

const schemes: Scheme[] = ["light", "dark"];

/**
 * Looks at a page in its current state from all sides: axe in light and dark,
 * no sideways scrolling on the smallest screens, and pictures to keep.
 */
export async function inspect(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  for (const scheme of schemes) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const size of [wide, narrow]) {
      await page.setViewportSize(size);
      await keepScreen(page, name, scheme);
    }
    await expectAccessible(page, `${name}, ${scheme}`);
  }
  await expectFits(page, name);
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
}

/** The page fits a screen of 320 px without scrolling sideways. */
export async function expectFits(page: Page, name: string): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  const tooWide = await page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const outside = [...document.body.querySelectorAll("*")].filter((element) => element.getBoundingClientRect().right > room);
    return outside.map((element) => `${element.tagName} ${element.className}`);
  });
  expect(tooWide, `elements of ${name} that stick out of a screen of 320 px`).toEqual([]);
}
