// Every page, light and dark, narrow and wide: accessible, nothing sticks out, one heading, no
// complaint of the browser. Leaves a picture of each in results/shots.
import AxeBuilder from "@axe-core/playwright";
import type { BrowserContext, Page } from "@playwright/test";
import { Api } from "../fixtures/api";
import { form, gotoLive, overflow } from "../fixtures/browser";
import type { Stock } from "../fixtures/stock";
import { expect, test } from "../fixtures/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];
const WIDTHS = [1280, 360];
const SCHEMES = ["light", "dark"] as const;
const SHOTS = `${__dirname}/../results/shots`;

const PASSWORD = "seven-quiet-herons";
const PUBLIC = ["/", "/login", "/register", "/forgot", "/reset", "/nothing-here", "/design"];
const INSIDE: Record<string, (stock: Stock) => string> = {
  "home": () => "/home",
  "search": () => "/search",
  "search with hits": () => "/search?q=sunday",
  "simulations": () => "/simulations",
  "simulations without a hit": () => "/simulations?q=zzzz",
  "new simulation": () => "/simulations/new",
  "new simulation from a template": () => "/simulations/new?template=app-only-discounts",
  "room of a draft": (s) => `/simulations/${s.draft}`,
  "room in a pause": (s) => `/simulations/${s.paused}`,
  "room at the end": (s) => `/simulations/${s.finished}`,
  "health of a room": (s) => `/simulations/${s.finished}?rail=health`,
  "cost of a room": (s) => `/simulations/${s.finished}?rail=cost`,
  "notes of a room": (s) => `/simulations/${s.finished}?rail=notes`,
  "brief of a room": (s) => `/simulations/${s.paused}?rail=brief`,
  "files of a room": (s) => `/simulations/${s.finished}?rail=share`,
  "replay": (s) => `/simulations/${s.finished}/replay`,
  "replay of a draft": (s) => `/simulations/${s.draft}/replay`,
  "comparison": (s) => `/simulations/compare?a=${s.finished}&b=${s.paused}`,
  "comparison without a choice": () => "/simulations/compare",
  "simulations with every filter": () => "/simulations?q=sunday&state=finished&tag=x&model=scripted&from=2026-01-01",
  "import of a simulation": () => "/simulations/import",
  "chosen simulations": (s) => `/simulations/selection?ids=${s.finished}&ids=${s.draft}`,
  "share and export": (s) => `/simulations/${s.finished}/share`,
  "translation": (s) => `/simulations/${s.finished}/translation?language=French`,
  "scenarios": () => "/scenarios",
  "own scenarios": () => "/scenarios?own=true",
  "new scenario": () => "/scenarios/new?from=night-gate-agreement",
  "edit scenario": (s) => `/scenarios/${s.scenario}/edit`,
  "delete scenario": (s) => `/scenarios/${s.scenario}/delete`,
  "delete simulation": (s) => `/simulations/${s.finished}/delete`,
  "unknown simulation": () => "/simulations/00000000000000000000000000000000",
  "library": () => "/library",
  "library without a hit": () => "/library?q=zzzz",
  "library agent": () => "/library/thandeka-mabaso",
  "my agents": () => "/agents",
  "shelf": () => "/agents/saved",
  "new agent": () => "/agents/new",
  "panel for a question": () => "/agents/panel",
  "panel with proposals": () => "/agents/panel?question=Should+the+library+open+on+Sundays%3F&size=4",
  "sample of a population": () => "/agents/sample",
  "import agents": () => "/agents/import",
  "agent": (s) => `/agents/${s.agent}`,
  "edit agent": (s) => `/agents/${s.agent}/edit`,
  "history of an agent": (s) => `/agents/${s.agent}/history`,
  "nothing to merge of an agent": (s) => `/agents/${s.agent}/merge`,
  "delete agent": (s) => `/agents/${s.agent}/delete`,
  "check": () => "/check",
  "documents": () => "/documents",
  "new document": (s) => `/documents/new?simulation=${s.finished}`,
  "document": (s) => `/documents/${s.document}`,
  "edit document": (s) => `/documents/${s.document}/edit`,
  "delete document": (s) => `/documents/${s.document}/delete`,
  "jobs": () => "/jobs",
  "profile": () => "/settings",
  "sessions": () => "/settings/sessions",
  "passkeys": () => "/settings/passkeys",
};

/** Pages of somebody with an account, a team, an invitation and a key. */
const MEMBER: Record<string, string> = {
  "workspaces": "/workspaces",
  "workspace settings": "/settings/workspace",
  "members without a hit": "/settings/workspace?q=zzzz",
  "profile of an account": "/settings",
  "password": "/settings/password",
  "passkeys of an account": "/settings/passkeys",
  "keys": "/settings/keys",
  "activity": "/settings/activity",
  "my data": "/settings/data",
  "delete account": "/settings/data/delete",
  "verify": "/verify",
};
const ADMIN: Record<string, string> = {
  "people": "/admin/users",
  "people without a hit": "/admin/users?q=zzzz",
  "audit log": "/admin/audit",
  "audit log of one act": "/admin/audit?action=account.create",
};

