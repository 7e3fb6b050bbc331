// Opens the benchmark page in Chromium and prints its table, a line a case: what, value, unit. The page's address is in CONFIDANT_URL.
import { chromium as browserType } from "@playwright/test";
import { chromium } from "../../tests/browser/chromium.mjs";

const browser = await browserType.launch(chromium);
try {
  const page = await browser.newPage();
  await page.goto(`${process.env.CONFIDANT_URL}/bench/`);
  const html = page.locator("html[data-done]");
  await html.waitFor({ timeout: 300_000 });
  if ((await html.getAttribute("data-done")) !== "true") throw new Error(await page.locator("body").innerText());
  console.error(`Chromium ${browser.version()}`);
  for (const row of await page.locator("tbody tr").all()) console.log((await row.locator("td").allInnerTexts()).join("\t"));
} finally {
  await browser.close();
}
