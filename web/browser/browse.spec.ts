import { expectAccessible } from "./harness/axe";
import { inspect } from "./harness/inspect";
import { list, unheardOf } from "./harness/market";
import type { Person } from "./harness/person";
import { layoutShift, measureShift } from "./harness/shift";
import { expect, test } from "./harness/test";

test("search as one types stands in the address, for Back and for others", async ({ seller, visitor, meet }) => {
  const [one, two] = [unheardOf(), unheardOf()];
  await list(seller, { title: `Quartet ${one}`, quantity: 2 });
  await list(seller, { title: `Trio ${two}`, quantity: 5 });
  const { page } = visitor;
  await page.goto("/");
  await page.getByRole("searchbox").pressSequentially(one);
  await expect(page).toHaveURL(`/?q=${one}`);
  await expect(page.getByRole("article")).toHaveCount(1);
  await expect(page.getByRole("article")).toContainText("2 left");
  await page.getByRole("searchbox").fill(two);
  await expect(page.getByRole("link", { name: `Trio ${two}` })).toBeVisible();

  await page.getByRole("link", { name: `Trio ${two}` }).click();
  await expect(page.getByRole("heading", { level: 1, name: `Trio ${two}` })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("searchbox")).toHaveValue(two);
  await expect(page.getByRole("link", { name: `Trio ${two}` })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("searchbox")).toHaveValue("");
  await page.goForward();
  await expect(page.getByRole("searchbox")).toHaveValue(two);

  const other = await meet("other");
  await other.page.goto(page.url());
  await expect(other.page.getByRole("searchbox")).toHaveValue(two);
  await expect(other.page.getByRole("article")).toHaveCount(1);
});

test("a listing that is opened right after typing stays open", async ({ seller, visitor }) => {
  const word = unheardOf();
  const { title } = await list(seller, { title: `Quartet ${word}` });
  const { page } = visitor;
  // So slow that what was typed would be searched for meanwhile.
  await page.route("**/tickets/*", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  });
  await page.goto(`/?q=${word}`);
  await page.getByRole("searchbox").fill(`${word} quartet`);
  await page.getByRole("link", { name: title }).click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
});

test("filter and sort stand in the address too", async ({ seller, visitor }) => {
  const word = unheardOf();
  for (const price of [300, 100, 200]) await list(seller, { title: `${word} for ${price}`, price });
  const { page } = visitor;
  await page.goto(`/?q=${word}`);
  // What is chosen before the page is alive is not kept: one chooses again.
  await expect(async () => {
    await page.getByRole("combobox", { name: "Sort" }).selectOption("Cheapest first");
    await expect(page).toHaveURL(/sort=price/, { timeout: 3_000 });
  }).toPass();
  await expect(page.getByRole("article")).toHaveText([/for 100/, /for 200/, /for 300/]);
  await page.getByRole("link", { name: "Sold out" }).click();
  await expect(page).toHaveURL(/status=sold_out/);
  await expect(page.getByRole("heading", { name: "Nothing matches" })).toBeVisible();
  await inspect(page, "list-empty");
  await page.goBack();
  await expect(page.getByRole("article")).toHaveCount(3);
});

test("paging keeps one's place", async ({ seller, visitor }) => {
  const word = await listMany(seller, 30);
  const { page } = visitor;
  await page.goto(`/?q=${word}`);
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("link", { name: "Show more" }).click();
  await expect(page.getByRole("article")).toHaveCount(30);
  const title = page.getByRole("article").nth(26).getByRole("link");
  const name = await title.innerText();
  await expect(page.getByRole("article").nth(24).getByRole("link")).toBeFocused();
  await title.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("article")).toHaveCount(30);
  await expect(page.getByRole("link", { name, exact: true })).toBeInViewport();
});

test("the list stays where it is while it loads, and looks right", async ({ seller, visitor }) => {
  const word = await listMany(seller, 8);
  const { page } = visitor;
  await measureShift(page);
  await page.goto(`/?q=${word}`);
  await expect(page.getByRole("article")).toHaveCount(8);
  await page.waitForLoadState("networkidle");
  expect(await layoutShift(page)).toBeLessThanOrEqual(0.05);
  await inspect(page, "list");
});

test("an address that leads nowhere in the list says so", async ({ visitor }) => {
  const { page } = visitor;
  visitor.expectProblem(/^400 GET \//);
  await page.goto("/?cursor=made-up");
  await expect(page.getByRole("heading", { name: "This address leads nowhere in the list" })).toBeVisible();
  await inspect(page, "list-nowhere");
});

test("browsing and reading work without JavaScript", async ({ seller, meet }) => {
  const word = await listMany(seller, 26);
  const reader = await meet("reader", { javaScriptEnabled: false });
  // The scripts that are not run are noted as failed.
  reader.expectProblem(/^failed: GET .*\.js csp$/);
  const { page } = reader;
  await page.goto("/");
  await page.getByRole("searchbox").fill(word);
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("article")).toHaveCount(24);
  await page.getByRole("link", { name: "Show more" }).click();
  await expect(page.getByRole("article")).toHaveCount(26);
  const title = page.getByRole("article").last().getByRole("link");
  const name = await title.innerText();
  await title.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("$25.00");
});

test("nothing moves for those who asked for that", async ({ seller, meet }) => {
  const word = await listMany(seller, 3);
  const { page } = await meet("reader", { reducedMotion: "reduce" });
  await page.goto(`/?q=${word}`);
  await expect(page.getByRole("article")).toHaveCount(3);
  const longest = await page.evaluate(() => {
    const seconds = [...document.querySelectorAll("*")].flatMap((element) => {
      const { transitionDuration, animationDuration } = getComputedStyle(element);
      return `${transitionDuration}, ${animationDuration}`.split(",").map(Number.parseFloat);
    });
    return Math.max(...seconds);
  });
  expect(longest).toBeLessThanOrEqual(0.001);
  await expectAccessible(page, "list, reduced motion");
});

/** Lists many listings that one new word finds, and returns it. */
async function listMany(seller: Person, many: number): Promise<string> {
  const word = unheardOf();
  for (let n = 1; n <= many; n++) await list(seller, { title: `Evening ${n} with ${word}`, quantity: n % 5 || 1, startsAt: "2031-06-01T19:30:00Z" });
  return word;
}
