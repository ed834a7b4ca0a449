import { onboard } from "./harness/checkout";
import { inspect } from "./harness/inspect";
import { buy, list, unheardOf } from "./harness/market";
import { expect, test } from "./harness/test";

test("a seller is paid out after answering Stripe’s questions", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 2 });
  await buy(buyer, listing, 2);
  const { page } = seller;
  await page.goto("/sell");
  await page.getByRole("link", { name: "Payouts" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Payouts" })).toBeVisible();
  const sale = page.getByRole("listitem").filter({ hasText: listing.title });
  await expect(sale).toContainText(/50\.00.*Waits for your account/s);
  await expect(page.getByRole("region", { name: "Balance" })).toContainText(/Sold.*50\.00.*Still to be paid out.*50\.00/s);
  await inspect(page, "payouts-none");

  await page.getByRole("button", { name: "Set up payouts" }).click();
  await expect(page.getByLabel("Bank account")).toBeVisible();
  await onboard(page);
  await expect(page).toHaveURL(/\/payouts/);
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();
  await expect(sale).toContainText(/50\.00.*Paid out/s);
  await expect(page.getByRole("region", { name: "Balance" })).toContainText(/Still to be paid out.*0\.00/s);
  await inspect(page, "payouts");
});

test("payouts ask for a session, and are empty for who never sold", async ({ visitor, seller }) => {
  await visitor.page.goto("/payouts");
  await expect(visitor.page.getByRole("heading", { name: "Sign in to see your payouts" })).toBeVisible();
  await seller.page.goto("/payouts");
  await expect(seller.page.getByText("There is one for each sale as soon as it is paid.")).toBeVisible();
});
