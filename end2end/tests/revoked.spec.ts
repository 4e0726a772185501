// A session that is revoked takes every page with it that is open in it.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Api } from "../fixtures/api";
import { form, gotoLive } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const PASSWORD = "seven quiet herons";
const WATCH = "**/api/v1/auth/session/events";
let number = 0;

interface Session { id: string; current: boolean }

/** The person of `context`, signed in a second time. */
async function elsewhere(context: BrowserContext, browser: Browser, base: string): Promise<BrowserContext> {
  const email = `revoked-${process.pid}-${Date.now()}-${++number}@example.org`;
  await form(context, base, "/_fn/auth/register", { email, password: PASSWORD, name: "Vera Lindqvist", next: "/home" });
  const other = await browser.newContext({ baseURL: base });
  await form(other, base, "/_fn/auth/login", { account: email, password: PASSWORD, next: "/home" });
  return other;
}

async function revokeOthers(context: BrowserContext, base: string): Promise<void> {
  const api = Api.sameOrigin(context.request, base);
  const others = (await api.get<Session[]>("/auth/sessions")).filter((session) => !session.current);
  expect(others).toHaveLength(1);
  await api.call("DELETE", `/auth/sessions/${others[0].id}`);
}

/** Opens a page and waits for its watch. */
async function watched(page: Page, path: string): Promise<void> {
  const watch = page.waitForResponse(WATCH);
  await gotoLive(page, path);
  expect((await watch).status()).toBe(200);
}

test("every open page ends with its session and leads back after the sign-in", async ({ page, context, browser, baseURL }) => {
  const other = await elsewhere(context, browser, baseURL!);
  const paths = ["/home", "/library", "/settings/sessions"];
  const open = await Promise.all(paths.map(async (path) => {
    const tab = await other.newPage();
    await watched(tab, path);
    return tab;
  }));
  await watched(page, "/library");
  await revokeOthers(context, baseURL!);
  for (const [index, tab] of open.entries()) {
    const next = paths[index] === "/home" ? "" : `?next=${encodeURIComponent(paths[index])}`;
    await expect(tab).toHaveURL(`${baseURL}/login${next}`, { timeout: 3_000 });
    await expect(tab.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  }
  await expect(page).toHaveURL(/\/library$/);
  await other.close();
});

test("a page follows one stream at a time", async ({ page, guest }) => {
  const { id } = await guest.draft({ max_turns: 40, interval_ms: 60_000 });
  const open = new Set<string>();
  page.on("request", (request) => {
    if (request.resourceType() === "eventsource") open.add(new URL(request.url()).pathname);
  });
  const ended = (path: string) => page.waitForEvent("requestfailed", (request) => request.url().includes(path));
  await watched(page, "/home");
  expect([...open]).toEqual(["/api/v1/auth/session/events"]);
  const rests = ended("/auth/session/events");
  await page.getByRole("link", { name: "Simulations", exact: true }).first().click();
  await page.waitForURL("**/simulations");
  await page.getByRole("link", { name: "Sunday opening" }).first().click();
  await page.waitForURL(`**/simulations/${id}`);
  await rests;
  expect([...open]).toContain(`/api/v1/simulations/${id}/events`);
});

test("what is asked after the end of the session says so and leads to the sign-in page", async ({ context, browser, baseURL }) => {
  const other = await elsewhere(context, browser, baseURL!);
  const tab = await other.newPage();
  // A page that doesn't hear of it: its watch never opens.
  await tab.route(WATCH, () => {});
  await gotoLive(tab, "/settings");
  await revokeOthers(context, baseURL!);
  const way = tab.getByRole("link", { name: "Sign in and come back to this page" });
  await tab.getByRole("button", { name: "Save profile" }).click();
  await expect(tab.getByRole("alert").filter({ hasText: "You are signed out, so nothing was saved." })).toBeVisible();
  await expect(way.first()).toHaveAttribute("href", "/login?next=%2Fsettings");
  await tab.getByRole("link", { name: "Documents", exact: true }).first().click();
  await expect(tab.getByRole("alert").filter({ hasText: "You are signed out" }).first()).toBeVisible();
  await expect(tab.getByText("No access")).toHaveCount(0);
  await expect(way.first()).toHaveAttribute("href", "/login?next=%2Fdocuments");
  await way.first().click();
  await tab.waitForURL("**/login?next=%2Fdocuments");
  await tab.getByLabel("E-mail address or username").waitFor();
  await other.close();
});