async function asMember(context: BrowserContext, base: string): Promise<void> {
  const email = `tidy-${process.pid}-${Date.now()}@example.org`;
  await form(context, base, "/_fn/auth/register", { email, password: PASSWORD, name: "Wilhelmina Featherstonehaugh", next: "/home" });
  const api = Api.sameOrigin(context.request, base);
  const team = await api.post<{ id: string }>("/workspaces", { name: "The long-named committee of the harbour" });
  await api.post(`/workspaces/${team.id}/invitations`, { role: "viewer" });
  await api.post(`/workspaces/${team.id}/invitations`, { role: "reviewer", email: `a-rather-long-address-${Date.now()}@example.org` });
  await api.post("/api-keys", { name: "Nightly export of everything", scopes: ["agents:read", "documents:write"] });
  await form(context, base, "/_fn/workspaces/switch", { id: team.id, next: "/home" });
}

async function sweep(page: Page, name: string, address: string): Promise<void> {
  await gotoLive(page, address);
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  expect(await page.title()).toMatch(/Colloquy/);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const where = `${name}, ${width} px, ${colorScheme}`;
      // Asked again for a while, because a resized page needs a moment to settle.
      await expect.configure({ soft: true }).poll(() => overflow(page), { message: `nothing sticks out: ${where}`, timeout: 5_000 }).toEqual([]);
      // On a long page the colours of the other scheme come a few frames later; some transitions never end, so the wait does.
      await page.evaluate(() => Promise.race([Promise.allSettled(document.getAnimations().filter((a) => a instanceof CSSTransition).map((a) => a.finished)), new Promise((done) => setTimeout(done, 1_000))]));
      // A room opens at its newest line: what is scrolled half under the bar would count as a small target.
      await page.evaluate(() => scrollTo({ top: 0, behavior: "instant" }));
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      const found = violations.flatMap((v) => v.nodes.slice(0, 4).map((n) => `${v.id}: ${n.target.join(" ")} ${n.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
      expect.soft(found, `accessible: ${where}`).toEqual([]);
      await page.screenshot({ path: `${SHOTS}/${name.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`, fullPage: true });
    }
  }
}

test.describe.configure({ mode: "parallel" });

for (const address of PUBLIC) {
  test(`public page ${address}`, async ({ page, problems }) => {
    // The browser itself reports that the document has the status 404.
    if (address === "/nothing-here") problems.allow(/Failed to load resource.*404/);
    if (address === "/design") test.slow(); // every component in every state
    await sweep(page, address === "/" ? "landing" : address.slice(1), address);
  });
}

for (const [name, address] of Object.entries(INSIDE)) {
  test(`page ${name}`, async ({ page, context, stocked, problems }) => {
    // Pages of what isn't there have the status 404, and the browser says so.
    if (/^(unknown|nothing)/.test(name)) problems.allow(/Failed to load resource.*404/);
    await context.addCookies(stocked.state.cookies);
    await sweep(page, name, address(stocked));
  });
}

for (const [name, address] of Object.entries(MEMBER)) {
  test(`page ${name}`, async ({ page, context, baseURL }) => {
    await asMember(context, baseURL!);
    await sweep(page, name, address);
  });
}

for (const [name, address] of Object.entries(ADMIN)) {
  test(`page ${name}`, async ({ page, context, baseURL }) => {
    await form(context, baseURL!, "/_fn/auth/login", { account: "keeper@example.org", password: PASSWORD, next: "/home" });
    await sweep(page, name, address);
  });
}

test("on a narrow screen nothing of the members and the tabs is cut", async ({ page, context, baseURL }) => {
  await asMember(context, baseURL!);
  await page.setViewportSize({ width: 360, height: 740 });
  await gotoLive(page, "/settings/workspace");
  for (const box of [page.getByRole("region", { name: "Members" }), page.getByRole("navigation", { name: "Settings" })]) {
    await expect(box).toBeVisible();
    expect(await box.evaluate((e) => e.scrollWidth - e.clientWidth), "nothing to scroll sideways").toBeLessThanOrEqual(0);
  }
});

test("a page that is not there answers 404", async ({ request }) => {
  expect((await request.get("/nothing-here")).status()).toBe(404);
});

test("strangers are led to the sign-in page and back", async ({ page }) => {
  await page.goto("/simulations?q=a");
  await expect(page).toHaveURL(/\/login\?next=%2Fsimulations%3Fq%3Da/);
});
