import { cards } from "./harness/checkout";
import { inspect } from "./harness/inspect";
import { buy, list, listingOf, moneyOf, refundsDone, unheardOf } from "./harness/market";
import { expect, test } from "./harness/test";

test("the fee is shown before anything is reserved, and on the order", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5, refundable: true });
  const { page } = buyer;
  await page.goto(`/tickets/${listing.id}`);
  const total = page.getByRole("definition").filter({ hasText: /\d/ });
  await expect(page.getByText("You can have your money back until it starts")).toBeVisible();
  await expect(total).toContainText([/25\.00/, /0\.92/, /25\.92/]);
  await page.getByLabel("Quantity").selectOption("3");
  await expect(total).toContainText([/75\.00/, /2\.18/, /77\.18/]);
  await inspect(page, "listing-fee");
  await page.getByRole("button", { name: "Reserve" }).click();
  await expect(page.getByRole("button", { name: /^Pay.*77\.18/ })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: "2.18" })).toBeVisible();
});

test("a seller gives a part back, and the buyer sees it", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  await buyer.page.goto(`/tickets/${listing.id}`);
  await expect(buyer.page.getByText("Only if the seller decides so")).toBeVisible();
  const { id } = await buy(buyer, listing, 3);
  const { page } = seller;
  await page.goto("/sell");
  await page.getByRole("link", { name: `Sales of ${listing.title}` }).click();
  await expect(page.getByRole("heading", { name: /3 tickets, .*75\.00/ })).toBeVisible();
  await page.getByRole("button", { name: /^Refund/ }).click();
  const dialog = page.getByRole("alertdialog", { name: "Give money back?" });
  await dialog.getByLabel("Tickets").selectOption("1");
  await dialog.getByLabel("Reason").fill("The third row is broken");
  await inspect(page, "sales-refund");
  await dialog.getByRole("button", { name: /^Give back.*25\.73/ }).click();
  await expect(page.getByText(/25\.73 is on its way back/)).toBeVisible();
  await expect(page.getByText("Partly refunded")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("By you");
  await refundsDone(buyer, id);
  await expect(page.getByText("Given back")).toBeVisible();
  await inspect(page, "sales");
  await expect.poll(async () => (await listingOf(seller, listing.id)).available).toBe(3);

  const own = buyer.page;
  await own.goto(`/orders/${id}`);
  await expect(own.getByText("These 2 tickets are yours.")).toBeVisible();
  await expect(own.getByRole("region", { name: "Refunds" })).toContainText(/25\.73 *for 1 ticket *Given back.*By the seller.*The third row is broken/s);
  await expect(own.getByRole("button", { name: "Ask for a refund" })).toBeHidden();
  await inspect(own, "order-partly-refunded");
  await own.getByRole("link", { name: "Show the 2 tickets" }).click();
  await expect(own.getByRole("img", { name: /^Code of ticket/ })).toHaveCount(2);
  await own.goto("/orders");
  await expect(own.getByRole("main").getByRole("listitem")).toContainText("Partly refunded");
});

test("what can’t be given back says why, and nothing is given twice", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 2 });
  const { id } = await buy(buyer, listing, 2);
  const { page } = seller;
  await page.goto(`/sell/${listing.id}/sales`);
  await page.getByRole("button", { name: /^Refund/ }).click();
  const dialog = page.getByRole("alertdialog");
  await seller.send("POST", `/orders/${id}/refunds`, { units: 1, restock: false });
  seller.expectProblem(/^409 POST \/api\/v1\/orders\//);
  // What the page knows may be old by one look.
  await seller.context.route("**/api/v1/orders?*", (route) => route.abort("aborted"));
  await dialog.getByRole("button", { name: /^Give back/ }).click();
  await expect(dialog.getByRole("alert")).toContainText("Nothing was given back");
  await inspect(page, "sales-refund-refused");
});

