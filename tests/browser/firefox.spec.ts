// The main path in a second browser: Firefox, by WebDriver. `cargo xtask setup` installs it with its driver; where that cannot be, the
// tests are left out and say so.
import { expect, test } from "@playwright/test";
import { Browser, Builder, By, until, type WebDriver } from "selenium-webdriver";
import firefox from "selenium-webdriver/firefox.js";
import type { Advisor } from "../../dist/confidant.js";
import type { Api } from "./harness.ts";

const { GECKODRIVER: driver, FIREFOX: binary = "/usr/bin/firefox-esr" } = process.env;

test.skip(driver === undefined, "no geckodriver: `cargo xtask setup` installs Firefox and its driver where it may");

let browser: WebDriver;

test.beforeAll(async () => {
  const options = new firefox.Options().setBinary(binary).addArguments("-headless");
  const service = new firefox.ServiceBuilder(driver);
  browser = await new Builder().forBrowser(Browser.FIREFOX).setFirefoxOptions(options).setFirefoxService(service).build();
  await browser.manage().setTimeouts({ script: 30_000 });
});

test.afterAll(() => browser?.quit());

const find = (testid: string) => browser.wait(until.elementLocated(By.css(`[data-testid="${testid}"]`)), 10_000);

/** The text of every gauge. */
const scores = async () => Promise.all((await browser.findElements(By.css('[data-testid^="score-"]'))).map((gauge) => gauge.getText()));

/** Picks an option of a list as a person would. */
const choose = async (testid: string, place: number) => (await (await find(testid)).findElements(By.css("option")))[place]!.click();

test("the console scores, explains and recommends in Firefox, and asks for nothing once loaded", async ({ baseURL }) => {
  await browser.get(`${baseURL}/`);
  await browser.wait(until.elementLocated(By.css("html[data-ready=true][data-offline=true]")), 20_000);
  // From here on the page's own list of what it fetched has to stay as it is.
  await browser.executeScript(() => {
    const seen = { violations: 0, fetched: performance.getEntriesByType("resource").length };
    addEventListener("securitypolicyviolation", () => { seen.violations += 1; });
    Object.assign(window, { seen });
  });

  await choose("customer-picker", 1);
  const first = await scores();
  expect(first.length).toBeGreaterThan(0);
  for (const text of first) expect(text).toMatch(/\d/);
  const reasons = await browser.findElements(By.css('[data-testid^="reasons-"] li'));
  expect(reasons.length).toBeGreaterThan(3);
  await choose("customer-picker", 2);
  await browser.wait(async () => JSON.stringify(await scores()) !== JSON.stringify(first), 5_000);
  const second = await scores();
  const age = await find("field-age");
  await age.clear();
  await age.sendKeys("23");
  await browser.wait(async () => JSON.stringify(await scores()) !== JSON.stringify(second), 5_000);

  const product = async () => (await find("offer-1")).getAttribute("data-product");
  const offered = await product();
  await (await find("accept-1")).click();
  await browser.wait(async () => (await product()) !== offered, 5_000);

  const after = await browser.executeScript(() => {
    const { seen } = window as unknown as { seen: { violations: number; fetched: number } };
    return [seen.violations, performance.getEntriesByType("resource").length - seen.fetched];
  });
  expect(after).toEqual([0, 0]);
});

test("both builds come to the golden bits in Firefox", async ({ baseURL }) => {
  await browser.get(`${baseURL}/embed.html`);
  for (const module of ["/confidant.js", "/scorer/confidant.js"]) {
    const result: unknown = await browser.executeAsyncScript(async (module: string, done: (answer: unknown) => void) => {
      try {
        const api = (await import(module)) as Api;
        await api.default();
        const advisor: Advisor = api.Advisor.fromBytes(await (await fetch("/models/insurer.safetensors")).arrayBuffer());
        const view = new DataView(new ArrayBuffer(8));
        const bits = (value: number | undefined) => {
          view.setFloat64(0, value ?? NaN);
          return view.getBigUint64(0).toString(16).padStart(16, "0");
        };
        let [compared, different] = [0, 0];
        for (const { customer, expected } of advisor.golden()) {
          const scores = advisor.score(customer);
          for (const [index, golden] of Object.entries(expected)) {
            const why = advisor.explain(index, customer);
            const pairs: [number | undefined, string | undefined][] = [
              [scores[index]?.margin, golden.margin],
              [scores[index]?.probability, golden.probability],
              [why.baseline, golden.baseline],
              ...why.contributions.map(({ feature, contribution }): [number, string | undefined] => [contribution, golden.contributions[feature]]),
            ];
            compared += pairs.length;
            different += pairs.filter(([value, golden]) => bits(value) !== golden).length;
          }
        }
        done({ compared, different });
      } catch (error) {
        done(String(error));
      }
    }, module);
    expect(result, module).toMatchObject({ different: 0 });
    expect((result as { compared: number }).compared).toBeGreaterThan(100);
  }
});

test("the element works in Firefox", async ({ baseURL }) => {
  await browser.get(`${baseURL}/embed.html`);
  await browser.wait(until.elementLocated(By.css("html[data-ready=true]")), 20_000);
  const accept = await browser.wait(async () => {
    const root = await (await browser.findElement(By.css("confidant-advisor"))).getShadowRoot();
    const [button] = await root.findElements(By.css('[data-testid="accept-1"]'));
    return button ?? null;
  }, 10_000);
  expect(await accept!.getText()).not.toBe("");
  const heard: unknown = await browser.executeAsyncScript((done: (product: unknown) => void) => {
    document.addEventListener("confidant-accepted", (event) => done((event as CustomEvent<{ product: string }>).detail.product));
    setTimeout(() => document.querySelector("confidant-advisor")!.shadowRoot!.querySelector<HTMLElement>('[data-testid="accept-1"]')!.click());
  });
  expect(heard).toMatch(/\S/);
});
