// Pictures of the console: `node tests/browser/screenshots.mjs FOLDER [LANGUAGE…]`, with the page's address in CONFIDANT_URL.
import { join } from "node:path";
import { chromium as browserType } from "@playwright/test";
import { chromium } from "./chromium.mjs";

const [folder, ...languages] = process.argv.slice(2);
const address = process.env.CONFIDANT_URL;
if (!folder || !address) throw new Error("usage: CONFIDANT_URL=http://… node screenshots.mjs FOLDER [LANGUAGE…]");

/**
 * What is to be seen on a page before its picture is taken.
 * @type {Record<string, (page: import("@playwright/test").Page) => Promise<unknown>>}
 */
const prepare = {
  customer: (page) => page.getByTestId("customer-picker").selectOption({ index: 1 }),
  ask: async (page) => {
    await page.locator(".suggestion").first().click();
    await page.locator(".answered").first().waitFor();
  },
  batch: async (page) => {
    await page.getByTestId("batch-demo").click();
    await page.getByTestId("batch-done").waitFor();
  },
  model: async () => {},
  privacy: (page) => page.getByTestId("bytes").waitFor(),
};

const browser = await browserType.launch(chromium);
const shots = (languages.length > 0 ? languages : ["en"]).flatMap((lang) => [360, 1280].map((width) => /** @type {const} */ ([lang, width])));
for (const [lang, width] of shots) {
  for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
    await page.goto(address);
    await page.locator("html[data-ready=true]").waitFor();
    await page.getByTestId("language").selectOption(lang);
    for (const [name, ready] of Object.entries(prepare)) {
      await page.getByTestId(`page-${name}`).click();
      await ready(page);
      await page.waitForTimeout(150);
      // What a person sees at first; on a phone, where everything is in one column, the whole page.
      await page.screenshot({ path: join(folder, `${lang === "en" ? "" : `${lang}-`}${name}-${width}-${colorScheme}.png`), fullPage: width < 600 });
      // A page wider than its window is a mistake in the layout that a picture hides.
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      console.log(`${name}, ${lang}, ${width} px, ${colorScheme}${overflow > 0 ? `: ${overflow} px too wide` : ""}`);
    }
    await page.close();
  }
}
await browser.close();
