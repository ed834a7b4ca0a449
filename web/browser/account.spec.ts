import { credentialsOn, enterAs } from "./harness/account";
import { inspect } from "./harness/inspect";
import { list, reserve } from "./harness/market";
import { expect, test } from "./harness/test";

test("signing up, out and in again leads back to where one was", async ({ visitor }) => {
  const { page, email, password } = visitor;
  await page.goto("/orders");
  await inspect(page, "orders-signed-out");
  await page.getByRole("link", { name: "Create an account" }).click();
  await inspect(page, "sign-up");
  await enterAs(page, "Create account", email, password);
  await expect(page).toHaveURL("/orders");
  await expect(page.getByRole("heading", { level: 1, name: "My orders" })).toBeVisible();

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/");
  await page.getByRole("banner").getByRole("link", { name: "Sign in" }).click();
  await enterAs(page, "Sign in", email.toUpperCase(), password);
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("signing in says what is wrong, at the field where it is", async ({ visitor }) => {
  const { page, email } = visitor;
  await page.goto("/signin");
  const form = credentialsOn(page, "Sign in");
  await inspect(page, "sign-in");
  await form.email.fill("nobody");
  await form.submit.click();
  await expect(form.email).toHaveAccessibleDescription(/such as name@example.com/);
  await expect(form.password).toHaveAccessibleDescription(/Enter your password/);
  await expect(form.email).toBeFocused();
  await inspect(page, "sign-in-errors");

  visitor.expectProblem(/^401 POST \/api\/v1\/users\/signin/);
  await enterAs(page, "Sign in", email, "not the password");
  await expect(page.getByRole("main").getByRole("alert")).toBeVisible();
  await expect(page).toHaveURL("/signin");
});

test("signing up says that the address is taken, and that a password is too short", async ({ visitor, buyer }) => {
  const { page } = visitor;
  await page.goto("/signup");
  const form = credentialsOn(page, "Create account");
  await enterAs(page, "Create account", buyer.email, "short");
  await expect(form.password).toHaveAccessibleDescription(/8 to 128 characters\./);

  visitor.expectProblem(/^409 POST \/api\/v1\/users\/signup/);
  await enterAs(page, "Create account", buyer.email, buyer.password);
  await expect(form.email).toHaveAccessibleDescription(/has an account already/);
  await inspect(page, "sign-up-taken");
  await page.getByRole("link", { name: "Sign in instead" }).click();
  await enterAs(page, "Sign in", buyer.email, buyer.password);
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
});

test("signing out in one tab takes away in the others what only the account may see", async ({ seller, buyer }) => {
  const order = await reserve(buyer, await list(seller, { title: "Between two tabs" }));
  const { page } = buyer;
  await page.goto("/orders");
  await page.getByRole("link", { name: "Between two tabs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Reserved for you" })).toBeVisible();
  buyer.expectProblem(/^401 GET \/api\/v1\/orders/);
  const other = await buyer.context.newPage();
  await other.goto(`/orders/${order.id}`);
  await other.getByRole("button", { name: "Sign out" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "Sign in to see your order" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in to see your orders" })).toBeVisible();
  await expect(page.getByText("Between two tabs")).toBeHidden();
});

test("no link leads away from the site after signing in", async ({ visitor, buyer }) => {
  const { page } = visitor;
  await page.goto("/signin?return=https://example.com/");
  await enterAs(page, "Sign in", buyer.email, buyer.password);
  await expect(page).toHaveURL("/");
});
