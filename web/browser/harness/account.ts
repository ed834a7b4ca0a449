import { expect, type Locator, type Page } from "@playwright/test";

/** The fields and the button of the sign-in page, or of the sign-up page. */
export function credentialsOn(page: Page, action: "Sign in" | "Create account"): { email: Locator; password: Locator; submit: Locator } {
  return {
    email: page.getByLabel("E-mail address"),
    password: page.getByLabel("Password", { exact: true }),
    submit: page.getByRole("main").getByRole("button", { name: action }),
  };
}

/** Fills in the form of the page and sends it. */
export async function enterAs(page: Page, action: "Sign in" | "Create account", email: string, password: string): Promise<void> {
  const form = credentialsOn(page, action);
  // The other form has the same fields, and is in sight until this one is there.
  await expect(form.submit).toBeVisible();
  await form.email.fill(email);
  await form.password.fill(password);
  await form.submit.click();
}
