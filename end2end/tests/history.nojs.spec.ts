// Scenarios, the list, links and deletion in a browser without JavaScript: links and forms alone.
import { transcript } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test("a scenario is written, corrected, copied and deleted by forms", async ({ page, guest }) => {
  await page.goto("/scenarios/new");
  await page.getByLabel("Title", { exact: true }).fill("Sunday opening");
  await page.getByLabel("Question").fill("Shall it open on Sundays?");
  await page.getByLabel("Who knows secret 1").fill("Ada");
  await page.getByLabel("Secret 1", { exact: true }).fill("The roof leaks.");
  await page.getByRole("button", { name: "Save scenario" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  const [own] = await guest.get<{ id: string; secrets: unknown[] }[]>("/scenarios?own=true");
  expect(own.secrets).toEqual([{ text: "The roof leaks.", known_by: ["Ada"] }]);
  await page.getByRole("link", { name: "Edit Sunday opening" }).click();
  await page.getByLabel("When it is over").fill("Everybody has voted.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  expect(await guest.get(`/scenarios/${own.id}`)).toMatchObject({ end: "Everybody has voted.", version: 2 });
  await page.getByRole("link", { name: "Delete Sunday opening" }).click();
  await page.getByRole("button", { name: "Delete scenario" }).click();
  await page.waitForURL(/\/scenarios\??$/);
});

test("a surprise fills the form in", async ({ page, guest }) => {
  await guest.get("/scenarios");
  await page.goto("/simulations/new");
  await page.getByRole("button", { name: "Surprise me" }).click();
  await page.waitForURL(/template=random\./);
  await expect(page.getByLabel("Question")).toHaveValue(/\?$/);
});

test("search, filter and delete several by forms", async ({ page, guest }) => {
  for (const title of ["One", "Two", "Three"]) await guest.draft({}, 2, title);
  await page.goto("/simulations");
  await page.getByLabel("Search simulations").fill("two");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
  await page.goto("/simulations?state=draft");
  await page.getByRole("checkbox", { name: "Select One" }).check();
  await page.getByRole("checkbox", { name: "Select Two" }).check();
  await page.getByRole("button", { name: "Export or delete the ticked ones" }).click();
  await page.getByRole("button", { name: "Delete 2 simulations" }).click();
  await page.waitForURL(/\/simulations\??$/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
});

test("a link is made, shown once, read and revoked by forms", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await page.goto(`/simulations/${id}/share`);
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.getByTestId("share-link").textContent())!.trim();
  await page.reload();
  await expect(page.getByTestId("share-link")).toHaveCount(0);
  await page.goto(new URL(link).pathname);
  expect(await transcript(page)).toHaveLength(3);
  await page.goto(`/simulations/${id}/share`);
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await expect(page.getByText("No links")).toBeVisible();
});
