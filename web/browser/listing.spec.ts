import { enterAs } from "./harness/account";
import { inspect } from "./harness/inspect";
import { buy, list, reserve, unheardOf } from "./harness/market";
import { layoutShift, measureShift } from "./harness/shift";
import { expect, test } from "./harness/test";
import { measureScripts } from "./harness/transfer";

test("what is left follows what others buy", async ({ seller, buyer, visitor }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5, description: "Seats in the third row." });
  const { page } = visitor;
  await measureShift(page);
  await page.goto(`/tickets/${listing.id}`);
  await expect(page.getByText("5 left", { exact: true })).toBeVisible();
  await reserve(buyer, listing, 3);
  await expect(page.getByText("2 left", { exact: true })).toBeVisible();
  expect(await layoutShift(page)).toBeLessThanOrEqual(0.05);
  await inspect(page, "listing");

  await reserve(buyer, listing, 2);
  await expect(page.getByRole("button", { name: "All held just now" })).toBeVisible();
  await inspect(page, "listing-held");
});

test("the last one goes to somebody else between look and click", async ({ seller, buyer, meet }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const { page } = buyer;
  // The page can't hear of it before the click.
  await buyer.context.route(`**/tickets/${listing.id}/live`, (route) => route.abort("aborted"));
  await page.goto(`/tickets/${listing.id}`);
  await expect(page.getByText("Last one", { exact: true })).toBeVisible();
  await reserve(await (await meet("other")).join(), listing);
  buyer.expectProblem(/^409 POST \/api\/v1\/orders$/);
  await page.getByRole("button", { name: "Reserve" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "went to somebody else" })).toContainText("Nothing was reserved");
  await inspect(page, "listing-too-late");
});

test("pressing twice reserves once", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  const { page } = buyer;
  await page.goto(`/tickets/${listing.id}`);
  await page.getByRole("button", { name: "Reserve" }).dblclick();
  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  const { items } = await buyer.send<{ items: unknown[] }>("GET", "/orders");
  expect(items).toHaveLength(1);
});

test("a sold out and a withdrawn listing say so", async ({ seller, buyer, visitor }) => {
  const sold = await list(seller, { title: `Quartet ${unheardOf()}` });
  const withdrawn = await list(seller, { title: `Trio ${unheardOf()}` });
  const { page } = visitor;
  await page.goto(`/tickets/${sold.id}`);
  await buy(buyer, sold);
  await expect(page.getByRole("button", { name: "Sold out" })).toBeVisible();
  await inspect(page, "listing-sold-out");

  await page.goto(`/tickets/${withdrawn.id}`);
  await seller.send("DELETE", `/tickets/${withdrawn.id}`);
  await expect(page.getByText("The seller has taken this listing off the market.")).toBeVisible();
  await inspect(page, "listing-withdrawn");
});

test("a listing that does not exist is a 404", async ({ visitor }) => {
  visitor.expectProblem(/^404 GET \/tickets\//);
  for (const id of ["00000000-0000-7000-8000-000000000000", "nonsense"]) {
    expect((await visitor.page.goto(`/tickets/${id}`))?.status()).toBe(404);
    await expect(visitor.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
});

test("who is not signed in any more goes on after signing in", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  const { page, context, email, password } = buyer;
  await page.goto(`/tickets/${listing.id}`);
  await page.getByLabel("Quantity").selectOption("3");
  await context.clearCookies();
  buyer.expectProblem(/^401 POST \/api\/v1\/orders$/);
  await page.getByRole("button", { name: "Reserve" }).click();
  await enterAs(page, "Sign in", email, password);
  await expect(page).toHaveURL(`/tickets/${listing.id}`);
  await expect(page.getByLabel("Quantity")).toHaveValue("3");
  await page.getByRole("button", { name: "Reserve" }).click();
  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  await expect(page.getByText("3 tickets at")).toBeVisible();
});

test("the page of a listing previews well elsewhere", async ({ seller, visitor }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()} <3 & "friends"`, description: "Seats in the third row." });
  const { page } = visitor;
  await page.goto(`/tickets/${listing.id}`);
  await expect(page).toHaveTitle(`${listing.title} · pass`);
  await expect(page.locator('meta[property="og:title"]')).toHaveAttribute("content", listing.title);
  for (const name of ["description", "og:description"]) {
    await expect(page.locator(`meta[name="${name}"], meta[property="${name}"]`)).toHaveAttribute("content", /Zanzibar/);
  }
});

test("the page of a listing is small", async ({ seller, visitor }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  const sizeOf = measureScripts(visitor.page);
  await visitor.page.goto(`/tickets/${listing.id}`, { waitUntil: "networkidle" });
  const size = await sizeOf();
  expect(size).toBeGreaterThan(0);
  expect(size).toBeLessThanOrEqual(150_000);
});
