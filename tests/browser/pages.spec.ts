// The console's pages: tables scored in workers, plans for another grade, receipts, what stays here, languages and the keyboard. Once
// loaded nothing is requested, and the policy has nothing to complain of.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Download, expect, type Page, test } from "@playwright/test";
import { demoCustomers, openConsole, requestsOf, watch } from "./harness.ts";

const command = process.env.CONFIDANT_COMMAND ?? "target/debug/confidant";
const pack = "models/insurer.safetensors";
const run = promisify(execFile);

/** The addresses that are not the page's own memory. */
const sent = (requests: string[]) => requests.filter((url) => !/^(blob|data):/.test(url));

const turn = (page: Page, name: string) => page.getByTestId(`page-${name}`).click();

const bytesOf = async (download: Download) => readFile(await download.path());

/** The demo customers as CSV, with quotes, an end of line within a field, and a label. */
async function table(rows: number): Promise<string> {
  const customers = await demoCustomers();
  const names = Object.keys(customers[0] ?? {});
  const cell = (value: unknown) => (value === null || value === undefined ? "" : String(value));
  const lines = Array.from({ length: rows }, (_, row) => {
    const customer = customers[row % customers.length] ?? {};
    const note = row % 3 === 0 ? `"first ""line""\nsecond, with a comma"` : `note ${row}`;
    return [...names.map((name) => cell(customer[name])), note, row % 4 === 0 ? 1 : 0].join(",");
  });
  return [[...names, "note", "churn"].join(","), ...lines].join("\n") + "\n";
}

test("a table is scored in workers to the bytes of the command", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  const csv = await table(3000);
  await turn(page, "batch");
  await page.getByTestId("file").setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(page.getByTestId("batch-done")).toContainText("3,000", { timeout: 30_000 });
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("download").click()]);
  const folder = await mkdtemp(join(tmpdir(), "confidant-"));
  await writeFile(join(folder, "in.csv"), csv);
  await run(command, ["score", pack, "--data", join(folder, "in.csv"), "--out", join(folder, "out.csv"), "--quiet"]);
  const [ours, theirs] = [await bytesOf(download), await readFile(join(folder, "out.csv"))];
  expect(ours.equals(theirs)).toBe(true);

  // The label of one index is in the table, that of the other is not.
  await page.getByTestId("batch-index").selectOption("1");
  await expect(page.getByTestId("batch-whole")).toContainText("750 events in the table, AUC 0.");
  await page.getByTestId("target").fill("600");
  await expect(page.getByTestId("expectation")).toContainText("The 600 most likely");
  await expect(page.getByTestId("expectation")).toContainText("among them");
  await page.getByTestId("batch-index").selectOption("0");
  await expect(page.getByTestId("batch-whole")).not.toContainText("AUC");
  expect(sent(requests)).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a table that cannot be scored says why, and the next one works", async ({ page }) => {
  await openConsole(page);
  await turn(page, "batch");
  const give = (text: string) => page.getByTestId("file").setInputFiles({ name: "t.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
  const stage = page.getByTestId("batch-stage");
  await give("");
  await expect(stage.getByRole("alert")).toContainText("empty table");
  await give("these,are,strangers\n1,2,3\n");
  await expect(stage.getByRole("alert")).toContainText("no known column");
  await give("age,income\n40,3\n41\n");
  await expect(stage.getByRole("alert")).toContainText("line 3");
  await give("age;income\n40;30000\n<b>x</b>;1\n");
  await expect(page.getByTestId("batch-done")).toContainText("2 rows");
  await page.getByTestId("batch-demo").click();
  await expect(page.getByTestId("batch-done")).toContainText("24 rows");
  // All rows are expected to bring what the whole is, and nobody calls none.
  const said = async (id: string, what: RegExp) => what.exec(await page.getByTestId(id).innerText())?.[1];
  await page.getByTestId("target").fill("24");
  expect(await said("expectation", /expect ([\d.]+),/)).toBe(await said("batch-whole", /expect: ([\d.]+),/));
  await page.getByTestId("target").fill("0");
  await expect(page.getByTestId("expectation")).toContainText("The 1 most likely");
  // A table that is refused after one that was scored does no harm to the next either.
  await give("these,are,strangers\n1,2,3\n");
  await expect(stage.getByRole("alert")).toContainText("no known column");
  // Rows copied from a spreadsheet come with tabs.
  await page.getByTestId("drop").evaluate((drop) => {
    const data = new DataTransfer();
    data.setData("text/plain", "age\tincome\n30\t20000\n50\t40000\n60\t1000\n");
    drop.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  });
  await expect(page.getByTestId("batch-done")).toContainText("3 rows");
});

