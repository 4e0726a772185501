// Accounts and sessions in the browser.
import type { Page } from "@playwright/test";
import { Api } from "../fixtures/api";
import { form, gotoLive, live } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const PASSWORD = "seven quiet herons";
let number = 0;
const newEmail = () => `visitor-${process.pid}-${Date.now()}-${++number}@example.org`;

async function register(page: Page, email: string): Promise<void> {
  await gotoLive(page, "/register");
  await page.getByLabel("Your name").fill("Vera Lindqvist");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account", exact: true }).click();
  await page.waitForURL("**/home");
  await live(page);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).or(page.getByRole("button", { name: "Sign out" })).click();
}

async function signIn(page: Page, account: string, password: string): Promise<void> {
  await page.getByLabel("E-mail address or username").fill(account);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("register, sign out, sign in by e-mail address", async ({ page }) => {
  const email = newEmail();
  await register(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Vera");
  await signOut(page);
  await page.waitForURL((url) => url.pathname === "/");
  await gotoLive(page, "/settings");
  await expect(page).toHaveURL(/\/login\?next=%2Fsettings/);
  await live(page);
  await signIn(page, email.toUpperCase(), PASSWORD);
  await page.waitForURL("**/settings");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Vera Lindqvist");
});

test("a wrong password is said, what was typed stays, and no word of the address is believed", async ({ page }) => {
  const email = newEmail();
  await register(page, email);
  await signOut(page);
  await page.waitForURL((url) => url.pathname === "/");
  await gotoLive(page, "/login");
  await signIn(page, email, "not the password");
  await expect(page.getByRole("alert").filter({ hasText: "The e-mail address, username or password is wrong." })).toBeVisible();
  await expect(page).toHaveURL(/\/login$/);
  await expect(page.getByLabel("E-mail address or username")).toHaveValue(email);
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("an address that is taken is said at its field", async ({ page, context }) => {
  const email = newEmail();
  await register(page, email);
  await context.clearCookies();
  await gotoLive(page, "/register");
  await page.getByLabel("Your name").fill("Somebody Else");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "exists already" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Your name")).toHaveValue("Somebody Else");
});

test("another session is listed and ended from here", async ({ page, browser, baseURL }) => {
  const email = newEmail();
  await register(page, email);
  const other = await browser.newContext({ baseURL });
  await form(other, baseURL!, "/_fn/auth/login", { account: email, password: PASSWORD, next: "/home" });
  const there = await other.newPage();
  await gotoLive(there, "/home");
  await gotoLive(page, "/settings/sessions");
  const rows = page.getByRole("row").filter({ has: page.getByRole("rowheader") });
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("This session");
  await page.getByRole("button", { name: /^End session/ }).click();
  await expect(rows).toHaveCount(1);
  await there.goto("/home");
  await expect(there).toHaveURL(/\/login/);
  await other.close();
});

test("a revoked session takes its open page and its stream along within a second", async ({ page, browser, baseURL }) => {
  const email = newEmail();
  await register(page, email);
  const other = await browser.newContext({ baseURL });
  await form(other, baseURL!, "/_fn/auth/login", { account: email, password: PASSWORD, next: "/home" });
  const there = await other.newPage();
  const { id } = await Api.sameOrigin(other.request, baseURL!).draft({ max_turns: 4 });
  await gotoLive(there, `/simulations/${id}`);
  await expect(there.getByRole("status").filter({ hasText: /Live/ })).toBeVisible();
  await gotoLive(page, "/settings/sessions");
  const revoked = page.waitForResponse((answer) => answer.url().endsWith("/_fn/auth/revoke-session"));
  await page.getByRole("button", { name: /^End session/ }).click();
  await revoked;
  // The stream ends within a second, and the page with it: it is loaded anew and asks to sign in.
  await expect(there).toHaveURL(/\/login\?next=/, { timeout: 2_500 });
  await other.close();
});

test("all other sessions end after a question", async ({ page, browser, baseURL }) => {
  const email = newEmail();
  await register(page, email);
  const others = [await browser.newContext({ baseURL }), await browser.newContext({ baseURL })];
  for (const other of others) await form(other, baseURL!, "/_fn/auth/login", { account: email, password: PASSWORD, next: "/home" });
  await gotoLive(page, "/settings/sessions");
  await page.getByRole("button", { name: "Sign out all others" }).click();
  const question = page.getByRole("dialog", { name: "Sign out everywhere else?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole("rowheader")).toHaveCount(3);
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await question.getByRole("button", { name: "Sign out all others" }).click();
  await expect(page.getByText("No other session")).toBeVisible();
  for (const other of others) {
    expect((await other.request.get("/api/v1/auth/me", { headers: { origin: baseURL! } })).status()).toBe(401);
    await other.close();
  }
});

test("a guest is asked before leaving a workspace nobody can open again", async ({ page, guest }) => {
  await guest.get("/auth/me");
  await gotoLive(page, "/home");
  await signOut(page);
  const question = page.getByRole("dialog", { name: "Leave the guest workspace?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(page).toHaveURL(/\/home$/);
  await signOut(page);
  await question.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL((url) => url.pathname === "/");
});

test("the profile is saved", async ({ page }) => {
  await register(page, newEmail());
  await gotoLive(page, "/settings");
  await page.getByLabel("Name", { exact: true }).fill("Vera L.");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByRole("button", { name: "Account of Vera L." })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Vera L.");
});

test("the theme is kept", async ({ page, guest }) => {
  await guest.get("/auth/me");
  await gotoLive(page, "/home");
  await page.getByRole("complementary", { name: "Sidebar" }).getByRole("button", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});
