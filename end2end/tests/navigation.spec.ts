// From page to page without a load: nothing of the page that is left may break the next one.
import type { Page } from "@playwright/test";
import { gotoLive } from "../fixtures/browser";
import type { Stock } from "../fixtures/stock";
import { expect, test } from "../fixtures/test";

/** Follows a link that the page doesn't have, as the router does with those it has. */
async function follow(page: Page, address: string): Promise<void> {
  await page.evaluate((href) => {
    const link = document.createElement("a");
    link.href = href;
    document.body.append(link);
    link.click();
    link.remove();
    (window as unknown as { stayed?: boolean }).stayed = true;
  }, address);
  await page.waitForURL(`**${address}`);
}

/** The page is still the one that was loaded, and it still reacts. */
async function expectAwake(page: Page): Promise<void> {
  expect(await page.evaluate(() => (window as unknown as { stayed?: boolean }).stayed), "no load in between").toBe(true);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
}

const TOUR: [string, string | RegExp, (stock: Stock) => string][] = [
  ["simulations", "Simulations", () => "/simulations?q=sunday"],
  ["the same with other words", "Simulations", () => "/simulations?q=pause"],
  ["room", "Sunday opening", (s) => `/simulations/${s.finished}`],
  ["another room", "A pause", (s) => `/simulations/${s.paused}`],
  ["library", "Library", () => "/library?q=nurse"],
  ["library agent", "Thandeka Mabaso", () => "/library/thandeka-mabaso"],
  ["new agent", "New agent", () => "/agents/new"],
  ["agents", "My agents", () => "/agents?sort=name"],
  ["agent", "Ines Calloway", (s) => `/agents/${s.agent}`],
  ["edit agent", /Ines Calloway/, (s) => `/agents/${s.agent}/edit`],
  ["documents", "Documents", () => "/documents?q=sunday"],
  ["document", /Sunday opening/, (s) => `/documents/${s.document}`],
  ["edit document", /.+/, (s) => `/documents/${s.document}/edit`],
  ["new document", "New document", (s) => `/documents/new?simulation=${s.finished}`],
  ["jobs", "Jobs", () => "/jobs"],
  ["search", "Search", () => "/search?q=sunday"],
  ["new simulation", "New simulation", () => "/simulations/new"],
  ["profile", "Profile", () => "/settings"],
  ["sessions", "Sessions", () => "/settings/sessions"],
  ["passkeys", "Passkeys", () => "/settings/passkeys"],
  ["home", /Welcome/, () => "/home"],
];

test("a tour of all pages, there and back", async ({ page, context, stocked }) => {
  await context.addCookies(stocked.state.cookies);
  await gotoLive(page, "/home");
  for (const [name, heading, address] of TOUR) {
    await test.step(name, async () => {
      await follow(page, address(stocked));
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await expectAwake(page);
    });
  }
  for (const [name, heading] of TOUR.slice(0, -1).reverse()) {
    await test.step(`back to ${name}`, async () => {
      await page.goBack();
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
    });
  }
});

for (const address of ["/nothing-here", "/design"]) {
  test(`from inside to ${address}, which has another frame, and back`, async ({ page, context, stocked }) => {
    await context.addCookies(stocked.state.cookies);
    await gotoLive(page, "/simulations");
    await follow(page, address);
    await expect(page.getByRole("heading", { level: 1, name: "Simulations" })).toBeHidden();
    await expectAwake(page);
    await page.goBack();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Simulations");
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/Welcome/);
  });
}
