import { inspect } from "./harness/inspect";
import { expect, test } from "./harness/test";

test("an address where nothing is says so and leads on", async ({ visitor }) => {
  const { page } = visitor;
  visitor.expectProblem(/^404 GET \/no\/such\/page/);
  const answer = await page.goto("/no/such/page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await inspect(page, "nowhere");
  await page.getByRole("link", { name: "See all listings" }).click();
  await expect(page).toHaveURL("/");
});