test("a large table keeps the page quick and can be stopped", async ({ page }) => {
  test.setTimeout(120_000);
  const warnings: string[] = [];
  page.on("console", (message) => warnings.push(message.text()));
  await openConsole(page);
  expect(page.workers().length).toBeGreaterThan(0);
  await turn(page, "batch");
  await page.evaluate(() => {
    const seen = { longest: 0 };
    Object.assign(window, { seen });
    let last = performance.now();
    const tick = () => {
      const now = performance.now();
      seen.longest = Math.max(seen.longest, now - last);
      last = now;
      setTimeout(tick);
    };
    setTimeout(tick);
  });
  const file = await page.evaluateHandle(() => {
    const line = "40,30000,agent,Steel Valley,true\n25,12000,direct,Old Harbour,false\n".repeat(50_000);
    const transfer = new DataTransfer();
    transfer.items.add(new File(["age,income,channel,region,has_home\n", line, line], "large.csv"));
    return transfer;
  });
  await page.getByTestId("drop").dispatchEvent("drop", { dataTransfer: file });
  await expect(page.getByTestId("cancel")).toBeVisible();
  await page.getByTestId("cancel").click();
  await expect(page.getByTestId("batch-stage")).toContainText("Stopped");
  await page.getByTestId("drop").dispatchEvent("drop", { dataTransfer: file });
  await expect(page.getByTestId("batch-done")).toContainText("200,000 rows", { timeout: 90_000 });
  // Where workers fail the page scores by itself, and says so.
  expect(warnings.filter((text) => text.includes("by the page itself"))).toEqual([]);
  console.log(`200,000 rows: ${await page.getByTestId("batch-done").innerText()}, longest pause ${await page.evaluate(() => (window as unknown as { seen: { longest: number } }).seen.longest.toFixed(0))} ms`);
});

test("a plan for another grade is tried on the desk and undone", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption({ index: 1 });
  const score = page.getByTestId("score-cross_sell");
  const before = await score.innerText();
  const grade = page.locator(".card").first().locator(".ladder").nth(1);
  let found = false;
  for (const wished of ["4", "5", "3", "6", "2"]) {
    if ((await grade.innerText()).includes(wished)) continue;
    await page.getByTestId("wish").selectOption(wished);
    await expect(page.locator("[data-testid=plans], [data-testid=no-plan]")).toBeVisible();
    if ((await page.getByTestId("plans").count()) === 0) continue;
    await page.getByTestId("plans").getByRole("button").first().click();
    await expect(grade).toContainText(wished);
    found = true;
    break;
  }
  expect(found).toBe(true);
  await page.keyboard.press("Control+z");
  await expect(score).toHaveText(before);
  expect(complaints).toEqual([]);
});

test("a receipt is replayed to the last digit by the command", async ({ page }) => {
  await openConsole(page);
  const requests = requestsOf(page);
  await page.getByTestId("customer-picker").selectOption({ index: 2 });
  await page.getByTestId("field-age").fill("44");
  await page.getByTestId("intent").selectOption("cancel");
  await page.getByTestId("decline-1").selectOption("price");
  await page.getByTestId("accept-1").click();
  const save = async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("receipt").click()]);
    return (await bytesOf(download)).toString("utf8");
  };
  const folder = await mkdtemp(join(tmpdir(), "confidant-"));
  const replay = async (text: string, ...more: string[]) => {
    await writeFile(join(folder, "receipt.json"), text);
    return run(command, ["replay", join(folder, "receipt.json"), "--pack", pack, ...more]);
  };
  const hashed = await save();
  expect(hashed).not.toContain('"fields"');
  expect(JSON.parse(hashed).responses).toHaveLength(2);
  await expect(replay(hashed)).rejects.toThrow(/receipt without values/);
  await page.getByTestId("receipt-plain").check();
  const plain = await save();
  expect((await replay(plain)).stdout).toContain("the same answer, to the last digit");
  await writeFile(join(folder, "customer.json"), JSON.stringify(JSON.parse(plain).inputs.fields));
  expect((await replay(hashed, "--customer", join(folder, "customer.json"))).stdout).toContain("the same answer");
  expect(sent(requests)).toEqual([]);
});

