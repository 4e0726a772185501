// The list of simulations: search in what was said, filters, tags, several at once.
import { readFile } from "node:fs/promises";
import { gotoLive } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test("a word that was said leads to its line", async ({ page, guest }) => {
  const { id } = await guest.draft({}, 4, "The quay");
  await guest.draft({}, 4, "The library");
  await guest.post(`/simulations/${id}/observer`, { content: "Somebody saw a nilpferd at the gate." });
  await gotoLive(page, "/simulations");
  await page.getByLabel("Search simulations").fill("nilpf");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.waitForURL(/q=nilpf/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
  await page.getByTestId("found-line").click();
  await page.waitForURL(`**/simulations/${id}#m1`);
  await expect(page.locator("#m1")).toContainText("nilpferd");
});

test("tags are given and filter the list; the address carries it", async ({ page, guest }) => {
  const { id } = await guest.draft({}, 4, "Tagged");
  await guest.draft({}, 4, "Plain");
  await gotoLive(page, `/simulations/${id}/share`);
  await page.getByRole("textbox", { name: "Tags" }).fill("pricing, spring 2027");
  await page.getByRole("button", { name: "Save tags" }).click();
  await expect(page.getByText("Tags saved.")).toBeVisible();
  await gotoLive(page, "/simulations");
  await page.getByRole("link", { name: "Only with the tag spring 2027" }).click();
  await page.waitForURL(/tag=spring/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
  await page.reload();
  await expect(page.getByRole("checkbox", { name: "Select Tagged" })).toBeVisible();
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(2);
  await page.getByRole("link", { name: "Title A–Z" }).click();
  await page.waitForURL(/sort=title/);
  await expect(page.getByRole("checkbox", { name: /^Select/ }).first()).toHaveAccessibleName("Select Plain");
});

test("ticked simulations are exported and deleted, others stay", async ({ page, guest }) => {
  for (const title of ["One", "Two", "Three"]) await guest.draft({}, 4, title);
  await gotoLive(page, "/simulations");
  await page.getByRole("checkbox", { name: "Select One" }).check();
  await page.getByRole("checkbox", { name: "Select Three" }).check();
  await page.getByRole("button", { name: "Export or delete the ticked ones" }).click();
  await page.waitForURL(/\/simulations\/selection\?ids=/);
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as JSON" }).click();
  const file = JSON.parse(await readFile((await (await waiting).path())!, "utf8"));
  expect(file.simulations.map((s: { title: string }) => s.title).sort()).toEqual(["One", "Three"]);
  await page.getByRole("button", { name: "Delete 2 simulations" }).click();
  await page.waitForURL(/\/simulations$/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
  await expect(page.getByRole("checkbox", { name: "Select Two" })).toBeVisible();
});

test("the list turns its pages", async ({ page, guest }) => {
  for (let n = 1; n <= 22; n++) await guest.draft({}, 2, `Talk ${n}`);
  await gotoLive(page, "/simulations");
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(20);
  await page.getByRole("link", { name: "More", exact: true }).click();
  await page.waitForURL(/cursor=/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(2);
  await page.getByRole("link", { name: "First page" }).click();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(20);
});

test("a file is imported and shown, with its notes", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await guest.post(`/simulations/${id}/annotations`, { seq: 1, kind: "note", text: "Who wrote this?" });
  const file = await (await page.request.get(`/api/v1/simulations/${id}/export?format=json`)).body();
  await gotoLive(page, "/simulations");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.waitForURL("**/simulations/import");
  await page.locator("#f-file").setInputFiles({ name: "talk.json", mimeType: "application/json", buffer: file });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  await expect(page.getByText("Who wrote this?")).toBeVisible();
  await page.getByRole("button", { name: "How turn 1 came about" }).click();
  await expect(page.getByTestId("reason")).toBeVisible();
});
