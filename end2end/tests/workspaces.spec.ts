// Workspaces: inviting somebody by link, and what a change of role or a removal does to their open pages.
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { Api } from "../fixtures/api";
import { form, gotoLive, live } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const PASSWORD = "seven quiet herons";
let number = 0;
const newEmail = (name: string) => `${name}-${process.pid}-${Date.now()}-${++number}@example.org`;

/** A context of its own with a new account signed in. */
async function person(browser: Browser, base: string, name: string): Promise<{ context: BrowserContext; page: Page; api: Api; email: string }> {
  const context = await browser.newContext({ baseURL: base });
  const email = newEmail(name.toLowerCase());
  await form(context, base, "/_fn/auth/register", { email, password: PASSWORD, name, next: "/home" });
  return { context, page: await context.newPage(), api: Api.sameOrigin(context.request, base), email };
}

/** Makes a shared workspace in the pages and stays on its settings. */
async function makeTeam(page: Page, name: string): Promise<void> {
  await gotoLive(page, "/workspaces");
  await page.getByLabel("Name of the workspace").fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await page.waitForURL("**/settings/workspace");
  await live(page);
  await expect(page.getByRole("heading", { name: "Members", exact: true })).toBeVisible();
}

/** Makes a link in the pages; gives its path. */
async function makeLink(page: Page, role: string, people = "1"): Promise<string> {
  await page.getByLabel("Role", { exact: true }).selectOption(role);
  await page.getByLabel("People", { exact: false }).first().fill(people);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const shown = page.getByTestId("invitation-link");
  await expect(shown).toContainText("/invitations/");
  return new URL((await shown.textContent())!.trim()).pathname;
}

/** Accepts in the pages. */
async function accept(page: Page, path: string, team: string): Promise<void> {
  await gotoLive(page, path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Join “${team}”`);
  await page.getByRole("button", { name: "Accept invitation" }).click();
  await page.waitForURL("**/home");
  await live(page);
  await expect(page.getByRole("complementary", { name: "Sidebar" })).toContainText(team);
}

const memberRow = (page: Page, email: string) => page.getByRole("table", { name: "Members" }).getByRole("row").filter({ hasText: email });

test("invited by link, accepted in another browser after making an account", async ({ browser, baseURL }) => {
  const olga = await person(browser, baseURL!, "Olga");
  await makeTeam(olga.page, "Harbour team");
  const path = await makeLink(olga.page, "editor");
  await olga.page.reload();
  await live(olga.page);
  await expect(olga.page.getByTestId("invitation-link")).toHaveCount(0);
  await expect(olga.page.getByRole("table", { name: "Invitations" })).toContainText("Link, 0 of 1 used");

  // A stranger who follows the link makes an account and comes back to the invitation.
  const context = await browser.newContext({ baseURL: baseURL! });
  const page = await context.newPage();
  await gotoLive(page, path);
  await expect(page.getByText("invites you to the workspace")).toContainText("Olga");
  await expect(page.getByRole("button", { name: "Accept invitation" })).toHaveCount(0);
  await page.getByRole("link", { name: "Create account" }).click();
  await page.waitForURL("**/register?**");
  await live(page);
  const email = newEmail("anna");
  await page.getByLabel("Your name").fill("Anna");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account", exact: true }).click();
  await page.waitForURL(`**${path}`);
  await accept(page, path, "Harbour team");

  await olga.page.reload();
  await live(olga.page);
  await expect(memberRow(olga.page, email)).toContainText("Anna");
  await expect(olga.page.getByRole("table", { name: "Invitations" })).toContainText("Used up");
  // A third person is told that the link is used up.
  const late = await person(browser, baseURL!, "Late");
  await gotoLive(late.page, path);
  await expect(late.page.getByText("used as often as it may be")).toBeVisible();
  for (const one of [olga.context, late.context, context]) await one.close();
});

test("a change of role is seen at once", async ({ browser, baseURL }) => {
  const olga = await person(browser, baseURL!, "Olga");
  const anna = await person(browser, baseURL!, "Anna");
  await makeTeam(olga.page, "Role team");
  await accept(anna.page, await makeLink(olga.page, "viewer"), "Role team");
  await gotoLive(anna.page, "/documents");
  await expect(anna.page.getByRole("link", { name: "New document" })).toHaveCount(0);
  await olga.page.reload();
  await live(olga.page);
  const row = memberRow(olga.page, anna.email);
  await row.getByRole("combobox", { name: "Role of Anna" }).selectOption("editor");
  await row.getByRole("button", { name: "Save the role of Anna" }).click();
  await expect(olga.page.getByText("Anna is an editor now.")).toBeVisible();
  await anna.page.reload();
  await expect(anna.page.getByRole("link", { name: "New document" }).first()).toBeVisible();
  for (const one of [olga.context, anna.context]) await one.close();
});

test("the open room of a removed member ends within a second", async ({ browser, baseURL }) => {
  const olga = await person(browser, baseURL!, "Olga");
  const anna = await person(browser, baseURL!, "Anna");
  await makeTeam(olga.page, "Room team");
  await accept(anna.page, await makeLink(olga.page, "editor"), "Room team");
  // Olga's browser shows the workspace, so that her requests are for it.
  const { id } = await olga.api.draft({ max_turns: 40, interval_ms: 60_000 });
  await gotoLive(anna.page, `/simulations/${id}`);
  await expect(anna.page.getByRole("status").filter({ hasText: /Live/ })).toBeVisible();
  const question = anna.page.getByText("Should the library open on Sundays").first();
  await expect(question).toBeVisible();

  await olga.page.reload();
  await live(olga.page);
  await memberRow(olga.page, anna.email).getByRole("button", { name: "Remove Anna" }).click();
  const dialog = olga.page.getByRole("dialog", { name: "Remove Anna?" });
  const removed = olga.page.waitForResponse((answer) => answer.url().endsWith("/_fn/workspaces/remove-member"));
  await dialog.getByRole("button", { name: "Remove member" }).click();
  await removed;
  // The stream ends within a second, and the page with it: it is loaded anew and finds nothing.
  await expect(question).toHaveCount(0, { timeout: 2_500 });
  await expect(anna.page.getByRole("link", { name: "All simulations" })).toBeVisible();
  await expect(memberRow(olga.page, anna.email)).toHaveCount(0);
  for (const one of [olga.context, anna.context]) await one.close();
});

test("handing over and deleting want the name typed", async ({ browser, baseURL }) => {
  const olga = await person(browser, baseURL!, "Olga");
  const anna = await person(browser, baseURL!, "Anna");
  await makeTeam(olga.page, "Short-lived");
  await accept(anna.page, await makeLink(olga.page, "viewer"), "Short-lived");
  await olga.page.reload();
  await live(olga.page);
  const typed = olga.page.getByLabel("Type “Short-lived” to confirm");
  await typed.last().fill("short-lived");
  await olga.page.getByRole("button", { name: "Delete workspace" }).click();
  await expect(olga.page.getByRole("alert").filter({ hasText: "exactly as it is written" })).toBeVisible();
  await live(olga.page);
  await olga.page.getByLabel("Type “Short-lived” to confirm").last().fill("Short-lived");
  await olga.page.getByRole("button", { name: "Delete workspace" }).click();
  await olga.page.waitForURL("**/workspaces");
  await live(olga.page);
  await expect(olga.page.getByRole("table", { name: "Your workspaces" })).not.toContainText("Short-lived");
  await anna.page.goto("/workspaces");
  await expect(anna.page.getByRole("table", { name: "Your workspaces" })).not.toContainText("Short-lived");
  for (const one of [olga.context, anna.context]) await one.close();
});