test("a buyer has all of the money back until it starts", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 2, refundable: true, restockRefunds: true });
  const { id } = await buy(buyer, listing, 2);
  const { page } = buyer;
  await page.goto(`/orders/${id}`);
  await page.getByRole("button", { name: "Ask for a refund" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Give tickets back?" });
  await inspect(page, "order-refund");
  await dialog.getByRole("button", { name: /^Give back.*51\.55/ }).click();
  await expect(page.getByRole("heading", { name: "These tickets are given back" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Refunds" })).toContainText(/51\.55.*Given back.*By you/s);
  await inspect(page, "order-refunded");
  expect(await moneyOf(buyer, id)).toEqual({ taken: 5155, held: 0 });
  await expect.poll(async () => (await listingOf(buyer, listing.id)).available).toBe(2);
  await page.goto(`/orders/${id}/ticket`);
  await expect(page.getByRole("heading", { name: "There is no ticket any more" })).toBeVisible();
});

test("a dispute is shown to both", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { id } = await buy(buyer, listing, 1, cards.disputed);
  await seller.page.goto(`/sell/${listing.id}/sales`);
  await expect(seller.page.getByText(/The buyer has disputed the payment/)).toBeVisible();
  await inspect(seller.page, "sales-disputed");
  await buyer.page.goto(`/orders/${id}`);
  await expect(buyer.page.getByText(/You have disputed the payment/)).toBeVisible();
});

test("the seller’s way to an order is the sale; nobody else sees either", async ({ seller, buyer, meet }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { id } = await buy(buyer, listing);
  await seller.page.goto(`/orders/${id}`);
  await expect(seller.page).toHaveURL(`/sell/${listing.id}/sales`);
  const other = await (await meet("other")).join();
  other.expectProblem(/^403 GET \/sell\//);
  expect((await other.page.goto(`/sell/${listing.id}/sales`))?.status()).toBe(403);
  await expect(other.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

for (const { currency, typed, each, two, back } of [
  { currency: "jpy", typed: "8000", each: /¥8,000/, two: /¥16,400/, back: /¥8,200/ },
  { currency: "kwd", typed: "12.500", each: /KWD\s12\.500/, two: /KWD\s25\.620/, back: /KWD\s12\.810/ },
]) {
  test(`prices in ${currency} are read, shown, paid and given back with their decimals`, async ({ seller, buyer }) => {
    const title = `Quartet ${unheardOf()}`;
    const shop = seller.page;
    await shop.goto("/sell/new");
    await shop.getByLabel("Title").fill(title);
    await shop.getByLabel("Currency").selectOption(currency);
    await shop.getByLabel("Price of one").fill(currency === "jpy" ? "0.5" : "12.501");
    await shop.getByRole("button", { name: "Put on sale" }).click();
    await expect(shop.getByLabel("Price of one")).toHaveAccessibleDescription(currency === "jpy" ? /no smaller unit/ : /in steps of/);
    await shop.getByLabel("Price of one").fill(typed);
    await shop.getByLabel("Tickets").fill("2");
    await shop.getByLabel("Buyers can have their money back").check();
    await inspect(shop, `sell-new-${currency}`);
    await shop.getByRole("button", { name: "Put on sale" }).click();
    await expect(shop.getByText("is on sale.")).toBeVisible();
    const { items } = await seller.send<{ items: { id: string; title: string; available: number; status: string }[] }>("GET", "/tickets?seller=me");
    const [listing] = items;
    if (!listing) throw new Error("nothing is listed");

    const { page } = buyer;
    await page.goto(`/tickets/${listing.id}`);
    await expect(page.getByText(each).first()).toBeVisible();
    await page.getByLabel("Quantity").selectOption("2");
    await expect(page.getByRole("definition").filter({ hasText: two })).toBeVisible();
    const { id } = await buy(buyer, listing, 2);
    await page.goto(`/orders/${id}`);
    await page.getByRole("button", { name: "Ask for a refund" }).click();
    await page.getByRole("alertdialog").getByLabel("Tickets").selectOption("1");
    await page.getByRole("alertdialog").getByRole("button", { name: back }).click();
    await expect(page.getByRole("region", { name: "Refunds" })).toContainText(back);
    await inspect(page, `order-refunded-${currency}`);
  });
}
