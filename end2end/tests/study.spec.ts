// A whole study in the live room: template, panel, start, whisper, branch, twin, compare, highlight, export;
// in two browsers, offline and back, by keyboard alone, on a phone.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { Api, expectDense } from "../fixtures/api";
import { gotoLive, lines, live, overflow, transcript } from "../fixtures/browser";
import { startProxy } from "../fixtures/proxy";
import { expect, test } from "../fixtures/test";

const SECRET = "The landlord will sell if the rent falls below nine thousand.";
const words = (page: Page) => page.locator("#f-content");
const rail = (page: Page, tab: string) => page.getByRole("navigation", { name: "Beside the conversation" }).getByRole("link", { name: tab });
const idOf = (page: Page) => new URL(page.url()).pathname.split("/")[2];

/** Opens the menu of a line and presses an entry. */
async function onLine(page: Page, line: Locator, entry: string | RegExp): Promise<void> {
  await line.hover();
  await line.getByRole("button", { name: /^Line \d+$/ }).click();
  await page.locator("#line-menu").getByRole("button", { name: entry }).click();
}

/** Does one of the observer's things. */
async function act(page: Page, kind: string, text: string, verb: string, to?: number): Promise<void> {
  // By key: the transcript may still be scrolling under the pointer.
  const choice = page.getByRole("radio", { name: kind, exact: true });
  await choice.press("Space");
  await expect(choice).toBeChecked();
  if (to !== undefined) await page.getByLabel("To whom").selectOption({ index: to });
  await words(page).fill(text);
  await page.locator("#observer-form").getByRole("button", { name: verb, exact: true }).click();
}

