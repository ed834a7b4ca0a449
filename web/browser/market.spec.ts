import { enterAs } from "./harness/account";
import { cards, payWith } from "./harness/checkout";
import { inspect } from "./harness/inspect";
import { buy, list, unheardOf } from "./harness/market";
import { keepScreen } from "./harness/screens";
import { expect, test } from "./harness/test";

test("two people do business: list, find, reserve, pay, own", async ({ meet }) => {
  const title = `Quartet at the ${unheardOf()}`;
  const seller = await meet("seller");
  const shop = seller.page;

  await test.step("the seller signs up and lists two tickets", async () => {
    await shop.goto("/sell/new");
    await shop.getByRole("link", { name: "Create an account" }).click();
    await enterAs(shop, "Create account", seller.email, seller.password);
    await expect(shop).toHaveURL("/sell/new");
    await shop.getByLabel("Title").fill(title);
    await shop.getByLabel("Starts").fill("2031-06-01T19:30");
    await shop.getByLabel("Venue").fill("Zanzibar");
    await shop.getByLabel("Price of one").fill("25.50");
    await shop.getByLabel("Tickets").fill("2");
    await shop.getByLabel("Description").fill("Seats in the third row.");
    await inspect(shop, "sell-new");
    await shop.getByRole("button", { name: "Put on sale" }).click();
    await expect(shop.getByText("is on sale.")).toBeVisible();
  });

  // An hour behind the seller's.
  const buyer = await meet("buyer", { timezoneId: "Europe/London" });
  const { page } = buyer;
  const row = shop.getByRole("row").filter({ hasText: title });
  await expect(row).toContainText("0 sold · 0 held · 2 free of 2");

  await test.step("the buyer finds and reserves one", async () => {
    await page.goto("/");
    await page.getByRole("searchbox").fill(title.split(" ").at(-1) ?? "");
    await page.getByRole("link", { name: title }).click();
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await expect(page.getByText("2 left", { exact: true })).toBeVisible();
    await expect(page.getByRole("time").first()).toContainText("18:30");
    await expect(page.getByText("Seats in the third row.")).toBeVisible();
    await page.getByRole("button", { name: "Reserve" }).click();
    await page.getByRole("link", { name: "Create an account" }).click();
    await enterAs(page, "Create account", buyer.email, buyer.password);
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
    await page.getByRole("button", { name: "Reserve" }).click();
    await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
    await expect(page.getByRole("timer")).toContainText(/1[45]:\d\d/);
    await inspect(page, "order-reserved");
  });
  buyer.expectProblem(/^401 POST \/api\/v1\/orders$/);
  await expect(row).toContainText("0 sold · 1 held · 1 free of 2");

  await test.step("the buyer pays, and has a ticket", async () => {
    // 2.5% and 30 cents on top.
    await page.getByRole("button", { name: /^Pay.*26\.44/ }).click();
    await expect(page.getByLabel("Card number")).toBeVisible();
    await inspect(page, "checkout");
    await payWith(page, cards.pays);
    await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
    await inspect(page, "order-paid");
    await page.getByRole("link", { name: "Show the ticket" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Your ticket" })).toBeVisible();
    await expect(page.getByRole("img", { name: "Code of ticket 1 of 1" })).toBeVisible();
    await inspect(page, "ticket");
  });
  await expect(row).toContainText("1 sold · 0 held · 1 free of 2");
  await inspect(shop, "sell-list");
});

test("a ticket prints without the site around it", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 3 });
  const { id } = await buy(buyer, listing, 2);
  const { page } = buyer;
  await page.goto(`/orders/${id}/ticket`);
  await expect(page.getByRole("img", { name: /^Code of ticket/ })).toHaveCount(2);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("img", { name: "Code of ticket 2 of 2" })).toBeVisible();
  await expect(page.getByText(id.slice(-4).toUpperCase()).first()).toBeVisible();
  for (const role of ["navigation", "banner", "contentinfo"] as const) await expect(page.getByRole(role)).toBeHidden();
  await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
  await keepScreen(page, "ticket-print", "light");
});
