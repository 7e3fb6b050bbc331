// Opens the benchmark page in Chromium and prints its table; the page's address is in CONFIDANT_URL.
import { chromium as browserType } from "@playwright/test";
import { chromium } from "../../tests/browser/chromium.mjs";

const browser = await browserType.launch(chromium);
try {
  const page = await browser.newPage();
  await page.goto(`${process.env.CONFIDANT_URL}/bench/`);
  const html = page.locator("html[data-done]");
  await html.waitFor({ timeout: 300_000 });
  if ((await html.getAttribute("data-done")) !== "true") throw new Error(await page.locator("body").innerText());
  console.log(`Chromium ${browser.version()}`);
  for (const row of await page.locator("tbody tr").all()) {
    const [what = "", value = "", unit = ""] = await row.locator("td").allInnerTexts();
    console.log(`${what.padEnd(40)} ${value.padStart(10)} ${unit}`);
  }
} finally {
  await browser.close();
}
