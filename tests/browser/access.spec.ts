// axe-core finds nothing on any page, in any language, light or dark; and no page is wider than its window.
import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { openConsole } from "./harness.ts";

interface Found { id: string; help: string; nodes: { target: unknown; failureSummary?: string }[] }
type Axe = { run(context: Document, options: object): Promise<{ violations: Found[] }> };

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is accessible in every language, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 1280, height: 900 });
    await openConsole(page);
    await page.evaluate(await readFile(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8"));
    await page.getByTestId("customer-picker").selectOption({ index: 1 });
    await page.getByTestId("page-batch").click();
    await page.getByTestId("batch-demo").click();
    await expect(page.getByTestId("batch-done")).toBeVisible();
    for (const lang of ["en", "ko", "ru"]) {
      await page.getByTestId("language").selectOption(lang);
      for (const name of ["customer", "ask", "batch", "model", "privacy"]) {
        await page.getByTestId(`page-${name}`).click();
        await expect(page.getByTestId(`page-${name}`)).toHaveAttribute("aria-current", "page");
        const found = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: Axe };
          const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
          const { violations } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
          return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => `${JSON.stringify(node.target)} ${node.failureSummary ?? ""}`).slice(0, 3).join("; ")}`);
        });
        expect(found, `${name}, ${lang}`).toEqual([]);
      }
    }
    await page.setViewportSize({ width: 360, height: 800 });
    for (const name of ["customer", "ask", "batch", "model", "privacy"]) {
      await page.getByTestId(`page-${name}`).click();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(wide, `${name} at 360 px`).toBeLessThanOrEqual(0);
    }
  });
}
