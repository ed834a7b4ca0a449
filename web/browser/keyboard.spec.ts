import { credentialsOn } from "./harness/account";
import { cards } from "./harness/checkout";
import { enter, tabTo, typeInto } from "./harness/keyboard";
import { list, orderOf, reserve, unheardOf } from "./harness/market";
import { expect, test } from "./harness/test";

test("a whole purchase by keyboard alone", async ({ seller, visitor }) => {
  const listing = await list(seller, { title: `Quartet ${unheardOf()}`, quantity: 4 });
  const { page, email, password } = visitor;
  const button = (name: string | RegExp) => page.getByRole("button", { name });
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();

  await typeInto(page, page.getByRole("searchbox"), listing.title);
  await expect(page).toHaveURL(/q=Quartet/);
  await expect(page.getByRole("article")).toHaveCount(1);
  await enter(page, page.getByRole("link", { name: listing.title }));
  await expect(page.getByRole("heading", { level: 1, name: listing.title })).toBeVisible();
  await tabTo(page, page.getByLabel("Quantity"));
  await page.keyboard.press("ArrowDown");
  await expect(page.getByLabel("Quantity")).toHaveValue("2");

  visitor.expectProblem(/^401 POST \/api\/v1\/orders$/);
  await enter(page, button("Reserve"));
  await enter(page, page.getByRole("link", { name: "Create an account" }));
  const form = credentialsOn(page, "Create account");
  await expect(form.submit).toBeVisible();
  await typeInto(page, form.email, email);
  await typeInto(page, form.password, password);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/tickets/${listing.id}`);
  await enter(page, button("Reserve"));

  await expect(page.getByRole("heading", { name: "Reserved for you" })).toBeVisible();
  await enter(page, button(/^Pay/));
  await typeInto(page, page.getByLabel("Card number"), cards.pays);
  await typeInto(page, page.getByLabel("Expiry"), "12 / 40");
  await typeInto(page, page.getByLabel("CVC"), "123");
  await enter(page, button(/^Pay/));
  await expect(page.getByRole("heading", { name: "Paid" })).toBeVisible();
  await enter(page, page.getByRole("link", { name: "Show the 2 tickets" }));
  await expect(page.getByRole("img", { name: "Code of ticket 2 of 2" })).toBeVisible();
});

test("a dialog takes the focus, keeps it, and gives it back", async ({ seller, buyer }) => {
  const { id } = await reserve(buyer, await list(seller, { title: `Quartet ${unheardOf()}` }));
  const { page } = buyer;
  await page.goto(`/orders/${id}`);
  const cancel = page.getByRole("button", { name: "Cancel order" });
  const dialog = page.getByRole("alertdialog");
  await enter(page, cancel);
  await expect(dialog.locator(":focus")).toBeVisible();
  for (let presses = 0; presses < 6; presses++) {
    await page.keyboard.press("Tab");
    await expect(dialog.locator(":focus")).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(cancel).toBeFocused();
  await enter(page, cancel);
  await enter(page, dialog.getByRole("button", { name: "Cancel the order" }));
  await expect(page.getByRole("heading", { name: "You cancelled this order" })).toBeFocused();
  expect((await orderOf(buyer, id)).status).toBe("cancelled");
});

test("the focus goes to the first mistake", async ({ visitor }) => {
  const { page } = visitor;
  await page.goto("/signin");
  const form = credentialsOn(page, "Sign in");
  await typeInto(page, form.email, "somebody@example.com");
  await page.keyboard.press("Enter");
  await expect(form.password).toBeFocused();
});
