// The life of an account: from a guest, with a picture, to its archive and its end.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { gotoLive, lines, live } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const PASSWORD = "seven quiet herons";
let number = 0;
const newEmail = () => `life-${process.pid}-${Date.now()}-${++number}@example.org`;

/** 64 × 64, the left half red, the right half blue. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAU0lEQVR42u3PMQ0AAAzDsIEYf2QFMwi7+lnKHcmT3WrlfQYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA4OsAKhFA8fpV7MgAAAAASUVORK5CYII=", "base64");

/** Fills the form of /register and sends it. */
async function fill(page: Page, email: string, name = "Vera Lindqvist"): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Create account", exact: true }).click();
}

async function register(page: Page, email: string): Promise<void> {
  await gotoLive(page, "/register");
  await fill(page, email);
  await page.waitForURL("**/home");
  await live(page);
}

const accountButton = (page: Page) => page.getByRole("button", { name: /Account of/ });

test("a guest becomes an account and keeps what is there and what runs", async ({ page, guest }) => {
  const done = await guest.finished({ max_turns: 2 }, "Sunday opening, kept");
  const running = await guest.draft({ max_turns: 6, interval_ms: 400 }, 4, "Sunday opening, running");
  await guest.post(`/simulations/${running.id}/start`);
  await gotoLive(page, "/home");
  const notice = page.getByRole("status").filter({ hasText: "You are a guest" });
  await expect(notice).toContainText("Without another visit it is forgotten on");
  await notice.getByRole("link", { name: "Keep my work" }).click();
  await page.waitForURL("**/register");
  await live(page);
  await expect(page.getByText("Your work stays")).toBeVisible();
  const email = newEmail();
  await fill(page, email);
  await page.waitForURL("**/home");
  await live(page);
  await expect(page.getByText("You are a guest")).toHaveCount(0);
  await expect(accountButton(page)).toHaveAccessibleName("Account of Vera Lindqvist");
  await gotoLive(page, `/simulations/${done.id}`);
  await expect(lines(page).first()).toBeVisible();
  const ended = await guest.reaches(running.id, "finished");
  expect(ended.turns).toBe(6);
  const me = await guest.get<{ email: string; guest: boolean }>("/auth/me");
  expect(me).toMatchObject({ email, guest: false });
});

test("an address that is taken is said at its field, and the guest goes on", async ({ page, guest, browser, baseURL }) => {
  const email = newEmail();
  const other = await browser.newContext({ baseURL });
  await register(await other.newPage(), email);
  await other.close();
  await guest.get("/auth/me");
  await gotoLive(page, "/register");
  await fill(page, email);
  await expect(page.getByRole("alert").filter({ hasText: "exists already" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveAttribute("aria-invalid", "true");
  await gotoLive(page, "/home");
  await expect(page.getByRole("link", { name: "Keep my work" }).first()).toBeVisible();
});

test("a picture is uploaded, stands in the frame, and goes again", async ({ page }) => {
  await register(page, newEmail());
  await gotoLive(page, "/settings");
  await page.getByLabel("Upload a picture").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: PICTURE });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByText("Your picture was changed.")).toBeVisible();
  await live(page);
  await expect(page).toHaveURL(/\/settings$/);
  const shown = accountButton(page).locator("img");
  await expect(shown).toHaveAttribute("src", /^\/avatars\/[0-9a-f]{64}\.webp$/);
  await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);
  await page.getByRole("button", { name: "Remove picture" }).click();
  await expect(page.getByText("Your picture was removed.")).toBeVisible();
  await expect(accountButton(page).locator("img")).toHaveCount(0);
  await expect(accountButton(page).locator("svg").first()).toBeVisible();
});

test("what is no picture is refused in words", async ({ page }) => {
  await register(page, newEmail());
  await gotoLive(page, "/settings");
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  await page.getByLabel("Upload a picture").setInputFiles({ name: "me.png", mimeType: "image/png", buffer: svg });
  await page.getByRole("button", { name: "Use this picture" }).click();
  await expect(page.getByText("This is not a PNG, JPEG or WebP picture.")).toBeVisible();
  await live(page);
  await expect(accountButton(page).locator("img")).toHaveCount(0);
});

test("without an image service words give another drawing, and the page says so", async ({ page }) => {
  await register(page, newEmail());
  await gotoLive(page, "/settings");
  const drawing = () => accountButton(page).locator("svg").first().innerHTML();
  const before = await drawing();
  await page.getByLabel("Or describe one").fill("A lighthouse keeper with a red scarf");
  await page.getByRole("button", { name: "Make a picture" }).click();
  await expect(page.getByText("No image service is set up")).toBeVisible();
  expect(await drawing()).not.toBe(before);
});

test("time zone and language are kept", async ({ page }) => {
  await register(page, newEmail());
  await gotoLive(page, "/settings");
  await page.getByLabel("Time zone").selectOption("Europe/Lisbon");
  await page.getByRole("button", { name: "Save profile" }).click();
  await expect(page.getByText("Profile saved.")).toBeVisible();
  await page.reload();
  await live(page);
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Lisbon");
  await expect(page.getByLabel("Language")).toHaveValue("en");
});

test("everything comes as one archive", async ({ page, guest }) => {
  const simulation = await guest.finished({ max_turns: 2 });
  await gotoLive(page, "/settings/data");
  const begun = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download my data" }).click();
  const download = await begun;
  expect(download.suggestedFilename()).toMatch(/^colloquy-\d{4}-\d\d-\d\d\.zip$/);
  const bytes = await readFile(await download.path());
  expect(bytes.subarray(0, 4)).toEqual(Buffer.from("PK\x03\x04", "latin1"));
  // Names stand in the directory of the archive as they are.
  for (const name of ["profile.json", "sessions.json", `simulations/${simulation.id}.json`, "manifest.json"]) {
    expect(bytes.includes(name), name).toBe(true);
  }
});

test("an account ends after its password was typed, and nobody signs in with it again", async ({ page, problems }) => {
  problems.allow(/the server responded with a status of 422 .*\/_fn\/account\//); // the wrong password
  const email = newEmail();
  await register(page, email);
  await gotoLive(page, "/settings/data");
  await page.getByRole("link", { name: "Go on to deletion" }).click();
  await expect(page.getByRole("main").getByText("Vera Lindqvist's workspace").first()).toBeVisible();
  await expect(page.getByText("no agents, no simulations")).toBeVisible();
  await page.getByLabel("Your password").fill("not the password");
  await page.getByRole("button", { name: "Delete my account" }).click();
  await expect(page.getByText("This is not your password.").first()).toBeVisible();
  await page.getByLabel("Your password").fill(PASSWORD);
  await page.getByRole("button", { name: "Delete my account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  await gotoLive(page, "/login");
  await page.getByLabel("E-mail address or username").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "is wrong" })).toBeVisible();
});

test("a guest deletes everything with two words", async ({ page, guest, baseURL }) => {
  await guest.agent("Mara");
  await gotoLive(page, "/settings/data/delete");
  await expect(page.getByText("1 agent, no simulations")).toBeVisible();
  await page.getByLabel("Type “delete everything”").fill("delete everything");
  await page.getByRole("button", { name: "Delete everything" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  expect((await page.context().request.get("/api/v1/auth/me", { headers: { origin: baseURL! } })).status()).toBe(401);
});
