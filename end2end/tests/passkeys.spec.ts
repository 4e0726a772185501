// Passkeys in the browser, with Chromium's own WebAuthn and virtual devices.
import type { BrowserContext, CDPSession, Page } from "@playwright/test";
import { form, gotoLive, live } from "../fixtures/browser";
import { startServer } from "../fixtures/process";
import { expect, test } from "../fixtures/test";

const PASSWORD = "seven quiet herons";
let number = 0;
const newEmail = () => `keyholder-${process.pid}-${Date.now()}-${++number}@example.org`;

interface Device {
  id: string;
  /** Number of passkeys on it. */
  count(): Promise<number>;
  /** Whether the person passes the check of PIN, fingerprint or face. */
  verifies(yes: boolean): Promise<void>;
  remove(): Promise<void>;
}

/** The virtual devices of a page. They belong to the page, not to its context. */
class Devices {
  private constructor(private readonly cdp: CDPSession) {}

  static async of(page: Page): Promise<Devices> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    return new Devices(cdp);
  }

  async plug(options: { transport?: "internal" | "usb"; verifying?: boolean; resident?: boolean } = {}): Promise<Device> {
    const { transport = "internal", verifying = true, resident = true } = options;
    const { authenticatorId: id } = await this.cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2", ctap2Version: "ctap2_1", transport, hasResidentKey: resident, hasUserVerification: verifying,
        isUserVerified: verifying, automaticPresenceSimulation: true,
      },
    });
    return {
      id,
      count: async () => (await this.cdp.send("WebAuthn.getCredentials", { authenticatorId: id })).credentials.length,
      verifies: async (yes) => void (await this.cdp.send("WebAuthn.setUserVerified", { authenticatorId: id, isUserVerified: yes })),
      remove: async () => void (await this.cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: id })),
    };
  }
}

/** A virtual device answers the list at the account field by itself; most tests want to press the button. */
async function withoutAutofill(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    if (window.PublicKeyCredential) window.PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

const said = (page: Page) => page.locator("[data-passkey-message]");

async function register(page: Page, email: string): Promise<void> {
  await gotoLive(page, "/register");
  await page.getByLabel("Your name").fill("Vera Lindqvist");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Create account with a passkey" }).click();
  await page.waitForURL("**/home");
  await live(page);
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).or(page.getByRole("button", { name: "Sign out" })).click();
  await page.waitForURL((url) => url.pathname === "/");
}

async function signIn(page: Page, account = "", url = "/login"): Promise<void> {
  await gotoLive(page, url);
  await page.getByLabel("E-mail address or username").fill(account);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
}

/** An account with a password, signed in. */
async function withPassword(context: BrowserContext, base: string, email: string): Promise<void> {
  await form(context, base, "/_fn/auth/register", { email, password: PASSWORD, name: "Vera Lindqvist", next: "/home" });
}

async function addPasskey(page: Page, name = ""): Promise<void> {
  await gotoLive(page, "/settings/passkeys");
  if (name) await page.getByLabel(/^Name/).fill(name);
  await page.getByRole("button", { name: "Add passkey" }).click();
}

const rows = (page: Page) => page.getByRole("table", { name: "Your passkeys" }).getByRole("rowheader");

test.beforeEach(async ({ context, problems }) => {
  // The browser itself writes every refusal of the server into the console.
  problems.allow(/the server responded with a status of (401|409) .*\/auth\/(register\/begin|passkey-login)/);
  await withoutAutofill(context);
});

test("register with a passkey, sign out, sign in with and without a name", async ({ page }) => {
  const device = await (await Devices.of(page)).plug();
  const email = newEmail();
  await register(page, email);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Welcome, Vera");
  expect(await device.count()).toBe(1);
  await signOut(page);
  await signIn(page, email.toUpperCase());
  await page.waitForURL("**/home");
  await live(page);
  await signOut(page);
  await signIn(page, "", "/login?next=%2Fsettings%2Fpasskeys");
  await page.waitForURL("**/settings/passkeys");
  await live(page);
  await expect(rows(page)).toHaveCount(1);
  await expect(page.getByRole("table", { name: "Your passkeys" })).not.toContainText("Never");
});

