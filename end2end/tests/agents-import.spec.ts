// Agents from files: looked at first, then taken whole, in part or not at all.
import type { Page } from "@playwright/test";
import { FILES } from "../fixtures/agent-files";
import { form, gotoLive, live } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const rows = (page: Page) => page.getByRole("list", { name: "Rows of the file" }).getByRole("listitem");

async function choose(page: Page, name: string, content: string | Buffer): Promise<void> {
  await gotoLive(page, "/agents/import");
  await page.getByLabel("Choose a file, or drop one here").setInputFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
  const loaded = page.waitForEvent("load");
  await page.getByRole("button", { name: "Look at the file" }).click();
  await loaded;
  await live(page);
}

for (const file of FILES) {
  test(`${file.format}: a good file is taken whole, of a broken one only the good rows`, async ({ page, guest }) => {
    await choose(page, file.name, file.good);
    await expect(page.getByText(`${file.format}, ${file.people.length} row`)).toBeVisible();
    await expect(rows(page)).toHaveCount(file.people.length);
    expect(await guest.get<unknown[]>("/agents"), "looking stores nothing").toHaveLength(0);
    await page.getByRole("button", { name: "Import the chosen rows" }).click();
    await page.waitForURL("**/agents/import?created=*");
    await expect(page.getByText(/agents? (was|were) imported/)).toBeVisible();
    const names = (await guest.get<{ name: string }[]>("/agents?sort=created_at")).map((agent) => agent.name);
    expect(names).toEqual(file.people);

    await choose(page, `broken-${file.name}`, file.broken);
    await expect(page.getByRole("table", { name: "Rows with errors" })).toContainText(file.problem);
    await expect(rows(page).filter({ hasText: "Has errors" }).getByRole("checkbox")).toHaveCount(0);
    await expect(rows(page).filter({ hasText: "Is there already" })).toHaveCount(1);
    await page.getByRole("button", { name: "Forget this file" }).click();
    await expect(rows(page)).toHaveCount(0);
    expect(await guest.get<unknown[]>("/agents")).toHaveLength(file.people.length);
  });
}

test("rows are chosen, duplicates only when they are asked for", async ({ page, guest, problems }) => {
  problems.allow(/status of 422/);
  await guest.call("POST", "/agents", { name: "Ada Quill", archetype: "Analyst", expertise: ["engines"] });
  await choose(page, "agents.json", FILES[0].good.replace("Ben Osei", "Ada Quill").replace('"age":40', '"age":41'));
  await expect(page.getByText("2 duplicates")).toBeVisible();
  await page.getByRole("button", { name: "Import the chosen rows" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Must name rows" }).or(page.getByRole("alert").filter({ hasText: "at least one row" }))).toBeVisible();
  await page.getByRole("checkbox", { name: "Import row 2: Ada Quill" }).check();
  await page.getByRole("button", { name: "Import the chosen rows" }).click();
  await page.waitForURL("**/agents/import?created=1");
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(2);
});

test("files that are none of these are refused with a sentence", async ({ page, guest }) => {
  for (const [content, sentence] of [
    [Buffer.from([0xff, 0xfe, 0x61]), /UTF-16 but is broken/],
    [Buffer.from("PK\u0003\u0004rest"), /spreadsheet or an archive/],
    [Buffer.from('{"name": "Ada",'), /not valid JSON \(line 1/],
    [Buffer.from("colour,size\nred,1\n"), /name, archetype and expertise/],
    [Buffer.concat([Buffer.from('{"name": "Zo'), Buffer.from([0xeb]), Buffer.from('"}')]), /JSON must be in UTF-8/],
    [Buffer.alloc(10_050_000, 0x20), /larger than 10 MB/],
  ] as [Buffer, RegExp][]) {
    await choose(page, "odd.json", content);
    await expect(page.getByText("This file can’t be imported")).toBeVisible();
    await expect(page.getByText(sentence)).toBeVisible();
  }
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(0);
});

test("a table from a spreadsheet is read in its encoding, and markup stays text", async ({ page, guest }) => {
  const table = "name;archetype;expertise\r\nZoë <img src=x onerror=alert(1)>;Analystin;Größen\r\n";
  await choose(page, "tabelle.csv", Buffer.from(table, "latin1"));
  await expect(page.getByText("Read as Windows-1252")).toBeVisible();
  await expect(rows(page)).toContainText("Zoë <img src=x onerror=alert(1)>");
  await page.getByRole("button", { name: "Import the chosen rows" }).click();
  await page.waitForURL("**/agents/import?created=1");
  expect(await guest.get<{ expertise: string[] }[]>("/agents")).toMatchObject([{ expertise: ["Größen"] }]);
});

test("hundreds of rows come in at once", async ({ page, context, baseURL }) => {
  const email = `import-${Date.now()}@example.org`;
  await form(context, baseURL!, "/_fn/auth/register", { email, password: "correct horse battery", name: "Import" });
  const lines = Array.from({ length: 300 }, (_, n) => `Person ${n},Analyst,engines; notes ${n}`).join("\n");
  await choose(page, "many.csv", `name,archetype,expertise\n${lines}\n`);
  await expect(page.getByText("300 ready to import")).toBeVisible();
  await page.getByLabel("Rows to import").fill("1-299");
  await page.getByRole("button", { name: "Import these rows" }).click();
  await page.waitForURL("**/agents/import?created=299", { timeout: 60_000 });
  await gotoLive(page, "/agents?q=person+298");
  await expect(page.getByRole("list", { name: "My agents" })).toContainText("Person 298");
});

test("more rows become a job that ends with all of them", async ({ page, context, baseURL }) => {
  const email = `import-job-${Date.now()}@example.org`;
  await form(context, baseURL!, "/_fn/auth/register", { email, password: "correct horse battery", name: "Import" });
  const lines = Array.from({ length: 450 }, (_, n) => `Person ${n},Analyst,engines; notes ${n}`).join("\n");
  await choose(page, "more.csv", `name,archetype,expertise\n${lines}\n`);
  await expect(page.getByText("450 ready to import")).toBeVisible();
  await page.getByRole("button", { name: "Import these rows" }).click();
  await page.waitForURL("**/jobs");
  const job = page.getByRole("listitem").filter({ hasText: "Import of 450 agents from more.csv" });
  await expect(job).toContainText("Done", { timeout: 60_000 });
  await job.getByRole("link", { name: "Import of 450 agents from more.csv" }).click();
  await page.waitForURL("**/agents");
  await gotoLive(page, "/agents?q=person+449");
  await expect(page.getByRole("list", { name: "My agents" })).toContainText("Person 449");
});

test("an export is a file that is imported again", async ({ page, guest }) => {
  await guest.agent("Ada Quill");
  await gotoLive(page, "/agents/import");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export as Colloquy CSV" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("agents.csv");
  const path = await file.path();
  await page.getByLabel("Choose a file, or drop one here").setInputFiles(path);
  await page.getByRole("button", { name: "Look at the file" }).click();
  await expect(rows(page)).toContainText("Is there already");
});
