// The library and the workspace's own agents.
import { gotoLive, live } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

test("the library is found by word and by domain, and what is found stands in the address", async ({ page }) => {
  await gotoLive(page, "/library");
  const cards = page.getByRole("list", { name: "Agents of the library" }).getByRole("heading");
  await expect(cards).toHaveCount(24);
  await page.getByRole("searchbox", { name: "Search the library" }).fill("sepsis");
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/q=sepsis/);
  await expect(cards).toHaveText(["Thandeka Mabaso"]);
  await gotoLive(page, "/library");
  const domain = page.getByRole("navigation", { name: "Filters" }).getByRole("link").first();
  const number = Number(/(\d+) agents$/.exec((await domain.textContent())!.trim())![1]);
  await domain.click();
  await expect(page).toHaveURL(/domain=/);
  await expect(cards).toHaveCount(number);
});

test("several library agents are added at once", async ({ page, guest }) => {
  await gotoLive(page, "/library");
  const boxes = page.getByRole("checkbox", { name: /^Choose / });
  await boxes.nth(0).check();
  await boxes.nth(2).check();
  await page.getByRole("button", { name: "Add 2 agents to my agents" }).click();
  await page.waitForURL("**/agents");
  await expect(page.getByRole("list", { name: "My agents" }).getByRole("listitem")).toHaveCount(2);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(2);
});

test("an agent of one's own: write, see what is wrong, change, delete", async ({ page, guest }) => {
  await gotoLive(page, "/agents/new");
  await page.getByLabel("Name", { exact: true }).fill("Ines Calloway");
  await page.getByRole("button", { name: /^(Save|Create)/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Archetype" })).toBeVisible();
  await page.getByLabel("Archetype").fill("Sceptical regulator");
  await page.getByLabel("Expertise", { exact: true }).fill("Rail safety\nAudits of small operators");
  await page.getByRole("button", { name: /^(Save|Create)/ }).click();
  await page.waitForURL(/\/agents\/[0-9a-f]{32}$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ines Calloway");
  await expect(page.getByText("Audits of small operators")).toBeVisible();
  await page.getByRole("link", { name: "Edit" }).click();
  await page.waitForURL("**/edit");
  await page.getByLabel("Archetype").fill("Former inspector");
  await page.getByRole("button", { name: /^Save/ }).click();
  await page.waitForURL(/\/agents\/[0-9a-f]{32}$/);
  await expect(page.getByText("Former inspector")).toBeVisible();
  await page.getByRole("link", { name: "Delete agent" }).click();
  await page.getByRole("button", { name: "Delete agent" }).click();
  await page.waitForURL(/\/agents\?undo=[0-9a-f]{32}$/);
  await expect(page.getByRole("heading", { name: "No agents yet" })).toBeVisible();
  expect(await guest.get<unknown[]>("/agents")).toEqual([]);
});

test("an agent starts a simulation", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await gotoLive(page, `/agents/${id}`);
  await page.getByRole("link", { name: "Start a simulation" }).click();
  await page.waitForURL("**/simulations/new?participants=*");
  await live(page);
  await expect(page.getByRole("group", { name: "Participants" }).getByRole("checkbox", { checked: true })).toHaveAccessibleName(/Ines Calloway/);
});
