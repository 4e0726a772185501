// Finding agents, and what is done with several of them.
import type { Page } from "@playwright/test";
import { asGuest, gotoLive, live, overflow } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

const cards = (page: Page) => page.getByRole("list", { name: "Agents of the library" }).getByRole("heading");
const rows = (page: Page) => page.getByRole("list", { name: "My agents" }).getByRole("listitem");
const filters = (page: Page) => page.getByRole("navigation", { name: "Filters" });

test("the library follows the typing, keeps the focus, and Back works", async ({ page }) => {
  await gotoLive(page, "/library");
  await expect(cards(page)).toHaveCount(24);
  const box = page.getByRole("searchbox", { name: "Search the library" });
  await box.focus();
  await page.keyboard.type("sepsis", { delay: 20 });
  await expect(cards(page)).toHaveText(["Thandeka Mabaso"]);
  await expect(page).toHaveURL(/q=sepsis/);
  await expect(box).toBeFocused();
  await page.keyboard.press("Backspace");
  await expect(page).toHaveURL(/q=sepsi$/);
  await expect(box).toHaveValue("sepsi");
  await page.goBack();
  await expect(page).toHaveURL(/\/library$/);
  await expect(box).toHaveValue("");
  await expect(cards(page)).toHaveCount(24);
});

test("facets narrow each other, stand in the address and are taken off again", async ({ page }) => {
  await gotoLive(page, "/library");
  const region = filters(page).getByRole("link", { name: /^Oceania/ });
  const number = Number(/(\d+) agents$/.exec((await region.textContent())!.trim())![1]);
  await region.click();
  await expect(page).toHaveURL(/region=oceania/);
  await expect(cards(page)).toHaveCount(number);
  await expect(region).toHaveAttribute("aria-current", "true");
  const stage = filters(page).getByRole("link", { name: /^Veteran/ });
  const narrowed = Number(/(\d+) agents$/.exec((await stage.textContent())!.trim())![1]);
  expect(narrowed).toBeLessThanOrEqual(number);
  await stage.click();
  await expect(cards(page)).toHaveCount(narrowed);
  await page.reload();
  await live(page);
  await expect(cards(page)).toHaveCount(narrowed);
  await page.getByRole("link", { name: "Remove the filter Oceania" }).click();
  await expect(page).not.toHaveURL(/region=/);
  await page.getByRole("link", { name: "Clear all" }).click();
  await expect(cards(page)).toHaveCount(24);
});

test("a filter is saved, used and removed", async ({ page }) => {
  await gotoLive(page, "/library?q=night&region=europe");
  await page.getByText("Save this filter").click();
  await page.getByLabel("Name of the filter").fill("European nights");
  await page.getByRole("button", { name: "Save filter" }).click();
  const saved = page.getByRole("list", { name: "Saved filters" }).getByRole("link", { name: "European nights" });
  await expect(saved).toHaveAttribute("aria-current", "true");
  await gotoLive(page, "/library");
  await saved.click();
  await expect(page).toHaveURL(/q=night&region=europe/);
  await page.getByRole("button", { name: "Remove the saved filter European nights" }).click();
  await expect(saved).toHaveCount(0);
});

test("five library agents are added at once, by keyboard alone", async ({ page, guest }) => {
  await gotoLive(page, "/library");
  const box = page.getByRole("searchbox", { name: "Search the library" });
  await box.focus();
  await page.keyboard.type("night");
  await expect(page).toHaveURL(/q=night/);
  const choose = page.getByRole("checkbox", { name: /^Choose / });
  await expect(page.getByRole("link", { name: "More agents" })).toHaveAttribute("href", /q=night/);
  await expect(choose.nth(5)).toBeVisible();
  for (let n = 0; n < 5; n++) {
    await choose.nth(n).focus();
    await page.keyboard.press("Space");
  }
  await page.getByRole("button", { name: "Add 5 agents to my agents" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL("**/agents");
  await expect(rows(page)).toHaveCount(5);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(5);
});

test("rows are chosen by keyboard, deleted in bulk, and the deletion is undone", async ({ page, guest }) => {
  for (const name of ["Ada Quill", "Ben Osei", "Cleo Marsh", "Dov Stern"]) await guest.agent(name);
  await gotoLive(page, "/agents?sort=name");
  const box = (name: string) => page.getByRole("checkbox", { name: `Choose ${name}` });
  await box("Ada Quill").focus();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(box("Cleo Marsh")).toBeFocused();
  await expect(page.getByText("3 chosen")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByText(/\d chosen/)).toBeHidden();
  await box("Ada Quill").click();
  await box("Cleo Marsh").click({ modifiers: ["Shift"] });
  await expect(box("Ben Osei")).toBeChecked();
  await page.getByRole("group", { name: "Chosen agents" }).getByRole("button", { name: "Delete" }).focus();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(1);
  await page.getByRole("button", { name: "Undo" }).focus();
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText("3 agents restored.")).toBeVisible();
});

test("all on the page are tagged, untagged and copied", async ({ page, guest }) => {
  for (const name of ["Ada Quill", "Ben Osei"]) await guest.agent(name);
  await gotoLive(page, "/agents?sort=name");
  await page.getByRole("checkbox", { name: "Choose Ada Quill" }).focus();
  await page.keyboard.press("Control+a");
  await expect(page.getByRole("checkbox", { name: "Choose all on this page" })).toBeChecked();
  await page.getByLabel("Tags, with commas between them").fill("Rail, night");
  await page.keyboard.press("Enter");
  await expect(page.getByText("2 agents tagged.")).toBeVisible();
  await expect(filters(page).getByRole("link", { name: /^rail/ })).toBeVisible();
  expect((await guest.get<{ tags: string[] }[]>("/agents")).map((agent) => agent.tags)).toEqual([["Rail", "night"], ["Rail", "night"]]);
  await expect(page.getByText("2 chosen")).toBeVisible();
  await page.getByLabel("Tags, with commas between them").fill("rail");
  await page.getByRole("button", { name: "Remove tags" }).click();
  await expect(page.getByText("2 agents changed.")).toBeVisible();
  await page.getByRole("button", { name: "Duplicate" }).click();
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText("2 agents copied.")).toBeVisible();
});

