// Several customers in one morning: what was begun with one is there when the agent comes back, the search tells whom it finds, and what
// the page has to say it says in its language.
import { readFile } from "node:fs/promises";
import { expect, type Page, test } from "@playwright/test";
import { openConsole, requestsOf, watch } from "./harness.ts";

const picker = (page: Page) => page.getByTestId("customer-picker");
const takes = (page: Page, index: number) => picker(page).selectOption({ index });

test("what was begun with a customer is there again, and can be begun afresh", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  await expect(page.getByTestId("resumed")).toHaveCount(0);
  const loaded = await page.getByTestId("field-age").inputValue();
  const scored = await page.getByTestId("score-churn").textContent();
  await page.getByTestId("field-age").fill("51");
  await page.getByTestId("accept-1").click();
  const answered = await page.locator(".responses").first().textContent();
  await page.getByTestId("page-ask").click();
  await page.getByTestId("ask-input").fill("What do people like her have?");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("ask-answer")).toHaveCount(1);
  await page.keyboard.press("Alt+ArrowDown");
  await expect(page.getByTestId("ask-answer")).toHaveCount(0);
  await page.getByTestId("page-customer").click();
  await expect(page.getByTestId("resumed")).toHaveCount(0);
  await expect(page.locator(".responses")).toHaveCount(0);
  // Another pack in between.
  await page.getByTestId("pack").selectOption("1");
  await page.getByTestId("pack").selectOption("0");
  await takes(page, 1);
  await expect(page.getByTestId("resumed")).toContainText("Fields changed: 1, offers answered: 1");
  await expect(page.getByTestId("field-age")).toHaveValue("51");
  await expect(page.locator(".responses").first()).toHaveText(answered ?? "");
  await page.getByTestId("page-ask").click();
  await expect(page.getByTestId("ask-answer")).toHaveCount(1);
  await page.getByTestId("page-customer").click();
  await page.getByTestId("resumed").getByRole("button").click();
  await expect(page.getByTestId("resumed")).toHaveCount(0);
  await expect(page.getByTestId("field-age")).toHaveValue(loaded);
  await expect(page.getByTestId("score-churn")).toHaveText(scored ?? "");
  await expect(page.locator(".responses")).toHaveCount(0);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("the search says how many it finds, and the next customer is one of them", async ({ page }) => {
  await openConsole(page);
  const all = await picker(page).getByRole("option").count();
  await page.getByTestId("found").waitFor({ state: "attached" });
  const titles = await picker(page).getByRole("option").allTextContents();
  const word = (titles[3] ?? "").split(/\s/)[0] ?? "";
  const wanted = titles.filter((title) => title.toLowerCase().includes(word.toLowerCase()));
  await page.locator("#search").fill(word);
  await expect(page.getByTestId("found")).toHaveText(/\d/);
  const found = Number((await page.getByTestId("found").innerText()).replace(/\D/g, ""));
  expect(found).toBeGreaterThan(1);
  expect(found).toBeGreaterThanOrEqual(wanted.length);
  expect(found).toBeLessThan(all - 1);
  await expect(page.getByTestId("found")).toHaveAttribute("role", "status");
  // Whoever is on the desk without being found is told from those who are.
  await expect(picker(page).getByRole("option").nth(1)).toContainText("(on the desk)");
  const seen = new Set<string>();
  for (let step = 0; step < 2 * found; step += 1) {
    const last = await picker(page).inputValue();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(picker(page)).not.toHaveValue(last);
    seen.add(await picker(page).inputValue());
  }
  expect(seen.size).toBe(found);
  await page.locator("#search").fill("zzzz");
  await expect(page.getByTestId("found")).toHaveText("Found: 0");
  const before = await picker(page).inputValue();
  await page.keyboard.press("Enter");
  await expect(picker(page)).toHaveValue(before);
  // Where it finds nobody, the next one is whoever comes next.
  await page.keyboard.press("Alt+ArrowDown");
  await expect(picker(page)).not.toHaveValue(before);
});

for (const [lang, refused, note] of [
  ["ko", "머리글과 칸 수가 다른 행이 있습니다.", "아무도 보유하지 않은 상품"],
  ["ru", "В строке больше или меньше ячеек, чем в заголовке.", "продукты, которых ни у кого нет"],
] as const) {
  test(`refused tables and training notes are told in ${lang}`, async ({ page }) => {
    await openConsole(page);
    await page.getByTestId("language").selectOption(lang);
    await page.getByTestId("page-batch").click();
    const buffer = Buffer.from("age,income\n1,2\n3\n");
    await page.getByTestId("file").setInputFiles({ name: "torn.csv", mimeType: "text/csv", buffer });
    await expect(page.getByRole("alert")).toContainText(refused);
    // The details are the engine's own.
    await expect(page.getByRole("alert").locator("[lang=en]")).toContainText("line 3");
    await page.getByTestId("page-model").click();
    await expect(page.locator(".card-notes")).toHaveAttribute("lang", lang);
    await expect(page.locator(".card-notes")).toContainText(note);
  });
}

