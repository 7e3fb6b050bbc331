// Measures the console in Chromium and prints a line a case: what, value, unit. The page's address is in CONFIDANT_URL, the pack of 500
// trees of depth 6 with its customers in the folder of the first argument.
import { open, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as browserType } from "@playwright/test";
import { chromium } from "../../tests/browser/chromium.mjs";

const FRESH_PAGES = 9;
const KEYSTROKES = 200;
const CONSULTATIONS = 1000;
const ROWS = 1_000_000;
/** Chromium goes on loading scripts of its own address bar, on every core, for about a second after it opened a window. An agent's is open. */
const WINDOW_OPENS = 1500;
/** What a page says once its first score is painted. */
const SHOWN = "first score shown";

const data = process.argv[2] ?? ".";
/** What counting memory takes. A browser with other flags than usual starts scripts more slowly, so that times are measured without. */
const COUNTING = ["--js-flags=--expose-gc", "--enable-precise-memory-info"];
let browser = await browserType.launch(chromium);

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? NaN;

/** @param {string} what @param {number} value @param {string} unit */
const say = (what, value, unit) => console.log([what, value.toFixed(value < 10 ? 2 : 0), unit].join("\t"));

/** Opens the console, with the bench's pack on the desk where `pack` is given. @param {string | undefined} pack */
async function consolePage(pack) {
  const context = await browser.newContext({ serviceWorkers: "block", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  if (pack) {
    await page.route("**/models/insurer.safetensors", (route) => route.fulfill({ path: join(data, pack), contentType: "application/octet-stream" }));
    const fields = JSON.parse(await readFile(join(data, "bench.customers.json"), "utf8"));
    const customers = fields.map((/** @type {object} */ fields, /** @type {number} */ at) => ({ id: `c${at}`, name: `Customer ${at}`, fields }));
    await page.route("**/models/insurer.customers.json", (route) => route.fulfill({ json: customers }));
  }
  await page.addInitScript((SHOWN) => {
    const seen = { first: 0, longest: 0, tasks: 0 };
    Object.assign(window, { seen });
    // The program is the page's own; its memory is asked for later.
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (/** @type {any} */ ...given) => {
      const made = /** @type {any} */ (await instantiate.apply(WebAssembly, /** @type {any} */ (given)));
      Object.assign(window, { program: (made.instance ?? made).exports });
      return made;
    };
    new MutationObserver((_, observer) => {
      if (!document.querySelector("[data-testid^=score-]")) return;
      observer.disconnect();
      // After the frame in which it stands.
      requestAnimationFrame(() => setTimeout(() => {
        seen.first = performance.now();
        console.debug(SHOWN);
      }));
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) [seen.longest, seen.tasks] = [Math.max(seen.longest, entry.duration), seen.tasks + 1];
    }).observe({ type: "longtask", buffered: true });
  }, SHOWN);
  // Nothing is asked of the page before the first score: what asks is a script of 300 KB that would be read in between.
  const shown = page.waitForEvent("console", { predicate: (message) => message.text() === SHOWN, timeout: 60_000 });
  await page.waitForTimeout(WINDOW_OPENS);
  await page.goto(`${process.env.CONFIDANT_URL}/`, { waitUntil: "commit" });
  await shown;
  await page.locator("html[data-ready=true]").waitFor({ timeout: 60_000 });
  return page;
}

/** @param {import("@playwright/test").Page} page @returns {Promise<{ first: number, longest: number, tasks: number }>} */
const seen = (page) => page.evaluate(() => /** @type {any} */ (window).seen);

async function firstScore() {
  const times = [];
  for (let i = 0; i < FRESH_PAGES; i += 1) {
    const page = await consolePage(undefined);
    times.push((await seen(page)).first);
    await page.context().close();
  }
  say("console: first score, cold cache, both demo packs", quantile(times, 0.5), "ms");
}

/** A digit typed into each number in turn; from the key to the paint after it. */
async function whatIf() {
  const page = await consolePage("bench.safetensors");
  const times = await page.evaluate(async (count) => {
    const fields = /** @type {HTMLInputElement[]} */ (Array.from(document.querySelectorAll("[data-testid^=field-] input, input[data-testid^=field-]")))
      .filter((field) => field.type !== "checkbox" && field.type !== "range");
    if (fields.length === 0) throw new Error("the form has no numbers to type into");
    const set = /** @type {(value: string) => void} */ (Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set);
    const times = [];
    for (let i = 0; i < count + 20; i += 1) {
      const field = /** @type {HTMLInputElement} */ (fields[i % fields.length]);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const start = performance.now();
      set.call(field, `0.${1 + ((i * 37) % 89)}`);
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(undefined))));
      if (i >= 20) times.push(performance.now() - start);
    }
    return times;
  }, KEYSTROKES);
  say("console: keystroke to paint, 500 trees, median", quantile(times, 0.5), "ms");
  say("console: keystroke to paint, 500 trees, longest of 200", quantile(times, 1), "ms");
  await page.context().close();
}