test("a device that can't check the person makes no passkey", async ({ page, context, baseURL }) => {
  const devices = await Devices.of(page);
  const touchOnly = await devices.plug({ transport: "usb", verifying: false });
  await withPassword(context, baseURL!, newEmail());
  await addPasskey(page);
  await expect(said(page)).toContainText(/No passkey was made|can't make the passkey/);
  expect(await touchOnly.count()).toBe(0);
  await expect(page.getByText("No passkey yet")).toBeVisible();
});

test("who does not pass the check of the device is not signed in", async ({ page }) => {
  const device = await (await Devices.of(page)).plug();
  const email = newEmail();
  await register(page, email);
  await signOut(page);
  await device.verifies(false);
  for (const account of [email, ""]) {
    await signIn(page, account);
    await expect(said(page)).toContainText("Nobody was signed in");
    await expect(page).toHaveURL(/\/login$/);
  }
  await device.verifies(true);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL("**/home");
});

test("an account that is not known looks like one whose passkey is not here", async ({ page }) => {
  await (await Devices.of(page)).plug();
  await signIn(page, newEmail());
  await expect(said(page)).toContainText("Nobody was signed in");
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeEnabled();
});

test("two devices: each signs in, one is renamed and removed, the other stays", async ({ page, context, baseURL }) => {
  const devices = await Devices.of(page);
  const email = newEmail();
  await withPassword(context, baseURL!, email);
  const first = await devices.plug();
  await addPasskey(page, "Laptop");
  await expect(rows(page)).toHaveText([/Laptop/]);
  await expect(page.getByText("Passkey added.")).toBeVisible();
  // The same device again: it is excluded.
  await addPasskey(page, "Twice");
  await expect(said(page)).toContainText("has a passkey for your account already");
  expect(await first.count()).toBe(1);
  await first.remove();
  const second = await devices.plug({ transport: "usb" });
  await addPasskey(page, "Key ring");
  await expect(rows(page)).toHaveText([/Laptop/, /Key ring/]);
  expect(await second.count()).toBe(1);

  const laptop = page.getByRole("row").filter({ hasText: "Laptop" });
  await laptop.getByText("Rename").click();
  await laptop.getByLabel("New name of Laptop").fill("Old laptop");
  await laptop.getByRole("button", { name: "Save name" }).click();
  await expect(rows(page)).toHaveText([/Old laptop/, /Key ring/]);

  await page.getByRole("button", { name: "Remove passkey: Old laptop" }).click();
  const question = page.getByRole("dialog", { name: "Remove this passkey?" });
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Remove passkey: Old laptop" }).click();
  await question.getByRole("button", { name: "Remove passkey" }).click();
  await expect(rows(page)).toHaveText([/Key ring/]);

  await gotoLive(page, "/home");
  await signOut(page);
  await signIn(page, email);
  await page.waitForURL("**/home");
});

test("a passkey that was removed opens nothing, the password still does", async ({ page, context, baseURL }) => {
  const device = await (await Devices.of(page)).plug();
  const email = newEmail();
  await withPassword(context, baseURL!, email);
  await addPasskey(page, "Laptop");
  await expect(rows(page)).toHaveCount(1);
  await live(page); // the page was loaded anew; before it is awake its buttons are those of a plain form
  await page.getByRole("button", { name: "Remove passkey: Laptop" }).click();
  await page.getByRole("dialog", { name: "Remove this passkey?" }).getByRole("button", { name: "Remove passkey" }).click();
  await expect(page.getByText("No passkey yet")).toBeVisible();
  expect(await device.count(), "the device still has it").toBe(1);
  await gotoLive(page, "/home");
  await signOut(page);
  await signIn(page);
  await expect(said(page)).toContainText("The passkey was not accepted");
  await page.getByLabel("E-mail address or username").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/home");
});

test("the only way in can't be removed", async ({ page, problems }) => {
  problems.allow(/remove-passkey/); // the refusal itself
  const devices = await Devices.of(page);
  await devices.plug();
  await register(page, newEmail());
  await gotoLive(page, "/settings/passkeys");
  await page.getByRole("button", { name: /^Remove passkey/ }).click();
  await page.getByRole("dialog", { name: "Remove this passkey?" }).getByRole("button", { name: "Remove passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "your only way to sign in" })).toBeVisible();
  await expect(rows(page)).toHaveCount(1);
});

test("the list at the account field signs in", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  // Nobody sits there to choose from the browser's own list: asking for it counts as the choice.
  await context.addInitScript(() => {
    if (!window.PublicKeyCredential) return;
    window.PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(true);
    const ask = navigator.credentials.get.bind(navigator.credentials);
    navigator.credentials.get = (options) => ask(options?.mediation === "conditional" ? { ...options, mediation: "optional" } : options);
  });
  const page = await context.newPage();
  await (await Devices.of(page)).plug();
  await register(page, newEmail());
  await signOut(page);
  await page.goto("/login");
  await page.waitForURL("**/home");
  await context.close();
});

test("an address that is taken is said, and no passkey is made for it", async ({ page, context, baseURL }) => {
  const device = await (await Devices.of(page)).plug();
  const email = newEmail();
  await withPassword(context, baseURL!, email);
  await context.clearCookies();
  await gotoLive(page, "/register");
  await page.getByRole("button", { name: "Create account with a passkey" }).click();
  await expect(page.getByLabel("Your name")).toBeFocused(); // the browser says what is missing
  await page.getByLabel("Your name").fill("Somebody Else");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Create account with a passkey" }).click();
  await expect(said(page)).toContainText("exists already");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
  expect(await device.count()).toBe(0);
});

test("a browser without passkeys says so, and passwords stay", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL });
  await context.addInitScript(() => Object.defineProperty(window, "PublicKeyCredential", { value: undefined }));
  const page = await context.newPage();
  await gotoLive(page, "/login");
  await expect(page.getByText("This browser can't use passkeys here.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await context.close();
});

test("a browser without the JSON helpers works too", async ({ page, context }) => {
  await context.addInitScript(() => {
    const api = window.PublicKeyCredential as unknown as Record<string, unknown>;
    delete api.parseCreationOptionsFromJSON;
    delete api.parseRequestOptionsFromJSON;
    delete (window.PublicKeyCredential.prototype as unknown as Record<string, unknown>).toJSON;
  });
  await (await Devices.of(page)).plug();
  const email = newEmail();
  await register(page, email);
  await signOut(page);
  await signIn(page, email);
  await page.waitForURL("**/home");
});

test("at another address of the same server passkeys point to the right one", async ({ browser, baseURL }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await gotoLive(page, `${baseURL!.replace("localhost", "127.0.0.1")}/login`);
  await expect(page.getByText("because they are bound to that name")).toBeVisible();
  await expect(page.getByRole("link", { name: baseURL! })).toHaveAttribute("href", `${baseURL}/login`);
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toBeHidden();
  await context.close();
});

test("where the public address is a number the pages say what to do", async ({ browser }) => {
  const server = await startServer({ COLLOQUY_DATABASE_URL: "mem://", COLLOQUY_PUBLIC_URL: "http://127.0.0.1:4999" });
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${server.base}/login`);
  await expect(page.getByText("Passkeys need a name such as localhost or a domain")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with a passkey" })).toHaveCount(0);
  await context.close();
  await server.stop();
});

test("without JavaScript a sentence stands in place of the button", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/login");
  const sentence = page.locator("noscript p"); // searches by text leave <noscript> out
  await expect(sentence).toBeVisible();
  await expect(sentence).toHaveText("Passkeys need JavaScript. Passwords work without.");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await context.close();
});