test("what stays here is shown, and wiped", async ({ page }) => {
  await page.addInitScript(() => {
    const revoked: string[] = [];
    Object.assign(window, { revoked });
    const revoke = URL.revokeObjectURL.bind(URL);
    URL.revokeObjectURL = (url) => { revoked.push(url); revoke(url); };
  });
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption({ index: 1 });
  await turn(page, "batch");
  await page.getByTestId("batch-demo").click();
  await expect(page.getByTestId("batch-done")).toBeVisible();
  const scored = await page.getByTestId("download").getAttribute("href");
  await turn(page, "customer");
  await page.getByTestId("wish").selectOption("2");
  await page.getByTestId("receipt-plain").check();
  await turn(page, "privacy");
  await expect(page.getByTestId("requests")).toHaveText("0");
  await expect(page.getByTestId("cookies")).toHaveText("0");
  await expect(page.getByTestId("entries")).toHaveText("0");
  await expect(page.getByTestId("databases")).toHaveText("0");
  await expect(page.getByTestId("policy")).toContainText("connect-src 'self'");
  await page.getByTestId("attempt").click();
  await expect(page.getByTestId("refused")).toContainText("refused");
  await page.getByTestId("wipe").click();
  await expect(page.getByTestId("wiped")).toHaveText("Wiped.");
  await turn(page, "customer");
  await expect(page.getByTestId("customer-picker")).toHaveValue("blank");
  await expect(page.getByTestId("wish")).not.toHaveValue("2");
  await expect(page.getByTestId("receipt-plain")).not.toBeChecked();
  await expect(page.getByTestId("field-age")).toHaveValue("");
  await page.keyboard.press("Control+z");
  await expect(page.getByTestId("field-age")).toHaveValue("");
  await turn(page, "batch");
  await expect(page.getByTestId("batch-done")).toHaveCount(0);
  expect(await page.evaluate(() => (window as unknown as { revoked: string[] }).revoked)).toContain(scored);
});

test("on paper a customer is one page, in ink, with the name on it", async ({ page }) => {
  test.setTimeout(120_000);
  await page.emulateMedia({ colorScheme: "dark" });
  await openConsole(page);
  for (const [place, lang, format] of [["0", "en", "A4"], ["1", "en", "Letter"], ["0", "ru", "A4"], ["1", "ko", "A4"]] as const) {
    await page.getByTestId("pack").selectOption(place);
    await page.getByTestId("language").selectOption(lang);
    for (let customer = 1; customer <= 6; customer += 1) {
      await page.getByTestId("customer-picker").selectOption({ index: customer });
      const sheets = (await page.pdf({ format })).toString("latin1").match(/\/Type\s*\/Page[^s]/g);
      expect(sheets, `${place}, ${lang}, ${format}, customer ${customer}`).toHaveLength(1);
    }
  }
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.getByTestId("customer-picker")).toBeVisible();
  await expect(page.getByTestId("field-age")).toBeHidden();
  await expect(page.locator(".card").first()).toHaveCSS("background-color", "rgb(255, 255, 255)");
});

test("the page wipes itself when nobody touches it", async ({ page }) => {
  await page.clock.install();
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption({ index: 1 });
  await turn(page, "privacy");
  await page.getByTestId("idle").selectOption("5");
  await turn(page, "customer");
  await page.clock.runFor(4 * 60_000);
  await expect(page.getByTestId("customer-picker")).toHaveValue("0");
  await page.clock.runFor(2 * 60_000);
  await expect(page.getByTestId("customer-picker")).toHaveValue("blank");
});

test("languages change without a reload, and the customer stays", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  await page.getByTestId("customer-picker").selectOption({ index: 3 });
  await page.getByTestId("field-age").fill("51");
  for (const [lang, letters] of [["ko", /[가-힣]/], ["ru", /[а-я]/i]] as const) {
    await page.getByTestId("language").selectOption(lang);
    await expect(page.locator("html")).toHaveAttribute("lang", lang);
    await expect(page.getByTestId("field-age")).toHaveValue("51");
    for (const name of ["customer", "ask", "batch", "model", "privacy"]) {
      await turn(page, name);
      await expect(page.locator(".page:not([hidden]) h2").first()).toHaveText(letters);
    }
    await turn(page, "customer");
    await expect(page.locator(".say").first()).toHaveText(letters);
  }
  await expect(page.locator(".probability strong").first()).toHaveText(/^\d+,\d+\u00a0%$/);
  await page.getByTestId("pack").selectOption("1");
  await expect(page.getByTestId("customer-picker")).toHaveValue("0");
  expect(sent(requests)).toEqual([]);
  expect(complaints).toEqual([]);
});

