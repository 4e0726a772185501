// Where the reader is in the room: at the newest line, or at the line that the address names; the timeline agrees.
import { gotoLive, lines } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test("a conversation opens at its newest line, and the timeline follows the reader", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 10 });
  await gotoLive(page, `/simulations/${id}`);
  await expect(lines(page)).toHaveCount(10);
  await expect(lines(page).last()).toBeInViewport();
  const timeline = page.getByRole("slider", { name: "Timeline of the conversation" });
  await expect(timeline).toHaveValue("10");
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect.poll(async () => Number(await timeline.inputValue())).toBeLessThan(8);
  await page.goto(`/simulations/${id}#m2`);
  await expect(lines(page).nth(1)).toBeInViewport();
});

test("a conversation is at its newest line before the client is awake", async ({ browser, baseURL, guest, context }) => {
  const { id } = await guest.finished({ max_turns: 10 });
  const asleep = await browser.newContext({ baseURL, storageState: await context.storageState(), viewport: { width: 1280, height: 800 } });
  const page = await asleep.newPage();
  await page.route(/\/pkg\/.*\.(js|wasm)$/, (route) => route.abort());
  await page.goto(`/simulations/${id}`);
  await expect(lines(page).last()).toBeInViewport();
  await asleep.close();
});

test("no two on a panel have the same colour on the timeline", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 10 });
  await gotoLive(page, `/simulations/${id}`);
  const seen = await page.locator("#room .ui-share-bar").evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar).fill));
  expect(seen.length).toBeGreaterThan(2);
  expect(new Set(seen).size).toBe(seen.length);
});