test("a study from the template to the exported evidence", async ({ page, context, guest, baseURL }) => {
  await guest.get("/auth/me");
  let id = "";

  await test.step("a template fills the form, the panel and the expected cost", async () => {
    await gotoLive(page, "/simulations/new");
    await page.getByLabel("Filter the templates").fill("pricing");
    const template = page.getByRole("complementary", { name: "Templates" }).locator('a[href*="template="]:visible').first();
    const title = (await template.textContent())!.trim();
    await template.click();
    await page.waitForURL("**/simulations/new?template=*");
    await live(page);
    await expect(page.getByLabel("Title", { exact: false }).first()).toHaveValue(title);
    await expect(page.getByText("experts are chosen.")).toBeVisible();
    await expect(page.getByTestId("expected")).toContainText("turns");
    await page.getByLabel("Turns", { exact: true }).fill("8");
    await expect(page.getByTestId("expected")).toContainText("8 turns");
    await page.getByLabel(/^Seed/).fill("11");
    await page.getByRole("button", { name: "Start the conversation" }).click();
    await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
    await live(page);
    id = idOf(page);
  });

  const api = Api.sameOrigin(context.request, baseURL!);
  await test.step("pause, whisper, pin, ask aside: the whisper is marked, the aside stays out of the transcript", async () => {
    await expect(lines(page)).not.toHaveCount(0);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await act(page, "Whisper", SECRET, "Whisper", 1);
    const whisper = lines(page).filter({ hasText: SECRET });
    await expect(whisper).toHaveAttribute("data-whisper", "true");
    await expect(whisper).toContainText("Whispered to");
    await act(page, "Pin", "The budget is 40,000 a year.", "Pin");
    await expect(lines(page).filter({ hasText: "Fact for everybody" })).toHaveCount(1);
    const before = await lines(page).count();
    await act(page, "Ask aside", "What are you afraid of?", "Ask", 0);
    await expect(page.getByTestId("aside")).toContainText("What are you afraid of?");
    expect(await lines(page).count()).toBe(before);
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(page.getByRole("button", { name: "Another round" })).toBeVisible({ timeout: 60_000 });
    expectDense(await transcript(page));
  });

  await test.step("why this speaker, with the prompt", async () => {
    const spoken = lines(page).filter({ has: page.getByRole("button", { name: /^How turn/ }) }).first();
    await spoken.hover();
    await spoken.getByRole("button", { name: /^How turn/ }).click();
    const about = page.getByRole("dialog");
    await expect(about.getByTestId("reason")).toContainText("Why this speaker");
    await about.getByText(/^The prompt, /).click();
    await expect(about.getByTestId("prompt")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(about).toBeHidden();
  });

  await test.step("highlight, react, note: other windows see it, the rail lists it", async () => {
    const line = lines(page).filter({ has: page.getByRole("button", { name: /^How turn/ }) }).nth(2);
    await onLine(page, line, "Highlight as evidence");
    await expect(line).toHaveAttribute("data-marked", "true");
    await onLine(page, line, "Good point");
    await expect(line.locator(".ui-chip")).toHaveCount(1);
    await onLine(page, line, "Note…");
    await page.getByRole("dialog").getByLabel("Note").fill("Use this in the report.");
    await page.getByRole("button", { name: "Save note" }).click();
    await expect(line).toContainText("Use this in the report.");
    await rail(page, "Notes").click();
    await expect(page.getByRole("list", { name: "Highlights" }).getByRole("listitem")).toHaveCount(1);
    const marks = await api.get<{ kind: string }[]>(`/simulations/${id}/annotations`);
    expect(marks.map((mark) => mark.kind).sort()).toEqual(["highlight", "note", "reaction"]);
    await page.reload();
    await live(page);
    await expect(page.locator("article[data-marked]")).toHaveCount(1);
  });

  await test.step("health and money are said in words and figures", async () => {
    await rail(page, "Health").click();
    await expect(page.getByRole("list", { name: "Health of the conversation" }).getByRole("listitem")).not.toHaveCount(0);
    await rail(page, "Cost").click();
    await expect(page.getByRole("table", { name: "By person" })).toBeVisible();
  });

  await test.step("a branch repeats the lines up to its turn", async () => {
    const original = await transcript(page);
    const line = lines(page).filter({ has: page.getByRole("button", { name: "How turn 2 came about" }) });
    await onLine(page, line, "Branch from here…");
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("After turn")).toHaveValue("2");
    await dialog.getByLabel("Let it go on at once").uncheck();
    await dialog.getByRole("button", { name: "Make the branch" }).click();
    await page.waitForURL((url) => /^\/simulations\/[0-9a-f]{32}$/.test(url.pathname) && !url.pathname.includes(id));
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    const copied = await transcript(page);
    expect(copied.length).toBeGreaterThan(0);
    expect(original.slice(0, copied.length)).toEqual(copied);
    await page.goto(`/simulations/${id}`);
    await live(page);
  });

  await test.step("a twin with one change is compared, the first difference marked", async () => {
    await page.getByRole("button", { name: "More about this conversation" }).click();
    await page.getByRole("button", { name: "Branch or twin…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("After turn").fill("2");
    await dialog.getByLabel("What is different").selectOption("seed");
    await dialog.getByLabel("Seed").fill("99");
    await dialog.getByRole("button", { name: "Make the twin" }).click();
    await page.waitForURL("**/simulations/compare?a=*");
    await expect(page.getByTestId("shared")).toContainText("the same", { timeout: 30_000 });
    await expect(page.getByTestId("first-difference")).toContainText("First difference: line", { timeout: 60_000 });
    await expect(page.getByRole("table", { name: "Measures of both" })).toBeVisible();
  });

  await test.step("the replay goes through it by keyboard", async () => {
    await gotoLive(page, `/simulations/${id}/replay?at=2`);
    await expect(page.getByTestId("place")).toContainText("Line 2 of");
    await page.locator("body").press("ArrowRight");
    await expect(page.getByTestId("place")).toContainText("Line 3 of");
    await page.locator("body").press("Home");
    await expect(page.getByTestId("place")).toContainText("Line 1 of");
    await page.getByLabel("Speed").selectOption("8");
    await page.getByRole("button", { name: "Play" }).click();
    await expect(page.getByTestId("place")).not.toContainText("Line 1 of", { timeout: 10_000 });
  });

  await test.step("the exported file holds the conversation", async () => {
    await gotoLive(page, `/simulations/${id}`);
    await rail(page, "Share").click();
    const download = page.waitForEvent("download");
    await page.getByRole("list", { name: "Files" }).getByRole("link", { name: "Markdown" }).click();
    const text = await readFile((await (await download).path())!, "utf8");
    expect(text).toContain((await api.messages(id))[0].text.slice(0, 40));
  });

  await test.step("the highlighted line is evidence in the summary", async () => {
    const marked = (await api.get<{ kind: string; seq: number }[]>(`/simulations/${id}/annotations`)).find((mark) => mark.kind === "highlight")!;
    const document = await api.document(id);
    expect(document.citations.map((citation) => citation.seq)).toContain(marked.seq);
  });
});

test("two browsers have the same room", async ({ page, context, guest }) => {
  const { id } = await guest.draft({ max_turns: 6 });
  const other = await context.newPage();
  await gotoLive(page, `/simulations/${id}`);
  await gotoLive(other, `/simulations/${id}`);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(lines(other)).not.toHaveCount(0);
  await onLine(other, lines(other).first(), "Highlight as evidence");
  await expect(lines(page).first()).toHaveAttribute("data-marked", "true");
  await expect(page.getByRole("button", { name: "Another round" })).toBeVisible({ timeout: 40_000 });
  await expect(other.getByRole("button", { name: "Another round" })).toBeVisible();
  await expect.poll(() => transcript(other)).toEqual(await transcript(page));
  await other.close();
});

test("what was typed survives the loss of the network and of the page", async ({ page, context, guest, problems, baseURL }) => {
  problems.allow(/ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING|Failed to fetch/);
  const { id } = await guest.draft({ max_turns: 12, interval_ms: 60_000 });
  const line = await startProxy(baseURL!);
  await gotoLive(page, `${line.base}/simulations/${id}`);
  await guest.post(`/simulations/${id}/start`);
  await expect(lines(page)).not.toHaveCount(0);
  await words(page).fill("Half a thought");
  await context.setOffline(true);
  line.cut();
  await expect(page.getByRole("status").filter({ hasText: /Offline/ })).toBeVisible();
  await page.locator("#observer-form").getByRole("button", { name: "Say", exact: true }).click();
  await expect(words(page)).toHaveValue("Half a thought");
  line.mend();
  await context.setOffline(false);
  await expect(page.getByRole("status").filter({ hasText: /Live/ })).toBeVisible();
  await page.reload();
  await live(page);
  await expect(words(page)).toHaveValue("Half a thought");
  await page.locator("#observer-form").getByRole("button", { name: "Say", exact: true }).click();
  await expect(lines(page).filter({ hasText: "Half a thought" })).toHaveCount(1);
  await expect(words(page)).toHaveValue("");
  await page.goto("about:blank");
  await line.close();
});

test("the room by keyboard alone", async ({ page, guest }) => {
  const { id } = await guest.draft({ max_turns: 4 });
  await gotoLive(page, `/simulations/${id}`);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeHidden();
  await page.keyboard.press("n");
  await expect(lines(page)).toHaveCount(1, { timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.keyboard.press("k");
  await expect(lines(page).first()).toBeFocused();
  await page.keyboard.press("h");
  await expect(lines(page).first()).toHaveAttribute("data-marked", "true");
  await page.keyboard.press("w");
  await expect(page.getByRole("dialog")).toContainText("Why this speaker");
  await page.keyboard.press("Escape");
  await page.keyboard.press("s");
  await expect(words(page)).toBeFocused();
  await page.keyboard.type("p is a letter here");
  await page.keyboard.press("Control+Enter");
  await expect(lines(page).filter({ hasText: "p is a letter here" })).toHaveCount(1);
  await page.getByRole("slider", { name: "Timeline of the conversation" }).focus();
  await page.keyboard.press("Home");
  await expect(page.getByRole("slider", { name: "Timeline of the conversation" })).toHaveAttribute("aria-valuetext", /^Turn 1, /);
  await page.locator("#page-title").focus();
  await page.keyboard.press("p");
  await expect(page.getByRole("button", { name: "Another round" })).toBeVisible({ timeout: 30_000 });
});

test("single keys can be switched off", async ({ page, guest }) => {
  const { id } = await guest.draft({ max_turns: 2 });
  await gotoLive(page, `/simulations/${id}`);
  await page.keyboard.press("?");
  await page.getByRole("switch", { name: /^Single keys/ }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("f");
  await expect(page.locator("#room")).not.toHaveAttribute("data-present", "true");
  await page.reload();
  await live(page);
  await page.keyboard.press("f");
  await expect(page.locator("#room")).not.toHaveAttribute("data-present", "true");
});

test("the presentation shows the words and nothing else, Escape leaves it", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await gotoLive(page, `/simulations/${id}`);
  await page.getByRole("button", { name: "Presentation" }).click();
  await expect(page.locator("#room")).toHaveAttribute("data-present", "true");
  await expect(lines(page).first()).toBeVisible();
  await expect(words(page)).toBeHidden();
  const size = await lines(page).first().locator(".ui-turn-text").evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
  expect(size).toBeGreaterThan(19);
  await page.keyboard.press("Escape");
  await expect(page.locator("#room")).not.toHaveAttribute("data-present", "true");
});

test("a study on a phone", async ({ page, guest }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const { id } = await guest.draft({ max_turns: 4 });
  await gotoLive(page, `/simulations/${id}`);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(lines(page)).not.toHaveCount(0);
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  await expect(page.getByRole("button", { name: "Resume" }), "the controls stay in view").toBeInViewport();
  await act(page, "Whisper", SECRET, "Whisper", 0);
  await expect(lines(page).filter({ hasText: SECRET })).toHaveCount(1);
  await page.getByRole("button", { name: "Panel", exact: true }).click();
  await expect(rail(page, "Notes")).toBeVisible();
  await rail(page, "Brief").click();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  expect(await overflow(page)).toEqual([]);
  await page.getByRole("button", { name: "Close", exact: true }).first().click();
  await onLine(page, lines(page).first(), "Highlight as evidence");
  await expect(lines(page).first()).toHaveAttribute("data-marked", "true");
  for (const address of [`/simulations/${id}/replay`, `/simulations/compare?a=${id}&b=${id}`, "/simulations/new"]) {
    await gotoLive(page, address);
    expect(await overflow(page), address).toEqual([]);
  }
});
