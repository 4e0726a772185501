// Checking a transcript by forms alone.
import { expect, test } from "../fixtures/test";

const TALK = "Ada: What does the old bridge cost us every year?\nTom: Ada: It costs a fortune, I think.\nAda: *sighs* Nobody has asked the town yet, and the winter is long.";

test("paste a transcript and read the findings beside the lines", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it as a guest" }).click();
  await page.waitForURL("**/home");
  await page.goto("/check");
  await page.locator("#f-transcript").fill(TALK);
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.waitForURL("**/check?report=*");
  await expect(page.locator("#line-2")).toContainText("It starts with the name of Ada");
  await expect(page.locator("#line-3 mark")).toHaveText("*sighs*");
  await expect(page.locator("#line-1")).not.toContainText("Fails");
  await expect(page.getByText("2 lines would be kept out of a conversation")).toBeVisible();
});

test("upload a file, and one that is none", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it as a guest" }).click();
  await page.waitForURL("**/home");
  await page.goto("/check");
  const lines = TALK.split("\n").map((line) => JSON.stringify({ speaker: line.slice(0, 3), text: line.slice(5) })).join("\n");
  await page.locator("#f-file").setInputFiles({ name: "talk.jsonl", mimeType: "application/json", buffer: Buffer.from(lines) });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.locator("#line-2")).toContainText("It starts with the name of Ada");
  await page.locator("#f-file").setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00]) });
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await expect(page.getByText("is not UTF-8 text")).toBeVisible();
});

test("personas that are pasted are held against the lines", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Try it as a guest" }).click();
  await page.waitForURL("**/home");
  await page.goto("/check");
  await page.locator("#f-transcript").fill("Ada: I'm 50 and I count on my fingers.");
  await page.getByText("Give personas as JSON").click();
  await page.locator("#f-personas").fill('[{"name": "Ada", "age": 36}]');
  await page.getByRole("button", { name: "Check", exact: true }).click();
  await page.waitForURL("**/check?report=*");
  await expect(page.locator("#line-1")).toContainText("Fails: facts");
  await expect(page.getByTestId("held-against")).toContainText("Ada");
});
