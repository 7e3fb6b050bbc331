// Opens the benchmark page in Chromium and prints its table, a line a case: what, value, unit. What a fresh page takes is the median
// of several. The page's address is in CONFIDANT_URL.
import { chromium as browserType } from "@playwright/test";
import { chromium } from "../../tests/browser/chromium.mjs";

const FRESH_PAGES = 7;

const browser = await browserType.launch(chromium);

/**
 * The cells of the table that a new page comes to.
 * @param {string} query
 */
async function measure(query) {
  const page = await browser.newPage();
  await page.goto(`${process.env.CONFIDANT_URL}/bench/${query}`);
  const html = page.locator("html[data-done]");
  await html.waitFor({ timeout: 300_000 });
  if ((await html.getAttribute("data-done")) !== "true") throw new Error(await page.locator("body").innerText());
  const rows = await page.locator("tbody tr").all();
  const cells = await Promise.all(rows.map((row) => row.locator("td").allInnerTexts()));
  await page.close();
  return cells;
}

try {
  console.error(`Chromium ${browser.version()}`);
  /** @type {string[][][]} */
  const fresh = [];
  for (let i = 0; i < FRESH_PAGES; i += 1) fresh.push(await measure("?cold"));
  const middle = (fresh[0] ?? []).map(([what = "", , unit = ""], at) => {
    const values = fresh.map((rows) => Number(rows[at]?.[1])).sort((a, b) => a - b);
    return [what, String(values[FRESH_PAGES >> 1]), unit];
  });
  for (const row of [...middle, ...(await measure(""))]) console.log(row.join("\t"));
} finally {
  await browser.close();
}
