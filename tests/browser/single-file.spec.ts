// The page in one file, opened from the disk: nothing is fetched, nothing is refused, and the console works.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { requestsOf, watch } from "./harness.ts";

const file = new URL("../../dist/confidant-demo.html", import.meta.url);

test.use({ offline: true });

for (const [place, company] of ["insurer", "card"].entries()) {
  test(`the file opens from a disk and everything works with the ${company}`, async ({ page }) => {
    const complaints = await watch(page);
    const requests = requestsOf(page);
    await page.goto(file.href);
    await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
    await expect(page.locator("html")).toHaveAttribute("data-single");
    await page.getByTestId("pack").selectOption(String(place));
    const records = JSON.parse(
      await readFile(fileURLToPath(new URL(`../../models/${company}.customers.json`, import.meta.url)), "utf8"),
    ) as { name: string }[];

    const scores = () => page.locator('[data-testid^="score-"]').allInnerTexts();
    await page.getByTestId("customer-picker").selectOption({ index: 1 });
    await expect(page.getByTestId("customer-picker")).toContainText(records[0]!.name);
    const before = await scores();
    for (const text of before) expect(text).toMatch(/\d/);
    await expect(page.locator('[data-testid^="reasons-"]').getByRole("listitem").nth(2)).toContainText(/\S/);
    await page.getByTestId("field-age").fill("23");
    await expect.poll(scores).not.toEqual(before);
    const offer = await page.getByTestId("offer-1").getAttribute("data-product");
    await page.getByTestId("accept-1").click();
    await expect.poll(() => page.getByTestId("offer-1").getAttribute("data-product")).not.toBe(offer);

    // Chromium tells of the document itself, and of the icon, which is inside.
    expect(requests.filter((url) => !url.startsWith("data:") && !url.startsWith(file.href))).toEqual([]);
    expect(complaints).toEqual([]);
  });
}

test("the file's policy allows what is inside by its hash, and nothing else", async ({ page }) => {
  await page.goto(file.href);
  const policy = (await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute("content"))!;
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src( 'sha256-[^']+')+; img-src data:; /);
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|http|connect-src|'self'/);
  const fates = await page.evaluate(async () => {
    const fate = await fetch("https://example.com/").then(() => "fetched", () => "refused");
    const script = document.createElement("script");
    script.textContent = "window.ran = true";
    document.body.append(script);
    return [fate, "ran" in window];
  });
  expect(fates).toEqual(["refused", false]);
});