/** What the page holds after a thousand more customers, in MB: JavaScript's heap and the program's memory. */
async function memory() {
  await browser.close();
  browser = await browserType.launch({ ...chromium, args: [...(chromium.args ?? []), ...COUNTING] });
  const page = await consolePage(undefined);
  const held = async (/** @type {number} */ count) => page.evaluate(async (count) => {
    const picker = /** @type {HTMLSelectElement} */ (document.querySelector("[data-testid=customer-picker]"));
    for (let i = 0; i < count; i += 1) {
      picker.selectedIndex = 1 + (i % (picker.options.length - 1));
      picker.dispatchEvent(new Event("change", { bubbles: true }));
      await new Promise((resolve) => setTimeout(resolve));
    }
    /** @type {any} */ (globalThis).gc();
    const { program } = /** @type {any} */ (window);
    return { heap: /** @type {any} */ (performance).memory.usedJSHeapSize / 1e6, wasm: program.memory.buffer.byteLength / 1e6 };
  }, count);
  // As many as before, because what is kept a customer is kept once.
  const before = await held(CONSULTATIONS);
  const after = await held(CONSULTATIONS);
  say("console: JavaScript heap after 1,000 more consultations", after.heap - before.heap, "MB more");
  say("console: wasm memory after 1,000 more consultations", after.wasm - before.wasm, "MB more");
  await browser.close();
  browser = await browserType.launch(chromium);
}

/** A table of a million rows, from a file, in workers. */
async function millionRows() {
  const folder = await mkdtemp(join(tmpdir(), "confidant-"));
  const name = join(folder, "large.csv");
  const file = await open(name, "w");
  await file.write("age,income,channel,region,has_home\n");
  const piece = "40,30000,agent,Steel Valley,true\n25,12000,direct,Old Harbour,false\n".repeat(5_000);
  for (let i = 0; i < ROWS; i += 10_000) await file.write(piece);
  await file.close();
  const page = await consolePage(undefined);
  await page.getByTestId("page-batch").click();
  await page.waitForTimeout(1000);
  await page.evaluate(() => Object.assign(/** @type {any} */ (window).seen, { longest: 0, tasks: 0 }));
  const start = performance.now();
  await page.getByTestId("file").setInputFiles(name);
  await page.getByTestId("batch-done").waitFor({ timeout: 300_000 });
  const seconds = (performance.now() - start) / 1000;
  await page.waitForTimeout(500);
  const { longest, tasks } = await seen(page);
  say("console: table of 1,000,000 rows, from file to figures", seconds, "s");
  say("console: longest task of the page meanwhile (0: none of 50 ms)", longest, "ms");
  say("console: tasks of 50 ms or more meanwhile", tasks, "");
  await page.context().close();
  await rm(folder, { recursive: true });
}

const cases = { firstScore, whatIf, memory, millionRows };
const wanted = process.argv.slice(3);
try {
  for (const [name, measure] of Object.entries(cases)) if (wanted.length === 0 || wanted.includes(name)) await measure();
} finally {
  await browser.close();
}
