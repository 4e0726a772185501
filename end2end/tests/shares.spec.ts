// Links for strangers, files, and another language.
import { readFile } from "node:fs/promises";
import { gotoLive, lines, transcript } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test("a link opens the transcript to a stranger until it is revoked", async ({ page, guest, browser, baseURL }) => {
  const { id } = await guest.finished({ max_turns: 4 });
  await gotoLive(page, `/simulations/${id}`);
  await page.getByRole("link", { name: "Share and export" }).click();
  await page.waitForURL(`**/simulations/${id}/share`);
  await page.getByLabel("For whom").fill("The board");
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.getByTestId("share-link").textContent())!.trim();
  const stranger = await browser.newContext({ baseURL });
  const other = await stranger.newPage();
  const path = new URL(link).pathname;
  await gotoLive(other, path);
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("Sunday opening");
  const stored = (await guest.messages(id)).map(({ seq, text }) => ({ seq, text }));
  expect(await transcript(other)).toEqual(stored);
  await expect(other.locator("meta[name=robots]")).toHaveAttribute("content", /noindex/);
  await page.reload();
  await expect(page.getByTestId("share-link")).toHaveCount(0);
  await page.getByRole("button", { name: "Revoke The board" }).click();
  await expect(page.getByText("No links")).toBeVisible();
  const answer = await other.goto(path);
  expect(answer!.status()).toBe(404);
  await expect(other.getByText("This link has expired or was revoked.")).toBeVisible();
  await stranger.close();
});

test("the exports are files, and the JSON comes back as a copy", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  const [first] = await guest.messages(id);
  await gotoLive(page, `/simulations/${id}/share`);
  for (const [link, ending] of [["Markdown", ".md"], ["Web page", ".html"], ["Table (CSV)", ".csv"], [/^JSON/, ".json"]] as const) {
    const waiting = page.waitForEvent("download");
    await page.getByRole("link", { name: link }).click();
    const file = await waiting;
    expect(file.suggestedFilename()).toContain(ending);
    const text = await readFile((await file.path())!, "utf8");
    expect(text).toContain(first.speaker!.name);
    if (ending === ".json") {
      const copy = await guest.post<{ id: string }>("/simulations/import", JSON.parse(text));
      await gotoLive(page, `/simulations/${copy.id}`);
      await expect(lines(page)).toHaveCount(3);
    }
  }
});

test("without an endpoint the page of a translation says what it needs", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await gotoLive(page, `/simulations/${id}/share`);
  await expect(page.getByText("Translation needs a model endpoint")).toBeVisible();
  await gotoLive(page, `/simulations/${id}/translation?language=French`);
  await expect(page.getByText("Translation needs a model endpoint")).toBeVisible();
  await expect(lines(page)).toHaveCount(3);
});

test("the scenario of a simulation goes onto the shelf", async ({ page, guest }) => {
  const { id } = await guest.draft();
  await gotoLive(page, `/simulations/${id}/share`);
  await page.getByRole("button", { name: "Save the scenario" }).click();
  await page.waitForURL(/\/scenarios\/[0-9a-f]{32}\/edit$/);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Sunday opening");
});
