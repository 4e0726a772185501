// Panels and samples in a browser without JavaScript: forms and links alone.
import { expect, test } from "../fixtures/test";

const QUESTION = "Is night work safe for nurses?";

test("a panel by forms alone: from the new simulation to the panel, lock, swap, start", async ({ page, guest }) => {
  await guest.get("/auth/me");
  await page.goto("/simulations/new");
  await page.getByLabel("Question").fill(QUESTION);
  await page.getByRole("button", { name: "Suggest a panel for this question" }).click();
  await page.waitForURL("**/agents/panel?*");
  const seats = page.getByRole("list", { name: "Members of the panel" }).getByRole("heading", { level: 2 });
  await expect(seats).toHaveCount(5);
  await page.getByLabel("Seats").selectOption("4");
  await page.getByRole("button", { name: "Suggest a panel" }).click();
  await expect(seats).toHaveCount(4);
  const first = (await seats.first().textContent())!.trim();
  await page.getByRole("link", { name: `Lock ${first}` }).click();
  await expect(page.getByRole("link", { name: `Unlock ${first}` })).toBeVisible();
  await page.getByText("Swap for …").first().click();
  await page.locator("details[open]").getByRole("link").first().click();
  await expect(seats).toHaveCount(4);
  await expect(seats.first()).toHaveText(first);
  await page.getByRole("link", { name: "Start a simulation with this panel" }).click();
  await page.waitForURL("**/simulations/new?*");
  await expect(page.getByLabel("Question")).toHaveValue(QUESTION);
  await expect(page.getByRole("group", { name: "Participants" }).getByRole("checkbox", { checked: true })).toHaveCount(4);
});

test("a sample by a form alone", async ({ page, guest }) => {
  await guest.get("/auth/me");
  await page.goto("/agents/sample");
  await page.getByLabel("Members", { exact: true }).fill("8");
  await page.getByLabel("Africa").fill("25");
  await page.getByRole("button", { name: "Draw a sample" }).click();
  await expect(page.getByRole("list", { name: "Members of the sample" }).getByRole("listitem")).toHaveCount(8);
  await expect(page.getByRole("row", { name: /regions: Africa/ })).toContainText("Met");
});
