// A panel for a question, and a sample of a population.
import { gotoLive, live, overflow } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";
import type { Page } from "@playwright/test";

const QUESTION = "Should a regional hospital let software sort its emergency patients?";
const page_of = (question: string) => `/agents/panel?question=${encodeURIComponent(question)}`;
const seats = (page: Page) => page.getByRole("list", { name: "Members of the panel" }).getByRole("heading", { level: 2 });
const names = async (page: Page) => (await seats(page).allTextContents()).map((name) => name.trim());

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

test("a typed question gets a panel with reasons and a chart, and the address holds it", async ({ page }) => {
  await gotoLive(page, "/agents/panel");
  await page.getByLabel("Question").fill(QUESTION);
  await expect(seats(page)).toHaveCount(5);
  await expect(page).toHaveURL(/question=Should/);
  await expect(page.getByTestId("reason").first()).toHaveText(/^Brings .*; disagrees with .* on .*\.$/);
  await expect(page.getByRole("img", { name: /Share covered, bar chart/ })).toBeVisible();
  const before = await names(page);
  await page.getByLabel("Seats").selectOption("3");
  await expect(seats(page)).toHaveCount(3);
  await page.goBack();
  await page.goto(page_of(QUESTION));
  await expect(seats(page)).toHaveCount(5);
  expect(await names(page), "the same question, the same panel").toEqual(before);
});

test("members are locked, left out and swapped, and the others stay", async ({ page }) => {
  await gotoLive(page, page_of(QUESTION));
  const before = await names(page);
  await page.getByRole("link", { name: `Lock ${before[2]}` }).click();
  await expect(page.getByRole("link", { name: `Unlock ${before[2]}` })).toBeVisible();
  expect((await names(page)).sort()).toEqual([...before].sort());
  await page.getByRole("link", { name: `Leave out ${before[0]}` }).click();
  await expect(seats(page).filter({ hasText: before[0]! })).toHaveCount(0);
  await expect(seats(page)).toHaveCount(5);
  const now = await names(page);
  const seat = page.getByRole("list", { name: "Members of the panel" }).locator("> li").filter({ hasText: now[4]! });
  await seat.getByText("Swap for …").click();
  const other = seat.getByRole("list").last().getByRole("link").first();
  const name = (await other.locator("span").first().textContent())!.trim();
  await other.click();
  await expect(seats(page).filter({ hasText: name })).toHaveCount(1);
  expect(await names(page)).toEqual([...now.slice(0, 4), name]);
  await page.getByRole("link", { name: "Suggest other people" }).click();
  await expect(seats(page).filter({ hasText: name })).toHaveCount(0);
  await expect(seats(page).filter({ hasText: before[2]! })).toHaveCount(1);
});

test("a panel starts a simulation with question and members filled in", async ({ page }) => {
  await gotoLive(page, page_of(QUESTION));
  const panel = await names(page);
  await page.getByRole("link", { name: "Start a simulation with this panel" }).click();
  await page.waitForURL("**/simulations/new?*");
  await live(page);
  await expect(page.getByLabel("Question")).toHaveValue(QUESTION);
  const chosen = page.getByRole("group", { name: "Participants" }).getByRole("checkbox", { checked: true });
  await expect(chosen).toHaveCount(panel.length);
  for (const name of panel) await expect(page.getByRole("checkbox", { name: new RegExp(name) })).toBeChecked();
});

test("the form for a new simulation carries its question to the panel", async ({ page }) => {
  await gotoLive(page, "/simulations/new");
  await page.getByLabel("Question").fill(QUESTION);
  await page.getByRole("button", { name: "Suggest a panel for this question" }).click();
  await page.waitForURL("**/agents/panel?question=*");
  await expect(seats(page)).toHaveCount(5);
  await expect(page.getByLabel("Question")).toHaveValue(QUESTION);
});

test("by keyboard alone: ask, lock, start", async ({ page }) => {
  await gotoLive(page, "/agents/panel");
  await page.getByLabel("Question").focus();
  await page.keyboard.type("Is night work safe for nurses?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Suggest a panel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(seats(page)).toHaveCount(5);
  const [first] = await names(page);
  await page.getByRole("link", { name: `Lock ${first}` }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: `Unlock ${first}` })).toBeVisible();
  await page.getByRole("link", { name: "Start a simulation with this panel" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/simulations/new?*");
});

test("a sample meets its shares and says what it can't", async ({ page }) => {
  await gotoLive(page, "/agents/sample");
  await page.getByLabel("Members", { exact: true }).fill("20");
  await page.getByLabel("Women").fill("50");
  await page.getByRole("textbox", { name: /^Ages/ }).fill("18-34 30\n35-54 40\n55-99 30");
  await page.getByRole("button", { name: "Draw a sample" }).click();
  await expect(page.getByRole("list", { name: "Members of the sample" }).getByRole("listitem")).toHaveCount(20);
  const row = page.getByRole("row", { name: /genders: women/ });
  await expect(row).toContainText("Met");
  await expect(row.getByRole("cell").nth(0)).toHaveText("10");
  await live(page);
  await page.getByLabel("Men", { exact: true }).fill("70");
  await page.getByRole("button", { name: "Draw a sample" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "add up to 120 %" })).toBeVisible();
});

test("nothing sticks out on a small screen", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const address of [page_of(QUESTION), "/agents/sample?size=5&women=50", "/agents/panel"]) {
    await gotoLive(page, address);
    expect(await overflow(page), address).toEqual([]);
  }
});

test("an agent gets a picture and goes back to its drawing", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await gotoLive(page, `/agents/${id}`);
  const png = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
  await page.getByLabel("Upload", { exact: true }).setInputFiles({ name: "ines.png", mimeType: "image/png", buffer: png });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByText("The picture was changed.")).toBeVisible();
  await expect(page.locator("main img[src^='/avatars/']")).toHaveCount(1);
  await live(page);
  await page.getByRole("button", { name: "Remove the picture" }).click();
  await expect(page.getByText("The picture was removed.")).toBeVisible();
  await expect(page.locator("main img[src^='/avatars/']")).toHaveCount(0);
});
