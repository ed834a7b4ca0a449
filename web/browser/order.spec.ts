import { enterAs } from "./harness/account";
import { cards, payWith } from "./harness/checkout";
import { setClockWrong } from "./harness/clock";
import { inspect } from "./harness/inspect";
import { buy, checkoutOf, list, listingOf, moneyOf, orderOf, payPast, reserve, unheardOf } from "./harness/market";
import type { Person } from "./harness/person";
import { expect, test } from "./harness/test";

test("a declined card, then another", async ({ seller, buyer }) => {
  const { page } = buyer;
  const id = await openOrder(seller, buyer);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await payWith(page, cards.declined);
  await expect(page.getByRole("alert")).toContainText("declined");

  await page.getByRole("link", { name: "Back to the shop" }).click();
  await expect(page.getByRole("heading", { name: "Your card was declined" })).toBeVisible();
  await expect(page.getByText(/Nothing was charged.*still held for you/)).toBeVisible();
  await inspect(page, "order-declined");

  await page.getByRole("button", { name: "Try another card" }).click();
  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
  expect(await moneyOf(buyer, id)).toEqual({ taken: 2592, held: 0 });
});

test("leaving checkout without paying says so, and the order is still there", async ({ seller, buyer }) => {
  const { page } = buyer;
  await openOrder(seller, buyer);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await page.getByRole("link", { name: "Back to the shop" }).click();
  await expect(page.getByRole("heading", { name: "You have not paid yet" })).toBeVisible();
  await inspect(page, "order-unpaid");
  // Back by the browser's own button works too.
  await page.goBack();
  await page.goBack();
  await page.getByRole("button", { name: /Pay|checkout/ }).click();
  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
});

test("a payment that is late is followed to its end without a reload", async ({ seller, buyer }) => {
  const { page } = buyer;
  const { id } = await reserve(buyer, await list(seller, { title: `Quartet ${unheardOf()}` }));
  const checkout = await checkoutOf(buyer, id);
  await page.goto(`/orders/${id}?checkout=return`);
  await expect(page.getByRole("heading", { name: "Confirming your payment" })).toBeVisible();
  await inspect(page, "order-confirming");
  await expect(page.getByRole("heading", { name: "No payment has arrived yet" })).toBeVisible();
  await inspect(page, "order-unconfirmed");
  await payPast(buyer, checkout);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
  await expect(page).toHaveURL(`/orders/${id}`);
});

test("cancelling asks first, and frees the units", async ({ seller, buyer }) => {
  const { page } = buyer;
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 3 });
  const { id } = await reserve(buyer, listing, 2);
  await page.goto(`/orders/${id}`);
  const cancel = page.getByRole("button", { name: "Cancel order" });
  const dialog = page.getByRole("alertdialog", { name: "Cancel this order?" });
  await cancel.click();
  await inspect(page, "order-cancel");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await expect(dialog).toBeHidden();
  await expect(cancel).toBeFocused();
  expect((await orderOf(buyer, id)).status).toBe("created");

  await cancel.click();
  await dialog.getByRole("button", { name: "Cancel the order" }).click();
  await expect(page.getByRole("heading", { name: "You cancelled this order" })).toBeVisible();
  await inspect(page, "order-cancelled");
  await expect.poll(async () => (await listingOf(buyer, listing.id)).available).toBe(3);
});

test("closing the tab and coming back loses nothing", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  await reserve(buyer, listing);
  await buyer.page.close();
  const page = await buyer.context.newPage();
  await page.goto("/orders");
  await page.getByRole("link", { name: listing.title }).click();
  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  await page.getByRole("button", { name: /^Pay/ }).click();
  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
});

for (const [which, hours] of [["an hour ahead", 1], ["an hour behind", -1]] as const) {
  test(`a computer whose clock is ${which} counts down right`, async ({ seller, buyer }) => {
    await setClockWrong(buyer.context, hours * 3600_000);
    const id = await openOrder(seller, buyer);
    const { page } = buyer;
    const shown = async () => {
      const [minutes = NaN, seconds = NaN] = (await page.getByRole("timer").innerText()).split(":").map(Number);
      return minutes * 60 + seconds;
    };
    const before = Date.now();
    const left = await shown();
    const { expiresAt } = await orderOf(buyer, id);
    expect(left).toBeLessThanOrEqual((Date.parse(expiresAt) - before) / 1000 + 2);
    expect(left).toBeGreaterThanOrEqual((Date.parse(expiresAt) - Date.now()) / 1000 - 5);
    await expect.poll(shown).toBeLessThan(left);
  });
}

test("a session that is gone is asked for again, and one goes on", async ({ seller, buyer }) => {
  const { page, context, email, password } = buyer;
  const id = await openOrder(seller, buyer);
  await context.clearCookies();
  buyer.expectProblem(/^401 (POST|GET) \/api\/v1\/(payments|orders)/);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await enterAs(page, "Sign in", email, password);
  await expect(page).toHaveURL(`/orders/${id}`);
  await page.getByRole("button", { name: /^Pay/ }).click();
  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
});

test("an order is its buyer's alone", async ({ seller, buyer, meet }) => {
  const id = await openOrder(seller, buyer);
  const other = await (await meet("other")).join();
  other.expectProblem(/^404 GET \/orders\//);
  for (const path of [`/orders/${id}`, `/orders/${id}/ticket`, "/orders/no-such-order"]) {
    const answer = await other.page.goto(path);
    expect(answer?.status()).toBe(404);
    await expect(other.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
});

test("my orders are newest first, each with how it stands", async ({ seller, buyer }) => {
  const { page } = buyer;
  await page.goto("/orders");
  await expect(page.getByRole("heading", { name: "You have no orders yet" })).toBeVisible();
  await inspect(page, "orders-empty");

  const bought = await list(seller, { title: `Quartet ${unheardOf()}` });
  const held = await list(seller, { title: `Trio ${unheardOf()}` });
  await buy(buyer, bought);
  await reserve(buyer, held);
  await page.goto("/orders");
  await expect(page.getByRole("main").getByRole("listitem")).toHaveText([/Trio.*Waiting for payment/s, /Quartet.*Paid/s]);
  await inspect(page, "orders");
});

/** Opens the page of a new order, and returns its id. */
async function openOrder(seller: Person, buyer: Person): Promise<string> {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { id } = await reserve(buyer, listing);
  await buyer.page.goto(`/orders/${id}`);
  await expect(buyer.page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  return id;
}
