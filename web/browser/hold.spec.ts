import { cards, payWith } from "./harness/checkout";
import { inspect } from "./harness/inspect";
import { list, listingOf, moneyOf, orderOf, reserve, unheardOf } from "./harness/market";
import type { Person } from "./harness/person";
import { expect, test } from "./harness/test";

// Holds are short in the stack of this file: they run out while one looks on.

test("the hold runs out while the order page is open", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 2 });
  const { id } = await reserve(buyer, listing);
  const { page } = buyer;
  await page.goto(`/orders/${id}`);
  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  await expect(page.getByRole("timer")).toContainText(/00:\d\d/);

  await expect(page.getByRole("heading", { name: "The hold ran out" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("Nothing was charged")).toBeVisible();
  await expect(page.getByRole("button", { name: /Pay/ })).toBeHidden();
  await inspect(page, "order-expired");

  await page.getByRole("link", { name: "See what is left" }).click();
  await expect(page).toHaveURL(`/tickets/${listing.id}`);
  await expect.poll(async () => (await listingOf(buyer, listing.id)).available).toBe(2);
});

test("the hold runs out while the buyer is on the checkout page", async ({ seller, buyer }) => {
  const { page } = buyer;
  const id = await goToCheckout(seller, buyer);
  await expect.poll(() => paymentOf(buyer, id), { timeout: 60_000 }).toBe("voided");

  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "This checkout has expired" })).toBeVisible();
  await page.getByRole("link", { name: "Back to the shop" }).click();
  await expect(page.getByRole("heading", { name: "The hold ran out" })).toBeVisible();
  await expect(page.getByText("Nothing was charged")).toBeVisible();
  expect(await moneyOf(buyer, id)).toEqual({ taken: 0, held: 0 });
});

test("a card that is accepted after the hold is not charged", async ({ seller, buyer, stack }) => {
  const { page } = buyer;
  const id = await goToCheckout(seller, buyer);
  // So checkout stays open past the hold.
  await stack.kill("payments");
  buyer.expectProblem(/^503 GET \/api\/v1\/payments/);
  await expect.poll(async () => (await orderOf(buyer, id)).status, { timeout: 60_000 }).toBe("cancelled");

  await payWith(page, cards.pays);
  await expect(page.getByRole("heading", { name: "Too late: the hold had run out" })).toBeVisible();
  await expect(page.getByText("Nothing was charged")).toBeVisible();
  await inspect(page, "order-too-late");
  await stack.revive("payments");
  await expect.poll(() => moneyOf(buyer, id), { timeout: 60_000 }).toEqual({ taken: 0, held: 0 });
});

async function goToCheckout(seller: Person, buyer: Person): Promise<string> {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { id } = await reserve(buyer, listing);
  await buyer.page.goto(`/orders/${id}`);
  await buyer.page.getByRole("button", { name: /^Pay/ }).click();
  await buyer.page.waitForURL(`${buyer.stack.checkout}/**`);
  return id;
}

async function paymentOf(buyer: Person, orderId: string): Promise<string> {
  return (await buyer.send<{ status: string }>("GET", `/payments/${orderId}`)).status;
}
