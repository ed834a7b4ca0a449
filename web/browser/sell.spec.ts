import { inspect } from "./harness/inspect";
import { list, listingOf, reserve, unheardOf } from "./harness/market";
import { expect, test } from "./harness/test";

test("a new seller has nothing listed, and is told how to begin", async ({ seller }) => {
  const { page } = seller;
  await page.goto("/sell");
  await expect(page.getByRole("heading", { name: "Nothing listed yet" })).toBeVisible();
  await inspect(page, "sell-empty");
  await page.getByRole("link", { name: "List your first tickets" }).click();
  await expect(page.getByRole("heading", { name: "List tickets" })).toBeVisible();
});

test("the form names all mistakes at once", async ({ seller }) => {
  const { page } = seller;
  await page.goto("/sell/new");
  await page.getByLabel("Price of one").fill("twelve");
  await page.getByLabel("Tickets").fill("0");
  await page.getByRole("button", { name: "Put on sale" }).click();
  await expect(page.getByLabel("Title")).toHaveAccessibleDescription(/Enter a title/);
  await expect(page.getByLabel("Price of one")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Tickets")).toHaveAccessibleDescription(/Enter a whole number/);
  await expect(page.getByLabel("Title")).toBeFocused();
  await inspect(page, "sell-new-errors");
});

test("what the server alone can tell stands at its field, beside what was typed", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  await reserve(buyer, listing, 3);
  const { page } = seller;
  await page.goto(`/sell/${listing.id}`);
  await page.getByLabel("Tickets").fill("2");
  seller.expectProblem(/^409 PUT \/api\/v1\/tickets\//);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByLabel("Tickets")).toHaveAccessibleDescription(/3 held and 0 sold/);
  await expect(page.getByLabel("Tickets")).toHaveValue("2");
});

test("an edited listing is shown changed within moments", async ({ seller, visitor }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  await visitor.page.goto(`/tickets/${listing.id}`);
  const { page } = seller;
  await page.goto(`/sell/${listing.id}`);
  await expect(page.getByLabel("Starts")).toHaveValue("2031-06-01T21:30");
  await page.getByLabel("Price of one").fill("30");
  await inspect(page, "sell-edit");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await expect(visitor.page.getByText("The seller has changed the price")).toBeVisible();
  await expect(visitor.page.getByRole("main")).toContainText(/30\.00/);
  await inspect(visitor.page, "listing-changed");
});

test("withdrawing asks first", async ({ seller }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 5 });
  const { page } = seller;
  await page.goto("/sell");
  const row = page.getByRole("row").filter({ hasText: listing.title });
  await row.getByRole("button", { name: /^Withdraw/ }).click();
  const dialog = page.getByRole("alertdialog", { name: "Withdraw this listing?" });
  await inspect(page, "sell-withdraw");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await row.getByRole("button", { name: /^Withdraw/ }).click();
  await dialog.getByRole("button", { name: "Withdraw" }).click();
  await expect(row).toContainText("Withdrawn");
  expect((await listingOf(seller, listing.id)).status).toBe("withdrawn");
});

test("nobody edits what is not theirs", async ({ seller, buyer }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}` });
  buyer.expectProblem(/^403 GET \/sell\//, /^404 GET \/sell\//);
  await buyer.page.goto(`/sell/${listing.id}`);
  await expect(buyer.page.getByRole("heading", { name: "This is somebody else’s listing" })).toBeVisible();
  await buyer.page.goto("/sell/00000000-0000-7000-8000-000000000000");
  await expect(buyer.page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});
