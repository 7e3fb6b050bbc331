// The custom element, as a host page uses it: one module, one tag, one property, and events.
import { expect, type Page, test } from "@playwright/test";
import type { Consultation, Customer, ErrorKind, Info } from "../../dist/confidant.js";
import { demoCustomers, openBlank, PACK, requestsOf, watch } from "./harness.ts";

/** What an element said, in order. */
interface Said {
  name: string;
  detail: Partial<Info & Consultation & { kind: ErrorKind }>;
}

/** Opens a page that holds the element and writes down its events. */
async function openElement(page: Page, attributes: Record<string, string>): Promise<void> {
  await openBlank(page);
  await page.evaluate(async (attributes) => {
    const module = "/confidant-advisor.js";
    await import(module);
    const element = document.createElement("confidant-advisor");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    const said: Said[] = [];
    for (const name of ["ready", "consultation", "error"]) {
      // On the document: hosts rely on the events to bubble out of whatever they put the element into.
      document.addEventListener(`confidant-${name}`, (event) => said.push({ name, detail: (event as CustomEvent).detail }));
    }
    document.body.append(element);
    Object.assign(window, { element, said });
  }, attributes);
}

/** The events so far. */
const said = (page: Page) => page.evaluate(() => (window as unknown as { said: Said[] }).said);

/** The names of the events so far. */
const names = async (page: Page) => (await said(page)).map(({ name }) => name);

const give = (page: Page, customer: unknown) =>
  page.evaluate((customer) => {
    const { element } = window as unknown as { element: HTMLElement & { customer: Customer } };
    element.customer = customer as Customer;
  }, customer);

test("the element says when it is ready, consults for every customer, and shows it in its shadow root", async ({ page }) => {
  const complaints = await watch(page);
  const [first, second] = await demoCustomers();
  await openElement(page, { src: PACK });
  await expect.poll(() => names(page)).toEqual(["ready"]);
  const requests = requestsOf(page);
  await give(page, first);
  await expect.poll(() => names(page)).toEqual(["ready", "consultation"]);
  // Inside the shadow root: the host's own text is empty.
  const shown = page.locator("confidant-advisor > div");
  const before = await shown.innerText();
  expect(before).toMatch(/\d/);
  await give(page, second);
  await expect.poll(() => shown.innerText()).not.toBe(before);

  const [ready, consultation] = await said(page);
  const indices = ready!.detail.indices!.map(({ name }) => name);
  expect(Object.keys(consultation!.detail.scores!)).toEqual([...indices].sort());
  expect(Object.keys(consultation!.detail.attributions!)).toEqual([...indices].sort());
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a customer set first is consulted once the pack is there", async ({ page }) => {
  const [customer] = await demoCustomers();
  await openElement(page, {});
  await give(page, customer);
  await page.evaluate((pack) => document.querySelector("confidant-advisor")!.setAttribute("src", pack), PACK);
  await expect.poll(() => names(page)).toEqual(["ready", "consultation"]);
});

test("the element survives being taken out and put back, also while it loads", async ({ page }) => {
  const complaints = await watch(page);
  const [customer] = await demoCustomers();
  await openElement(page, { src: PACK });
  await give(page, customer);
  await page.evaluate(() => {
    const { element } = window as unknown as { element: HTMLElement };
    for (let i = 0; i < 5; i += 1) {
      element.remove();
      document.body.append(element);
    }
  });
  // Loads that were overtaken say nothing.
  await expect.poll(() => names(page)).toEqual(["ready", "consultation"]);
  await page.evaluate(() => (window as unknown as { element: HTMLElement }).element.remove());
  await give(page, { ...customer, age: 33 });
  await page.evaluate(() => document.body.append((window as unknown as { element: HTMLElement }).element));
  await expect.poll(() => names(page)).toEqual(["ready", "consultation", "ready", "consultation"]);
  await expect(page.locator("confidant-advisor")).toContainText(/\d/);
  expect(complaints).toEqual([]);
});

test("what cannot be loaded or scored is an event with a kind", async ({ page }) => {
  await openElement(page, { src: "/models/no-such.safetensors" });
  await expect.poll(async () => (await said(page)).map(({ detail }) => detail.kind)).toEqual(["io"]);
  await page.evaluate(() => document.querySelector("confidant-advisor")!.setAttribute("src", "/index.html"));
  await expect.poll(async () => (await said(page)).map(({ detail }) => detail.kind)).toEqual(["io", "pack"]);
  await page.evaluate((pack) => document.querySelector("confidant-advisor")!.setAttribute("src", pack), PACK);
  await expect.poll(() => names(page)).toEqual(["error", "error", "ready"]);
  await give(page, [1, 2, 3]);
  await expect.poll(async () => (await said(page)).at(-1)?.detail.kind).toBe("customer");
});

test("markup in a customer stays text in the element", async ({ page }) => {
  const complaints = await watch(page);
  const [customer] = await demoCustomers();
  const markup = '<img src=x onerror="document.title=1">';
  const texts = Object.entries(customer!).map(([name, value]) => [name, typeof value === "string" ? markup : value]);
  await openElement(page, { src: PACK });
  await give(page, { ...Object.fromEntries(texts), [markup]: markup });
  await expect.poll(() => names(page)).toEqual(["ready", "consultation"]);
  await expect(page.locator("confidant-advisor")).toContainText(/\d/);
  await expect(page.locator('confidant-advisor img, confidant-advisor script')).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test("the example of a host page runs", async ({ page }) => {
  const complaints = await watch(page);
  await page.goto("/embed.html");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.locator("confidant-advisor")).toContainText(/\d/);
  expect(complaints).toEqual([]);
});
