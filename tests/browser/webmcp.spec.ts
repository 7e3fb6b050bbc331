// The element's tools in a browser that has WebMCP itself: Chromium, with the feature switched on that its releases still keep off.
import { expect, test } from "@playwright/test";
import { chromium } from "./chromium.mjs";
import type {} from "../../dist/confidant-advisor.js";
import { requestsOf, watch } from "./harness.ts";

test.use({ launchOptions: { ...chromium, args: [...(chromium.args ?? []), "--enable-features=WebMCP", "--enable-blink-features=WebMCP"] } });

/** The model context of the draft, as far as an agent in the page uses it. */
interface ModelContext {
  getTools(): Promise<{ name: string; inputSchema?: object | string }[]>;
  executeTool(tool: object, input: object): Promise<unknown>;
}

test("an agent finds the element's tools, calls one, and loses them with the element", async ({ page }) => {
  const complaints = await watch(page);
  await page.goto("/embed.html");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  const exists = await page.evaluate(() => typeof (document as unknown as { modelContext?: ModelContext }).modelContext?.getTools);
  test.skip(exists !== "function", "this Chromium has no document.modelContext");
  const requests = requestsOf(page);
  const seen = await page.evaluate(async () => {
    const { modelContext } = document as unknown as { modelContext: ModelContext };
    const element = document.querySelector("confidant-advisor")!;
    const names = async () => (await modelContext.getTools()).map(({ name }) => name).sort();
    const until = async (done: (names: string[]) => boolean) => {
      while (!done(await names())) await new Promise((resolve) => setTimeout(resolve, 10));
      return names();
    };
    const before = await names();
    element.setAttribute("tools", "desk.");
    const registered = await until((names) => names.length === 5);
    const score = (await modelContext.getTools()).find(({ name }) => name === "desk.score")!;
    const answered = await modelContext.executeTool(score, { customer: { age: 47 } });
    const refused = await modelContext.executeTool(score, { customer: { age: "old" } });
    const expected = element.advisor!.score({ age: 47 });
    element.remove();
    return { before, registered, answered, refused, expected, after: await until((names) => names.length === 0) };
  });
  expect(seen.before).toEqual([]);
  expect(seen.registered).toEqual(["describe", "explain", "recommend", "score", "similar_products"].map((name) => `desk.${name}`));
  const plain = (answer: unknown) => (typeof answer === "string" ? (JSON.parse(answer) as unknown) : answer);
  expect(plain(seen.answered)).toEqual(seen.expected);
  expect(plain(seen.refused)).toMatchObject({ error: { kind: "parameter" } });
  expect(seen.after).toEqual([]);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});