test("a change shows at once in another tab, and so does one through the API", async ({ page, context, guest }) => {
  const { id } = await guest.agent("Ada Quill");
  const other = await context.newPage();
  await gotoLive(page, "/agents");
  await gotoLive(other, `/agents/${id}`);
  await guest.call("PATCH", `/agents/${id}`, { name: "Grace Hopper" });
  await expect(rows(page)).toContainText(["Grace Hopper"]);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Grace Hopper");
  await guest.agent("Ben Osei");
  await expect(rows(page)).toHaveCount(2);
  await other.getByRole("link", { name: "Delete agent" }).click();
  await other.getByRole("button", { name: "Delete agent" }).click();
  await expect(rows(page)).toHaveCount(1);
  await other.getByRole("button", { name: "Undo" }).click();
  await expect(rows(page)).toHaveCount(2);
});

test("two browsers of one workspace see each other's changes, and nobody else does", async ({ page, browser, context, baseURL, guest }) => {
  const { id } = await guest.agent("Ada Quill");
  const [second, stranger] = [await browser.newContext({ storageState: await context.storageState() }), await browser.newContext()];
  await asGuest(stranger, baseURL!);
  const [mine, theirs] = [await second.newPage(), await stranger.newPage()];
  await gotoLive(page, "/agents");
  await gotoLive(mine, `${baseURL}/agents`);
  await gotoLive(theirs, `${baseURL}/agents`);
  await page.getByRole("checkbox", { name: "Choose Ada Quill" }).check();
  await page.getByRole("group", { name: "Chosen agents" }).getByRole("button", { name: "Duplicate" }).click();
  await expect(rows(mine)).toHaveCount(2);
  await guest.call("DELETE", `/agents/${id}`);
  await expect(rows(mine)).toHaveCount(1);
  await expect(theirs.getByRole("heading", { name: "No agents yet" })).toBeVisible();
  await second.close();
  await stranger.close();
});

test("an agent is saved to the shelf, brought up to date and used", async ({ page, guest }) => {
  const { id } = await guest.agent("Ada Quill");
  await gotoLive(page, `/agents/${id}`);
  await page.getByRole("button", { name: "Save to the shelf" }).click();
  await expect(page.getByText("On the shelf, and the same there.")).toBeVisible();
  await guest.call("PATCH", `/agents/${id}`, { age: 40 });
  await page.getByRole("button", { name: "Update the saved agent" }).click();
  await expect(page.getByText("On the shelf, and the same there.")).toBeVisible();
  const [saved] = await guest.get<{ id: string }[]>("/saved-agents");
  await guest.call("PUT", `/saved-agents/${saved!.id}`, { name: "Ada Quill II", archetype: "A", expertise: ["x"] });
  await page.getByRole("button", { name: "Update from the shelf" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ada Quill II");
  await page.getByRole("link", { name: "The shelf" }).click();
  await page.getByRole("button", { name: /^Use/ }).click();
  await page.waitForURL(/\/agents\/[0-9a-f]{32}$/);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(2);
});

test("a question to one agent opens a conversation with it", async ({ page, guest }) => {
  const { id } = await guest.agent("Ada Quill");
  await gotoLive(page, `/agents/${id}`);
  await page.getByLabel("Your question to Ada Quill").fill("What would you check first?");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  const simulation = await guest.simulation(page.url().split("/").pop()!);
  expect(simulation.participants.map((one) => one.name)).toEqual(["Ada Quill"]);
});

const HOSTILE = [
  "<img src=x onerror=\"document.title='owned'\">",
  "</script><script>document.title='owned'</script>",
  "\u202Egnp.exe\u202C نص عربي",
  "👩🏽‍🔬 Zoë \u0301\u0301\u0301",
];

test("hostile and unusual names are text and nothing else, in the list and on their page", async ({ page, guest }) => {
  for (const name of HOSTILE) {
    await guest.post("/agents", { name, archetype: name, expertise: [name], tags: [name.slice(0, 40)], background: name, residence: name });
  }
  await gotoLive(page, "/agents");
  await expect(rows(page)).toHaveCount(HOSTILE.length);
  await expect(page).toHaveTitle(/^My agents/);
  expect(await page.locator("main img[src=x], main script").count()).toBe(0);
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await overflow(page)).toEqual([]);
  const names = (await guest.get<{ id: string; name: string }[]>("/agents")).map((agent) => agent);
  for (const { id, name } of names) {
    await gotoLive(page, `/agents/${id}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
    expect(await page.locator("main img[src=x], main script").count()).toBe(0);
    expect(await overflow(page)).toEqual([]);
  }
});
