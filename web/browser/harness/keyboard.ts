import { expect, type Locator, type Page } from "@playwright/test";

const most = 80;

/** Tabs until the target has the focus, and checks that one sees so. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let presses = 0; presses < most; presses++) {
    if (await isFocused(target)) return expectFocusSeen(target);
    await page.keyboard.press("Tab");
  }
  throw new Error(`${target} is not reached with ${most} tabs`);
}

/** Tabs to a field and types. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type(text);
}

/** Tabs to a link or button and presses Enter. */
export async function enter(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement);
}

// A link that fills a card may show its focus on the card.
async function expectFocusSeen(target: Locator): Promise<void> {
  const seen = await target.evaluate((element) => {
    const around = [element, element.parentElement, element.closest("article, li")];
    return around.some((part) => {
      const { outlineStyle, outlineWidth } = part ? getComputedStyle(part) : { outlineStyle: "none", outlineWidth: "0" };
      return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    });
  });
  expect(seen, `one sees that ${target} has the focus`).toBe(true);
}
