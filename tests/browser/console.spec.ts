// The console as an agent uses it: pick a customer, read the scores and the reasons, change a field, see the score move.
// All of it in the page: once loaded, nothing is requested, and the content security policy has nothing to complain of.
import { expect, type Page, test } from "@playwright/test";
import { demoCustomers, openConsole, requestsOf, watch } from "./harness.ts";

/** The text of every gauge. */
const scores = (page: Page) => page.locator('[data-testid^="score-"]').allInnerTexts();

/** Picks the demo customer at this place of the list, which opens with an empty record. */
const pick = (page: Page, place: number) => page.getByTestId("customer-picker").selectOption({ index: place });

test("a customer is picked, scored and explained, and a changed field moves the score", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);

  await pick(page, 1);
  const first = await scores(page);
  expect(first.length).toBeGreaterThan(0);
  for (const text of first) expect(text).toMatch(/\d/);
  const tabs = page.getByRole("tab");
  expect(await tabs.count()).toBe(first.length);
  for (const tab of await tabs.all()) {
    await tab.click();
    const reasons = page.locator('[data-testid^="reasons-"]');
    await expect(reasons.getByRole("listitem").nth(2)).toContainText(/\S/);
  }

  await pick(page, 2);
  await expect.poll(() => scores(page)).not.toEqual(first);
  const before = await scores(page);
  const age = page.getByTestId("field-age");
  for (const value of ["19", "35", "52", "88"]) {
    await age.fill(value);
    await age.blur();
  }
  await expect.poll(() => scores(page)).not.toEqual(before);

  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("scores, reasons and offers do not wait for another pack", async ({ page }) => {
  const complaints = await watch(page);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => { release = resolve; });
  await page.route("**/models/card.safetensors", async (route) => {
    await held;
    await route.continue();
  });
  await page.goto("/");
  await expect(page.locator('[data-testid^="score-"]').first()).toBeVisible();
  await expect(page.locator('[data-testid^="reasons-"]').getByRole("listitem").nth(2)).toContainText(/\S/);
  // What follows behind the first picture.
  await expect(page.getByTestId("offer-1")).toBeVisible();
  await expect(page.getByTestId("field-age")).toBeVisible();
  await expect(page.locator(".as-table table")).toBeAttached();
  await expect(page.getByTestId("pack")).toHaveCount(0);
  await expect(page.locator("html")).not.toHaveAttribute("data-ready", "true");
  // What is being done goes on when it comes: nothing is drawn anew.
  await page.getByTestId("field-age").fill("55");
  await page.locator(".as-table summary").click();
  await page.getByTestId("offer-1").evaluate((card) => Object.assign(card, { marked: true }));
  await page.getByTestId("field-age").focus();
  release();
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.getByTestId("pack").getByRole("option")).toHaveCount(2);
  await expect(page.getByTestId("field-age")).toBeFocused();
  await expect(page.getByTestId("field-age")).toHaveValue("55");
  await expect(page.locator(".as-table table")).toBeVisible();
  expect(await page.getByTestId("offer-1").evaluate((card) => "marked" in card)).toBe(true);
  expect(complaints).toEqual([]);
});

for (const [what, answer] of [["missing", { status: 404 }], ["damaged", { status: 200, body: "no pack" }]] as const) {
  test(`another pack that is ${what} leaves the first one alone`, async ({ page }) => {
    await page.route("**/models/card.safetensors", (route) => route.fulfill(answer));
    await page.goto("/");
    await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
    await expect(page.getByRole("alert")).toContainText('The pack “card” is not here:');
    await expect(page.getByRole("alert")).toHaveCount(1);
    await page.getByTestId("field-age").fill("55");
    await expect(page.getByTestId("offer-1")).toBeVisible();
    await page.getByTestId("page-batch").click();
    await page.getByTestId("batch-demo").click();
    await expect(page.getByTestId("batch-done")).toBeVisible();
  });
}

for (const [locale, title, advice] of [
  ["en-GB", "The advisor could not start", "Reload the page"],
  ["ko-KR", "상담 도우미를 시작할 수 없습니다", "새로 고쳐"],
  ["ru-RU", "Не удалось запустить консультанта", "Обновите страницу"],
] as const) {
  test(`a page without its pack says so to who reads ${locale}`, async ({ browser }) => {
    const page = await (await browser.newContext({ locale, serviceWorkers: "block" })).newPage();
    await page.route("**/models/insurer.safetensors", (route) => route.fulfill({ status: 200, body: "no pack" }));
    await page.goto("/");
    const failure = page.getByRole("alert");
    await expect(failure.getByRole("heading")).toHaveText(title);
    await expect(failure).toContainText(advice);
    await expect(failure).toHaveAttribute("lang", locale.slice(0, 2));
    await page.context().close();
  });
}

test("demo customers that cannot be read are done without", async ({ page }) => {
  await page.route("**/models/insurer.customers.json", (route) => route.fulfill({ json: [{ id: 1 }] }));
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.getByRole("alert")).toContainText('The demo customers of “insurer” are not here:');
  await page.getByTestId("field-age").fill("55");
  await expect(page.getByTestId("offer-1")).toBeVisible();
  await expect(page.getByTestId("pack").getByRole("option")).toHaveCount(2);
});

for (const view of ["ask", "batch", "model", "privacy"]) {
  test(`the address of ${view} opens it and no other page before`, async ({ page }) => {
    await page.addInitScript(() => {
      const shown = new Set<string>();
      Object.assign(window, { shown });
      new MutationObserver(() => {
        if (document.querySelector("[data-testid^=score-]")?.checkVisibility()) shown.add("customer");
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`/#/${view}`);
    await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
    await expect(page.getByTestId(`page-${view}`)).toHaveAttribute("aria-current", "page");
    expect(await page.evaluate(() => [...(window as unknown as { shown: Set<string> }).shown])).toEqual([]);
  });
}

test("every demo customer can be picked and emptied of any field", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  const requests = requestsOf(page);
  const customers = await demoCustomers();
  for (let place = 1; place <= Math.min(customers.length, 20); place += 1) await pick(page, place);
  for (const field of await page.locator('input[data-testid^="field-"]').all()) {
    if ((await field.getAttribute("type")) !== "checkbox") await field.fill("");
  }
  for (const text of await scores(page)) expect(text).toMatch(/\d/);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("markup typed into a field stays text", async ({ page }) => {
  const complaints = await watch(page);
  await openConsole(page);
  await pick(page, 1);
  const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const texts = page.locator('input[data-testid^="field-"][type=text]');
  expect(await texts.count()).toBeGreaterThan(0);
  for (const field of await texts.all()) {
    await field.fill(markup);
    await field.blur();
  }
  await expect(page.locator('img[src="x"]')).toHaveCount(0);
  await expect(page).not.toHaveTitle(/^[12]$/);
  for (const text of await scores(page)) expect(text).toMatch(/\d/);
  expect(complaints).toEqual([]);
});

test("the page is served under the policy it promises", async ({ request }) => {
  const headers = (await request.get("/")).headers();
  expect(headers["content-security-policy"]).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
      "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'",
  );
  expect(headers["x-content-type-options"]).toBe("nosniff");
  for (const program of ["/console/console_bg.wasm", "/confidant_bg.wasm"]) {
    expect((await request.get(program)).headers()["content-type"]).toBe("application/wasm");
  }
});
