// Import by forms alone.
import { FILES } from "../fixtures/agent-files";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

test("a file is looked at and taken in part", async ({ page, guest }) => {
  await page.goto("/agents/import");
  const file = FILES[1];
  await page.getByLabel("Choose a file, or drop one here").setInputFiles({ name: file.name, mimeType: "text/csv", buffer: Buffer.from(file.good) });
  await page.getByRole("button", { name: "Look at the file" }).click();
  await expect(page.getByText("2 ready to import")).toBeVisible();
  await page.getByRole("checkbox", { name: "Import row 1: Ada Quill" }).uncheck();
  await page.getByRole("button", { name: "Import the chosen rows" }).click();
  await page.waitForURL("**/agents/import?created=1");
  await expect(page.getByText("1 agent was imported")).toBeVisible();
  expect(await guest.get<{ name: string }[]>("/agents")).toMatchObject([{ name: "=Ben Osei" }]);
});

test("a broken file says what is wrong and is forgotten", async ({ page, guest }) => {
  await page.goto("/agents/import");
  const file = FILES[1];
  await page.getByLabel("Choose a file, or drop one here").setInputFiles({ name: file.name, mimeType: "text/csv", buffer: Buffer.from(file.broken) });
  await page.getByRole("button", { name: "Look at the file" }).click();
  await expect(page.getByRole("table", { name: "Rows with errors" })).toContainText("Must be between 0 and 120.");
  await page.getByRole("button", { name: "Forget this file" }).click();
  await expect(page.getByRole("list", { name: "Rows of the file" })).toHaveCount(0);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(0);
});