test("values, headings and units speak the language, and what is scored stays", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  await page.getByTestId("customer-picker").selectOption({ index: 3 });
  await page.getByTestId("field-channel").selectOption("agent");
  await page.getByTestId("field-occupation").fill("office clerk");
  await page.getByTestId("field-occupation").blur();
  const scores = () => page.locator(".probability strong").allTextContents();
  const before = (await scores()).map((text) => Number.parseFloat(text));
  const told = {
    ko: { gender: ["여성", "남성"], agent: "설계사", clerk: "사무원", baker: "제빵사", group: "인적 사항", unit: "세", intent: "해지 요청" },
    ru: { gender: ["женский", "мужской"], agent: "агент", clerk: "офисный служащий", baker: "пекарь", group: "Личные данные", unit: "лет", intent: "расторжение договора" },
  };
  for (const [lang, words] of Object.entries(told)) {
    await page.getByTestId("language").selectOption(lang);
    await expect(page.locator(".group h3").first()).toHaveText(words.group);
    await expect(page.locator(".field .unit").first()).toHaveText(words.unit);
    for (const word of words.gender) await expect(page.getByTestId("field-gender").locator("option", { hasText: word })).toHaveCount(1);
    await expect(page.getByTestId("field-channel")).toHaveValue("agent");
    await expect(page.getByTestId("field-channel").locator("option:checked")).toHaveText(words.agent);
    await expect(page.getByTestId("field-occupation")).toHaveValue(words.clerk);
    await expect(page.getByTestId("intent").locator("option[value=cancel]")).toHaveText(words.intent);
    expect((await scores()).map((text) => Number.parseFloat(text.replace(",", ".")))).toEqual(before);
    // A category is typed as people call it, and no warning says that it is a stranger.
    await page.getByTestId("field-occupation").fill(words.baker);
    await page.getByTestId("field-occupation").blur();
    await expect(page.getByTestId("field-occupation")).toHaveValue(words.baker);
    await expect(page.locator(".field", { has: page.getByTestId("field-occupation") }).locator(".warning")).toHaveCount(0);
    await page.getByTestId("field-occupation").fill("office clerk");
    await page.getByTestId("field-occupation").blur();
  }
  await page.getByTestId("language").selectOption("en");
  await expect(page.getByTestId("field-occupation")).toHaveValue("office clerk");
  expect(complaints).toEqual([]);
});

test("a consultation is held with the keyboard alone", async ({ page }) => {
  await openConsole(page);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("marchenko");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("customer-picker").locator("option:checked")).toContainText(/marchenko/i);
  await page.keyboard.press("Control+j");
  await expect(page.locator("#offer-1")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const second = await page.locator("#offer-2").getAttribute("data-product");
  await expect(page.locator("#offer-2")).toBeFocused();
  await page.keyboard.press("a");
  await expect(page.locator(".response.accepted")).toHaveCount(1);
  expect(second).not.toBeNull();
  // The keyboard goes to the card that took its place; what the browser does with a key is not ours; a no opens its reasons.
  await expect(page.locator("#offer-2")).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("d");
  await expect(page.locator("#decline-2")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator(".response")).toHaveCount(1);
  // On a Russian keyboard the same key writes another letter.
  await page.locator("#offer-1").dispatchEvent("keydown", { key: "ф", code: "KeyA", bubbles: true });
  await expect(page.locator(".response.accepted")).toHaveCount(2);
  const picker = page.getByTestId("customer-picker");
  const before = await picker.inputValue();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(picker).not.toHaveValue(before);
  await expect(page.locator(".response")).toHaveCount(0);
  // Whoever was on the desk before is compared with then.
  await page.keyboard.press("Alt+ArrowUp");
  await expect(picker).toHaveValue(before);
  // The same keys lead here from another page; the page of questions follows the customer and stays.
  const chosen = await picker.inputValue();
  await page.getByTestId("page-model").click();
  await page.keyboard.press("Control+j");
  await expect(page.locator("#offer-1")).toBeFocused();
  await page.getByTestId("page-privacy").click();
  await page.keyboard.press("Control+k");
  await expect(page.locator("#search")).toBeFocused();
  await page.getByTestId("page-batch").click();
  await page.keyboard.press("Alt+ArrowDown");
  await expect(picker).toBeVisible();
  await expect(picker).not.toHaveValue(chosen);
  await page.getByTestId("page-ask").click();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(page.getByTestId("page-ask")).toHaveAttribute("aria-current", "page");
});
