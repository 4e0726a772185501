// Finding and adding agents without JavaScript: links and forms.
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

test("the library is searched, narrowed and added from by forms alone", async ({ page, guest }) => {
  await page.goto("/library");
  await page.getByRole("searchbox", { name: "Search the library" }).fill("night");
  await page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await expect(page).toHaveURL(/q=night/);
  await page.getByRole("navigation", { name: "Filters" }).getByRole("link", { name: /^Europe/ }).click();
  await expect(page).toHaveURL(/region=europe/);
  const choose = page.getByRole("checkbox", { name: /^Choose / });
  await choose.nth(0).check();
  await choose.nth(1).check();
  await page.getByRole("button", { name: "Add to my agents" }).click();
  await page.waitForURL(/\/agents\??$/);
  await expect(page.getByRole("list", { name: "My agents" }).getByRole("listitem")).toHaveCount(2);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(2);
});

test("several are deleted, and the deletion is undone", async ({ page, guest }) => {
  for (const name of ["Ada Quill", "Ben Osei", "Cleo Marsh"]) await guest.agent(name);
  await page.goto("/agents?sort=name");
  await page.getByRole("checkbox", { name: "Choose Ada Quill" }).check();
  await page.getByRole("checkbox", { name: "Choose Cleo Marsh" }).check();
  await page.getByRole("group", { name: "Chosen agents" }).getByRole("button", { name: "Delete" }).click();
  const rows = page.getByRole("list", { name: "My agents" }).getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(rows).toHaveCount(3);
});

test("a filter is saved, and an agent asked", async ({ page, guest }) => {
  const { id } = await guest.agent("Ada Quill");
  await page.goto("/agents?q=ada");
  await page.getByText("Save this filter").click();
  await page.getByLabel("Name of the filter").fill("Adas");
  await page.getByRole("button", { name: "Save filter" }).click();
  await expect(page.getByRole("list", { name: "Saved filters" }).getByRole("link", { name: "Adas" })).toBeVisible();
  await page.goto(`/agents/${id}`);
  await page.getByLabel("Your question to Ada Quill").fill("What would you check first?");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
});
