// Names and tags without a space anywhere never make a page wider than its window.
import { gotoLive, overflow } from "../fixtures/browser";
import { expect, test } from "../fixtures/test";

for (const width of [360, 1280]) {
  test(`an agent with 80 letters without a space fits ${width} px`, async ({ page, guest }) => {
    const agent = await guest.post<{ id: string }>("/agents", {
      name: "N".repeat(80), archetype: "A".repeat(60), expertise: ["E".repeat(60)], tags: ["T".repeat(40)],
    });
    await guest.post(`/agents/${agent.id}/save`, {});
    await page.setViewportSize({ width, height: 800 });
    for (const path of ["/agents", "/agents/saved", `/agents/${agent.id}`, `/agents/${agent.id}/edit`, "/simulations/new", "/documents/new", "/home"]) {
      await gotoLive(page, path);
      expect(await overflow(page), path).toEqual([]);
    }
    await gotoLive(page, `/agents/${agent.id}`);
    // The tag ends where the list that holds it does.
    const tag = page.getByText("T".repeat(40)).first();
    const [inner, outer] = [await tag.boundingBox(), await tag.locator("xpath=ancestor::*[self::ul or self::dd or self::section][1]").boundingBox()];
    expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width + 1);
  });
}
