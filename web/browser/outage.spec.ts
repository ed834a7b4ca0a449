import { cards, payWith } from "./harness/checkout";
import { inspect } from "./harness/inspect";
import { list, reserve, unheardOf } from "./harness/market";
import { expect, test } from "./harness/test";

test("orders is down: reserving says what happened, and works when it is back", async ({ seller, buyer, stack }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 2 });
  const { page } = buyer;
  await page.goto(`/tickets/${listing.id}`);
  await stack.kill("orders");
  buyer.expectProblem(/^503 POST \/api\/v1\/orders$/, /^503 GET \/orders/, /^503 GET \/api\/v1\/orders/);
  await page.getByRole("button", { name: "Reserve" }).click();
  await expect(page.getByText(/did not answer.*Press Reserve again/)).toBeVisible();
  await inspect(page, "listing-outage");

  const elsewhere = await buyer.context.newPage();
  await elsewhere.goto("/orders");
  await expect(elsewhere.getByRole("heading", { name: "Your orders can’t be loaded just now" })).toBeVisible();
  await inspect(elsewhere, "orders-outage");

  await stack.revive("orders");
  // The page finds back by itself.
  await expect(elsewhere.getByRole("heading", { name: "My orders" })).toBeVisible();
  await page.getByRole("button", { name: "Reserve" }).click();
  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
});

test("payments is down: paying says so, and nothing is lost", async ({ seller, buyer, stack }) => {
  const { id } = await reserve(buyer, await list(seller, { title: `Quartet ${unheardOf()}` }));
  const { page } = buyer;
  await page.goto(`/orders/${id}`);
  await stack.kill("payments");
  buyer.expectProblem(/^503 (POST|GET) \/api\/v1\/payments/);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was charged" })).toBeVisible();
  await inspect(page, "order-outage");

  await stack.revive("payments");
  await page.getByRole("button", { name: /^Pay/ }).click();
  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
});

test("tickets is down: list and listing say so, and come back", async ({ seller, visitor, stack }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { page } = visitor;
  const shop = seller.page;
  await shop.goto("/sell");
  const row = shop.getByRole("row").filter({ hasText: listing.title });
  await expect(row).toBeVisible();
  await page.goto(`/tickets/${listing.id}`);
  await expect(page.getByRole("heading", { level: 1, name: listing.title })).toBeVisible();
  await stack.kill("tickets");
  visitor.expectProblem(/^503 GET /);
  seller.expectProblem(/^503 GET /);
  await expect(page.getByText("this may be out of date")).toBeVisible();
  expect((await page.goto(`/?q=${unheardOf()}`))?.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "The listings can’t be shown just now" })).toBeVisible();
  await inspect(page, "list-outage");
  expect((await page.goto(`/tickets/${listing.id}`))?.status()).toBe(503);
  await expect(page.getByRole("heading", { name: "This listing can’t be shown just now" })).toBeVisible();
  await inspect(page, "listing-unavailable");
  await expect(shop.getByText("Not up to date just now")).toBeVisible();
  await expect(row).toBeVisible();
  await shop.reload();
  await expect(shop.getByRole("heading", { name: "Your listings can’t be shown just now" })).toBeVisible();
  await inspect(shop, "sell-outage");

  await stack.revive("tickets");
  await expect(async () => {
    await page.getByRole("link", { name: "Try again" }).click({ timeout: 5000 });
    await expect(page.getByRole("heading", { level: 1, name: listing.title })).toBeVisible({ timeout: 5000 });
  }).toPass();
  // The seller's page finds back by itself.
  await expect(row).toBeVisible();
});
