// The whole story of the product, as somebody lives it who has just arrived.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { Api, expectDense } from "../fixtures/api";
import { gotoLive, lines, live, transcript } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const SAID = "Please say what each proposal would cost in its first year.";

/** From the landing page to a room in which the panel begins to speak. */
async function startAConversation(page: Page): Promise<string> {
  await gotoLive(page, "/");
  await page.getByRole("button", { name: "Try it as a guest" }).click();
  await page.waitForURL("**/home");
  await live(page);
  await page.getByRole("link", { name: "New simulation" }).first().click();
  await page.waitForURL("**/simulations/new");
  const template = page.locator('a[href*="template="]').first();
  const title = await template.locator("span").last().textContent();
  await template.click();
  await page.waitForURL("**/simulations/new?template=*");
  await live(page);
  await expect(page.getByLabel("Title", { exact: false }).first()).toHaveValue(title!);
  await choosePanel(page);
  await page.getByLabel("Turns", { exact: true }).fill("60");
  await page.getByLabel(/^Seed/).fill("7");
  await page.getByRole("button", { name: "Start the conversation" }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  return page.url().split("/").pop()!;
}

/** Finds one more expert by a word and adds them to the panel of the template. */
async function choosePanel(page: Page): Promise<void> {
  const panel = page.getByRole("group", { name: "Participants" });
  const before = await panel.getByRole("checkbox", { checked: true }).count();
  expect(before, "the whole panel of the template").toBe(5);
  await page.getByLabel("Filter the experts").fill("medicine");
  const offered = panel.getByRole("checkbox", { checked: false });
  await expect.poll(() => offered.count()).toBeLessThan(60);
  await offered.first().check();
  await page.getByLabel("Filter the experts").fill("");
  await expect(panel.getByRole("checkbox", { checked: true })).toHaveCount(before + 1);
}

/** The words of the line that is being spoken grow. */
async function expectGrowingWords(page: Page): Promise<void> {
  const words = page.locator("#speaking .ui-turn-text");
  const seen = new Set<string>();
  await expect.poll(async () => {
    const text = await words.textContent({ timeout: 1000 }).catch(() => null);
    if (text && text !== "…") seen.add(text);
    return seen.size;
  }, { timeout: 20_000, intervals: [40] }).toBeGreaterThan(3);
}

test("a stranger asks, watches, steers, and leaves with evidence", async ({ page, context, baseURL }) => {
  const id = await startAConversation(page);
  const api = Api.sameOrigin(context.request, baseURL!);
  const viewer = await context.newPage();

  await test.step("words appear one by one, with the reason why this person speaks", async () => {
    await expectGrowingWords(page);
    await expect(page.getByText("Opens the conversation.").or(page.getByText("Addressed by").first())).toBeVisible();
    await expect(lines(page)).not.toHaveCount(0);
    await expect.poll(() => lines(page).count()).toBeGreaterThan(3);
    await expect(lines(page).last(), "the page follows the conversation").toBeInViewport();
  });

  await test.step("pause, say something, resume", async () => {
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await expect.poll(async () => (await api.simulation(id)).state).toBe("paused");
    await page.getByLabel("Say something to the panel").fill(SAID);
    await page.getByRole("button", { name: "Say", exact: true }).click();
    await expect(lines(page).filter({ hasText: SAID })).toHaveCount(1);
    await expect(page.getByLabel("Say something to the panel")).toHaveValue("");
    await gotoLive(viewer, page.url());
    expect(await transcript(viewer)).toEqual(await transcript(page));
    await page.getByRole("button", { name: "Resume" }).click();
    await expectGrowingWords(page);
  });

  await test.step("a reload in the middle of a sentence loses nothing", async () => {
    await expectGrowingWords(page);
    const before = await transcript(page);
    const open = (await page.locator("#speaking .ui-turn-text").textContent({ timeout: 500 }).catch(() => "")) ?? "";
    await page.reload();
    await live(page);
    const after = await transcript(page);
    expect(after.slice(0, before.length)).toEqual(before);
    // What was being said is still being said from its beginning, or is finished by now.
    await expect.poll(async () => {
      const now = (await page.locator("#speaking .ui-turn-text").textContent({ timeout: 200 }).catch(() => "")) ?? "";
      return [now, ...(await transcript(page)).map((line) => line.text)].some((text) => text.startsWith(open.slice(0, 30)));
    }, { intervals: [50] }).toBe(true);
    await expect.poll(async () => (await transcript(page)).length).toBeGreaterThan(after.length);
    expectDense(await transcript(page));
  });

  await test.step("two viewers and the API have the same transcript after the stop", async () => {
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(page.getByRole("button", { name: "Another round" })).toBeVisible();
    await expect(viewer.getByRole("button", { name: "Another round" })).toBeVisible();
    const stored = (await api.messages(id)).map(({ seq, text }) => ({ seq, text }));
    expectDense(stored);
    expect(stored.some((line) => line.text === SAID)).toBe(true);
    await expect.poll(() => transcript(page)).toEqual(stored);
    await expect.poll(() => transcript(viewer)).toEqual(stored);
    await viewer.close();
  });

  await test.step("a summary whose citations lead to the lines", async () => {
    await page.getByRole("link", { name: "Write a summary" }).click();
    await page.waitForURL("**/documents/new?simulation=*");
    await page.getByRole("button", { name: "Write the document" }).click();
    await page.waitForURL(/\/documents\/[0-9a-f]{32}$/);
    const evidence = page.getByRole("complementary", { name: "Sources, checks and evidence" });
    await expect(evidence).toBeVisible({ timeout: 30_000 });
    const citation = evidence.getByRole("link", { name: /, message \d+$/ }).first();
    const address = await citation.getAttribute("href");
    expect(address).toMatch(new RegExp(`^/simulations/${id}#m\\d+$`));
    const quote = await evidence.locator("blockquote").first().textContent();
    await citation.click();
    await page.waitForURL(`**${address}`);
    const line = page.locator(address!.slice(address!.indexOf("#")));
    await expect(line).toContainText(quote!.slice(0, 40).trim());
    await expect(line).toBeInViewport();
    await page.goBack();
  });

  await test.step("the Markdown export carries the citations", async () => {
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Markdown" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/\.md$/);
    const text = await readFile((await file.path())!, "utf8");
    expect(text).toMatch(/^# /m);
    const documentId = new URL(page.url()).pathname.split("/").pop()!;
    const { citations } = await api.get<{ citations: { n: number; speaker: string; seq: number }[] }>(`/documents/${documentId}`);
    expect(citations.length).toBeGreaterThan(2);
    for (const citation of citations) {
      expect(text, `citation ${citation.n}`).toContain(citation.speaker);
      expect(text).toMatch(new RegExp(`\\[\\\\\\[${citation.n}\\\\\\]\\]\\(http\\S+/simulations/${id}#m${citation.seq}\\)`));
    }
  });
});
