// Scenarios: templates, the editor, copies, and one by chance.
import { gotoLive } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

const SCENARIO = {
  title: "The night gate", question: "Who pays for the night gate?", setting: "A quay with 73 minutes of waiting.",
  secrets: [{ text: "Two members have left.", known_by: ["Ada"] }], rounds: [{ title: "First", instructions: "Only facts.", turns: 6 }],
};

test("a template is found, used, and brings what the form does not show", async ({ page, guest }) => {
  await gotoLive(page, "/scenarios");
  await expect(page.getByRole("heading", { name: /Negotiation/ })).toBeVisible();
  await page.getByLabel("Search scenarios").fill("night gate");
  await page.getByRole("button", { name: "Show" }).click();
  await page.waitForURL(/\/scenarios\?.*q=night/);
  await page.getByRole("link", { name: /^Use it: Who pays for the night gate/ }).click();
  await page.waitForURL("**/simulations/new?template=night-gate-agreement");
  await expect(page.getByLabel("Question")).toHaveValue(/On what terms/);
  await page.getByRole("button", { name: "Save as draft" }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  const made = await guest.simulation(page.url().split("/").pop()!);
  expect((made.scenario as unknown as { secrets: unknown[] }).secrets.length).toBeGreaterThan(0);
});

test("a scenario is written, checked while one types, and used", async ({ page, guest }) => {
  await gotoLive(page, "/scenarios/new");
  await page.getByRole("button", { name: "Save scenario" }).click();
  const wrong = page.getByRole("alert").getByRole("listitem").filter({ hasText: "Title: This is required" });
  await expect(wrong.getByRole("link", { name: "Title" })).toBeVisible();
  await page.getByLabel("Title", { exact: true }).fill("Sunday opening");
  await page.getByLabel("Question").fill("Shall it open on Sundays?");
  await page.getByLabel("Name for role 1").fill("Ada");
  await page.getByLabel("Role 1", { exact: true }).fill("Chair");
  await page.getByRole("button", { name: "Another secret" }).click();
  await page.getByLabel("Who knows secret 3").fill("Ada, Bob");
  await page.getByLabel("Secret 3", { exact: true }).fill("The roof leaks.");
  await page.getByLabel("Title of round 1").fill("First");
  await page.getByLabel("Turns of round 1").fill("900");
  await page.getByRole("button", { name: "Save scenario" }).click();
  await expect(page.locator("#f-scenario-rounds .ui-error")).toContainText("All rounds together must have at most 500 turns.");
  await page.getByLabel("Turns of round 1").fill("6");
  await expect(page.locator("#f-scenario-rounds .ui-error")).toHaveCount(0);
  await page.getByRole("button", { name: "Save scenario" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  await expect(page.getByRole("heading", { name: "Sunday opening" })).toBeVisible();
  const [own] = await guest.get<{ secrets: unknown; roles: unknown; rounds: unknown }[]>("/scenarios?own=true");
  expect(own).toMatchObject({ secrets: [{ text: "The roof leaks.", known_by: ["Ada", "Bob"] }], roles: [{ participant: "Ada", role: "Chair" }], rounds: [{ title: "First", turns: 6 }] });
});

test("another's newer version is not overwritten unasked", async ({ page, guest, problems }) => {
  problems.allow(/status of 412/);
  const { id } = await guest.post<{ id: string }>("/scenarios", SCENARIO);
  await gotoLive(page, `/scenarios/${id}/edit`);
  await expect(page.getByLabel("Secret 1", { exact: true })).toHaveValue("Two members have left.");
  await guest.call("PUT", `/scenarios/${id}`, { ...SCENARIO, title: "Changed meanwhile" });
  await page.getByLabel("Title", { exact: true }).fill("Mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Somebody else saved a newer version")).toBeVisible();
  expect(await guest.get(`/scenarios/${id}`)).toMatchObject({ title: "Changed meanwhile" });
  await page.getByRole("button", { name: "Overwrite with mine" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  expect(await guest.get(`/scenarios/${id}`)).toMatchObject({ title: "Mine", secrets: SCENARIO.secrets });
});

test("a copy is made and deleted", async ({ page, guest }) => {
  await guest.get("/scenarios");
  await gotoLive(page, "/scenarios?q=night%20gate");
  await page.getByRole("button", { name: "Copy Who pays for the night gate to this workspace" }).click();
  await page.waitForURL(/\/scenarios\/[0-9a-f]{32}\/edit$/);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue("Who pays for the night gate (copy)");
  await gotoLive(page, "/scenarios?own=true");
  await page.getByRole("link", { name: "Delete Who pays for the night gate (copy)" }).click();
  await page.getByRole("button", { name: "Delete scenario" }).click();
  await page.waitForURL("**/scenarios");
  expect(await guest.get("/scenarios?own=true")).toEqual([]);
});

test("a surprise fills the form in and can be started", async ({ page, guest }) => {
  await guest.get("/scenarios");
  await gotoLive(page, "/scenarios?domain=energy");
  await page.getByRole("button", { name: "Surprise me" }).click();
  await page.waitForURL(/\/simulations\/new\?template=random\.energy\.\d+$/);
  await expect(page.getByLabel("Question")).toHaveValue(/\?$/);
  await expect(page.getByText("5 experts are chosen.")).toBeVisible();
});

test("HTML in a scenario is text", async ({ page, guest }) => {
  await guest.post("/scenarios", { ...SCENARIO, title: "<img src=x onerror=alert(1)>", question: "<script>alert(1)</script>?" });
  await gotoLive(page, "/scenarios?own=true");
  await expect(page.getByText("<script>alert(1)</script>?")).toBeVisible();
  await expect(page.locator("main img[src=x]")).toHaveCount(0);
});
