import type { Page } from "@playwright/test";

/** Stripe's published test cards. */
export const cards = {
  pays: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
  /** Pays, and the bank disputes it at once. */
  disputed: "4000 0000 0000 0259",
};

/** Fills in the checkout page and submits it. */
export async function payWith(page: Page, cardNumber: string): Promise<void> {
  await page.getByLabel("Card number").fill(cardNumber);
  await page.getByLabel("Expiry").fill("12 / 40");
  await page.getByLabel("CVC").fill("123");
  await page.getByRole("button", { name: /^Pay / }).click();
}

/** Fills in Stripe's onboarding form and submits it. */
export async function onboard(page: Page): Promise<void> {
  await page.getByLabel("Your name").fill("Somebody");
  await page.getByLabel("Bank account").fill("000123456789");
  await page.getByRole("button", { name: "Agree and submit" }).click();
}