test("a table with gaps says which columns and values were not there", async ({ page }) => {
  await openConsole(page);
  await page.getByTestId("page-batch").click();
  const score = (csv: string) =>
    page.getByTestId("file").setInputFiles({ name: "gaps.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await score('age,income\n40,"30,000"\nabc,$40\n50,NA\n');
  const gaps = page.getByTestId("batch-gaps");
  await expect(gaps).toContainText("Columns that the table does not have, scored as gaps: 48 (");
  await expect(gaps).toContainText("Values that could not be read, scored as gaps: Age (1), Yearly income (2).");
  await page.getByTestId("batch-demo").click();
  await expect(page.getByTestId("batch-done")).toContainText("24 rows");
  await expect(gaps).toHaveText("");
  // One to call is the likeliest of them, not a part of the likeliest few.
  await page.getByTestId("target").fill("1");
  const first = await page.locator(".deciles tbody tr").first().locator("td").nth(1).innerText();
  const told = /([\d.]+)%/.exec(await page.getByTestId("expectation").innerText())?.[1];
  expect(Number(told)).toBeGreaterThanOrEqual(Number.parseFloat(first));
  // The same file may be chosen again, once it is mended.
  await score("age,income\n");
  await expect(page.getByRole("alert")).toContainText("It is empty.");
  expect(await page.getByTestId("file").inputValue()).toBe("");
});

test("a scored table stays while another pack is open, and headers may be as people write them", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  await page.getByTestId("page-batch").click();
  // Pasted wherever the keyboard is, but for what is typed into.
  const paste = (selector: string, text: string) =>
    page.locator(selector).evaluate((target, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
    }, text);
  await paste("body", "AGE\tYearly income\n40\t30000\n50\t20000\n");
  const done = page.getByTestId("batch-done");
  await expect(done).toContainText("2 rows");
  await expect(page.getByTestId("batch-gaps")).not.toContainText("(Age,");
  const whole = await page.getByTestId("batch-whole").textContent();
  await paste("[data-testid=target]", "age\n40\n50\n60\n");
  await expect(done).toContainText("2 rows");
  // The other pack has a table of its own.
  await page.getByTestId("pack").selectOption("1");
  await expect(done).toHaveCount(0);
  await page.getByTestId("batch-demo").click();
  await expect(done).toContainText("rows in");
  await page.getByTestId("pack").selectOption("0");
  await expect(page.getByTestId("batch-whole")).toHaveText(whole ?? "");
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download").click()]);
  const scored = await readFile(await download.path(), "utf8");
  expect(scored.split("\n").filter((line) => line !== "")).toHaveLength(3);
});

test("what was accepted is among what the customer has, in any language", async ({ page }) => {
  await openConsole(page);
  const name = await page.getByTestId("offer-1").locator("h3").innerText();
  await page.getByTestId("accept-1").click();
  const held = page.locator(".held:not(.stages)");
  await expect(held).toContainText(`${name} (accepted)`);
  await page.getByTestId("language").selectOption("ko");
  await expect(held).toContainText("(수락)");
  await expect(held).not.toContainText(name);
  await expect(page.locator(".responses").first()).not.toContainText(name);
  await page.locator(".responses").first().getByRole("button").click();
  await expect(held).not.toContainText("(수락)");
});

test("the keyboard reaches the first offer from every page", async ({ page }) => {
  await openConsole(page);
  for (let round = 0; round < 2; round += 1) {
    for (const view of ["batch", "ask", "model", "privacy"]) {
      await page.getByTestId(`page-${view}`).click();
      await page.keyboard.press("Control+j");
      await expect(page.locator("#offer-1")).toBeFocused();
    }
  }
});

test("numbers may be written in threes, and questions say whom they are about", async ({ page }) => {
  await openConsole(page);
  const income = page.getByTestId("field-income");
  await income.fill("60000");
  const scored = await page.getByTestId("score-churn").textContent();
  for (const typed of ["60,000", "60 000", "60.000,00"]) {
    await income.fill("1");
    await income.fill(typed);
    await expect(page.getByTestId("score-churn")).toHaveText(scored ?? "");
  }
  const name = await picker(page).locator("option:checked").innerText();
  await page.getByTestId("page-ask").click();
  await expect(page.locator(".ask .hint strong").first()).toHaveText(name);
});

test("comparisons say what is better, in money and in words", async ({ page }) => {
  await openConsole(page);
  await page.getByTestId("page-ask").click();
  const ask = async (question: string) => {
    await page.getByTestId("ask-input").fill(question);
    await page.keyboard.press("Enter");
    return page.getByTestId("ask-answer").last();
  };
  const compared = await ask("Compare dental insurance and private health insurance");
  await expect(compared).toContainText("Private health insurance costs 600 EUR more a year.");
  await expect(compared).toContainText("Dental insurance is better in: dental cover +80%.");
  // Fewer days of waiting are better, and what is given or not is not counted.
  await expect(compared).toContainText("better in: single room in hospital, specialists, waiting days −76.");
  await expect(compared.getByRole("listitem").filter({ hasText: "waiting days −76" }).last()).toContainText("better");
  await expect(compared).toContainText("780 EUR a year");
  const other = await ask("Compare dental insurance and a marine cargo cover");
  await expect(other).toContainText("Which product shall I compare Dental insurance with?");
  await expect(await ask("Why is his attrition so high?")).toContainText("Churn: ");
  await expect(await ask("How can I bring churn to grade 7?")).toContainText(/grade 7/);
});
