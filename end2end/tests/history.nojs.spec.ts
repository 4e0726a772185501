// Scenarios, the list, links and deletion in a browser without JavaScript: links and forms alone.
import { transcript } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test("a scenario is written, corrected, copied and deleted by forms", async ({ page, guest }) => {
  await page.goto("/scenarios/new");
  await page.getByLabel("Title", { exact: true }).fill("Sunday opening");
  await page.getByLabel("Question").fill("Shall it open on Sundays?");
  await page.getByLabel("Who knows secret 1").fill("Ada");
  await page.getByLabel("Secret 1", { exact: true }).fill("The roof leaks.");
  await page.getByRole("button", { name: "Save scenario" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  const [own] = await guest.get<{ id: string; secrets: unknown[] }[]>("/scenarios?own=true");
  expect(own.secrets).toEqual([{ text: "The roof leaks.", known_by: ["Ada"] }]);
  await page.getByRole("link", { name: "Edit Sunday opening" }).click();
  await page.getByLabel("When it is over").fill("Everybody has voted.");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(/\/scenarios\?own=true/);
  expect(await guest.get(`/scenarios/${own.id}`)).toMatchObject({ end: "Everybody has voted.", version: 2 });
  await page.getByRole("link", { name: "Delete Sunday opening" }).click();
  await page.getByRole("button", { name: "Delete scenario" }).click();
  await page.waitForURL(/\/scenarios\??$/);
});

test("a surprise fills the form in", async ({ page, guest }) => {
  await guest.get("/scenarios");
  await page.goto("/simulations/new");
  await page.getByRole("button", { name: "Surprise me" }).click();
  await page.waitForURL(/template=random\./);
  await expect(page.getByLabel("Question")).toHaveValue(/\?$/);
});

test("search, filter and delete several by forms", async ({ page, guest }) => {
  for (const title of ["One", "Two", "Three"]) await guest.draft({}, 2, title);
  await page.goto("/simulations");
  await page.getByLabel("Search simulations").fill("two");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
  await page.goto("/simulations?state=draft");
  await page.getByRole("checkbox", { name: "Select One" }).check();
  await page.getByRole("checkbox", { name: "Select Two" }).check();
  await page.getByRole("button", { name: "Export or delete the ticked ones" }).click();
  await page.getByRole("button", { name: "Delete 2 simulations" }).click();
  await page.waitForURL(/\/simulations\??$/);
  await expect(page.getByRole("checkbox", { name: /^Select/ })).toHaveCount(1);
});

test("a link is made, shown once, read and revoked by forms", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await page.goto(`/simulations/${id}/share`);
  await page.getByRole("button", { name: "Make a link" }).click();
  const link = (await page.getByTestId("share-link").textContent())!.trim();
  await page.reload();
  await expect(page.getByTestId("share-link")).toHaveCount(0);
  await page.goto(new URL(link).pathname);
  expect(await transcript(page)).toHaveLength(3);
  await page.goto(`/simulations/${id}/share`);
  await page.getByRole("button", { name: /^Revoke/ }).click();
  await expect(page.getByText("No links")).toBeVisible();
});

test("a conversation is exported, imported by the form and shown", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await guest.post(`/simulations/${id}/annotations`, { seq: 2, kind: "note", text: "Ask for the source." });
  const before = await guest.get<Record<string, unknown>>(`/simulations/${id}`);
  await page.goto(`/simulations/${id}`);
  const said = await transcript(page);
  const file = await (await page.request.get(`/api/v1/simulations/${id}/export?format=json`)).body();
  await page.goto("/simulations");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  await page.locator("#f-file").setInputFiles({ name: "talk.json", mimeType: "application/json", buffer: file });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  expect(page.url()).not.toContain(id);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(String(before.title));
  expect(await transcript(page)).toEqual(said);
  await expect(page.getByText("Ask for the source.")).toBeVisible();
});

test("a file that is none is refused with the reason", async ({ page, guest }) => {
  await guest.get("/auth/me");
  await page.goto("/simulations/import");
  for (const [content, reason] of [["no JSON", "not valid JSON"], ['{"name": "Ada"}', "no export of a conversation"]]) {
    await page.locator("#f-file").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from(content) });
    await page.getByRole("button", { name: "Import", exact: true }).click();
    await page.waitForURL(/problem=/);
    await expect(page.getByText(reason)).toBeVisible();
  }
});

test("a line is marked, its prompt read and a branch made by forms", async ({ page, guest }) => {
  const { id } = await guest.finished({ max_turns: 3 });
  await page.goto(`/simulations/${id}`);
  await expect(page.getByRole("button", { name: "Line 2" })).toBeHidden();
  await page.getByRole("link", { name: /line 2$/ }).click();
  await page.waitForURL(`**/simulations/${id}/lines/2`);
  await page.getByRole("button", { name: "Highlight as evidence" }).click();
  await page.getByRole("button", { name: "Good point" }).click();
  await page.getByLabel("Note").fill("Ask for the source.");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(page.getByTestId("marks").getByRole("listitem")).toHaveCount(3);
  await page.getByRole("button", { name: "Remove: Good point" }).click();
  await expect(page.getByTestId("marks").getByRole("listitem")).toHaveCount(2);
  await page.getByText(/^The prompt, \d+ characters$/).click();
  await expect(page.getByTestId("prompt")).toContainText("You speak as the person below");
  await page.getByLabel("After turn").fill("9");
  await page.getByRole("button", { name: "Make the branch" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "After turn" }).first()).toBeVisible();
  await page.getByLabel("After turn").fill("2");
  await page.getByLabel("Let it go on at once").uncheck();
  await page.getByRole("button", { name: "Make the branch" }).click();
  await page.waitForURL((url) => /\/simulations\/[0-9a-f]{32}$/.test(url.pathname) && !url.pathname.includes(id));
  expect(await transcript(page)).toHaveLength(2);
});

test("moderator and order of speaking are written down in the form", async ({ page, guest }) => {
  await guest.get("/auth/me");
  const [a, b] = await guest.get<{ slug: string; name: string }[]>("/agents/library?limit=2");
  const panel = encodeURIComponent(`library:${a.slug},library:${b.slug}`);
  const fill = async (order: string) => {
    await page.goto(`/simulations/new?participants=${panel}&question=Should+we%3F`);
    await page.getByLabel("Turns", { exact: true }).fill("3");
    await page.getByLabel("Who speaks next").selectOption("scripted");
    await page.getByText("Moderator, order of speaking").click();
    await page.getByLabel("Order of speaking").fill(order);
    await page.getByRole("button", { name: "Save as draft" }).click();
  };
  await fill("Nobody Here");
  await expect(page.getByRole("alert").filter({ hasText: "Nobody on the panel has the name in line 1." }).first()).toBeVisible();
  await fill(`${b.name}\n${b.name}\n${a.name}`);
  await page.waitForURL(/\/simulations\/[0-9a-f]{32}$/);
  const made = await guest.get<{ participants: { id: string; name: string }[]; settings: { order: string[] } }>(`/simulations/${page.url().split("/").pop()}`);
  const named = made.settings.order.map((seat) => made.participants.find((p) => p.id === seat)!.name);
  expect(named).toEqual([b.name, b.name, a.name]);
});
