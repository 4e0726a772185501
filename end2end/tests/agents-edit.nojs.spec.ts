// The editor by forms alone: nothing that was typed is lost.
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

test("a refused form comes back as it was typed, with what is wrong", async ({ page, guest }) => {
  await page.goto("/agents/new");
  await page.getByLabel("Name", { exact: true }).fill("Ines Calloway");
  await page.getByLabel("Archetype").fill("Regulator");
  await page.getByLabel("Expertise", { exact: true }).fill(Array.from({ length: 25 }, (_, n) => `Topic ${n}`).join("\n"));
  await page.getByRole("button", { name: "Create agent" }).click();
  await page.waitForURL("**/agents/new?draft=1");
  await expect(page.getByRole("alert").first()).toContainText("Must have at most 20 entries.");
  await expect(page.getByLabel("Archetype")).toHaveValue("Regulator");
  await page.getByLabel("Expertise", { exact: true }).fill("Rail safety");
  await page.getByRole("button", { name: "Create agent" }).click();
  await page.waitForURL(/\/agents\/[0-9a-f]{32}$/);
  expect(await guest.get<unknown[]>("/agents")).toHaveLength(1);
});

test("a conflict is merged field by field", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await page.goto(`/agents/${id}/edit`);
  await guest.call("PATCH", `/agents/${id}`, { archetype: "Theirs", pronouns: "she/her" });
  await page.getByLabel("Archetype").fill("Mine");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(`**/agents/${id}/merge`);
  await page.getByRole("group", { name: "Archetype" }).getByRole("radio", { name: /^Theirs/ }).check();
  await page.getByRole("button", { name: "Save the merged agent" }).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Theirs", pronouns: "she/her", version: 3 });
});

test("a preview comes back into the form, and an earlier version is brought back", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await page.goto(`/agents/${id}/edit`);
  await page.getByLabel("Archetype").fill("Typed and not saved");
  await page.getByRole("button", { name: "Let it speak" }).click();
  await page.waitForURL(/draft=1/);
  await expect(page.getByRole("region", { name: "How it will sound" }).getByRole("listitem")).toHaveCount(3);
  await expect(page.getByLabel("Archetype")).toHaveValue("Typed and not saved");
  await page.getByRole("button", { name: "Save changes" }).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  await page.goto(`/agents/${id}/history`);
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Sceptical regulator", version: 3 });
});
