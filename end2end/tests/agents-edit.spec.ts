// The editor: what is wrong, what others changed meanwhile, what was before, and how it will sound.
import type { Page } from "@playwright/test";
import { gotoLive } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

test.beforeEach(async ({ guest }) => {
  await guest.get("/auth/me");
});

const save = (page: Page) => page.getByRole("button", { name: "Save changes" });

test("what is wrong stands at the field when it is left, and in a summary when one saves", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await gotoLive(page, `/agents/${id}/edit`);
  await page.getByLabel("Archetype").fill("");
  await page.getByLabel("Name", { exact: true }).focus();
  await expect(page.locator("#f-archetype-error")).toHaveText("This is required.");
  await page.getByText("Person: age, home, languages").click();
  const age = page.getByRole("spinbutton", { name: /^Age/ });
  await age.fill("300");
  await save(page).click();
  const summary = page.getByRole("alert").filter({ hasText: "Archetype" });
  await expect(summary).toContainText("Must be between 0 and 120.");
  await expect(summary).toBeFocused();
  await summary.getByRole("link", { name: "Age" }).click();
  await expect(age).toHaveValue("300");
  await age.fill("47");
  await expect(page.locator("#f-age-error")).toHaveCount(0);
  await page.getByLabel("Archetype").fill("Former inspector");
  await save(page).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Former inspector", age: 47 });
});

test("two tabs change the same version, and the second one merges", async ({ page, context, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  const other = await context.newPage();
  await gotoLive(page, `/agents/${id}/edit`);
  await gotoLive(other, `/agents/${id}/edit`);

  await other.getByLabel("Archetype").fill("Theirs");
  await other.getByLabel("Expertise", { exact: true }).fill("Bridges");
  await save(other).click();
  await other.waitForURL(new RegExp(`/agents/${id}$`));

  await page.getByLabel("Archetype").fill("Mine");
  await page.getByText("Person: age, home, languages").click();
  await page.getByLabel("Lives in").fill("Leeds, England");
  await save(page).click();
  await page.waitForURL(`**/agents/${id}/merge`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Merge changes of Ines Calloway");
  const archetype = page.getByRole("group", { name: "Archetype" });
  await expect(archetype.getByRole("radio", { name: /^Mine/ })).toBeChecked();
  await expect(archetype).toContainText("Theirs");
  await expect(page.getByRole("group", { name: "Expertise" }).getByRole("radio", { name: /^Theirs/ })).toBeChecked();
  await expect(page.getByText("Both changed it")).toHaveCount(1);
  await expect(page.getByText("Only you changed it")).toHaveCount(1);
  await archetype.getByRole("radio", { name: /^As it was before/ }).check();
  await page.getByRole("button", { name: "Save the merged agent" }).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Sceptical regulator", expertise: ["Bridges"], residence: "Leeds, England", version: 3 });
});

test("a merge can go back into the editor, with nothing lost", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await gotoLive(page, `/agents/${id}/edit`);
  await guest.call("PATCH", `/agents/${id}`, { archetype: "Changed meanwhile" });
  await page.getByLabel("Archetype").fill("Mine");
  await save(page).click();
  await page.waitForURL(`**/agents/${id}/merge`);
  await page.getByRole("button", { name: "Edit it further" }).click();
  await page.waitForURL(`**/agents/${id}/edit?draft=1`);
  await expect(page.getByText("Your text is not saved yet")).toBeVisible();
  await expect(page.getByLabel("Archetype")).toHaveValue("Mine");
  await save(page).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Mine", version: 3 });
});

test("an earlier version is looked at and brought back", async ({ page, guest }) => {
  const { id } = await guest.agent("Ines Calloway");
  await guest.call("PATCH", `/agents/${id}`, { archetype: "Second thought", stance: "I would wait." });
  await gotoLive(page, `/agents/${id}`);
  await page.getByRole("link", { name: "2, see all" }).click();
  await page.waitForURL(`**/agents/${id}/history`);
  const versions = page.getByRole("list", { name: "Versions" }).getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
  await expect(versions).toHaveCount(2);
  await expect(versions.first()).toContainText("Archetype, Opening position");
  await versions.first().getByText("What was changed").click();
  await expect(versions.first()).toContainText("Second thought");
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await page.waitForURL(new RegExp(`/agents/${id}$`));
  expect(await guest.get(`/agents/${id}`)).toMatchObject({ archetype: "Sceptical regulator", stance: "", version: 3 });
});

test("the agent speaks three lines before it is saved, and the guards' contract follows the form", async ({ page }) => {
  await gotoLive(page, "/agents/new");
  await page.getByLabel("Name", { exact: true }).fill("Ines Calloway");
  await page.getByLabel("Archetype").fill("Sceptical regulator");
  await page.getByLabel("Expertise", { exact: true }).fill("Rail safety");
  await page.getByText("Voice: length, tone, phrases").click();
  await page.getByLabel("Would never say").fill("move fast");
  await page.getByLabel("Name", { exact: true }).focus();
  const contract = page.getByRole("region", { name: "What the guards will check" });
  await expect(contract).toContainText("Speaks as Ines Calloway");
  await expect(contract).toContainText("move fast");
  const sample = page.getByRole("region", { name: "How it will sound" });
  await sample.getByRole("button", { name: "Let it speak" }).click();
  await expect(sample.getByRole("listitem")).toHaveCount(3);
  await expect(sample).toContainText("Answers a challenge");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Ines Calloway");
});

test("a preview of an incomplete form says what is missing", async ({ page, problems }) => {
  problems.allow(/status of 422/);
  await gotoLive(page, "/agents/new");
  const sample = page.getByRole("region", { name: "How it will sound" });
  await sample.getByRole("button", { name: "Let it speak" }).click();
  await expect(sample).toContainText("The model did not answer");
  await expect(sample).toContainText("This is required.");
});
