// The custom element, as a host page uses it: one module, one tag, one property, and events.
import { expect, type Page, test } from "@playwright/test";
import type {} from "../../dist/confidant-advisor.js";
import type { Consultation, Customer, ErrorKind, Info, OfferAnswer } from "../../dist/confidant.js";
import { demoCustomers, openBlank, PACK, requestsOf, watch } from "./harness.ts";

/** What an element said, in order. */
interface Said {
  name: string;
  detail: Partial<Info & Consultation & OfferAnswer & { kind: ErrorKind }>;
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
    for (const name of ["ready", "consultation", "accepted", "declined", "error"]) {
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
  // And is no blank, unless the page puts something of its own there.
  const note = page.locator("confidant-advisor").getByRole("alert");
  await expect(note).toContainText("no-such.safetensors");
  await page.evaluate(() => {
    const own = Object.assign(document.createElement("span"), { slot: "error", textContent: "Call us" });
    document.querySelector("confidant-advisor")!.append(own);
  });
  await expect(page.getByText("Call us")).toBeVisible();
  await expect(note).toBeVisible();
  await page.evaluate(() => document.querySelector("confidant-advisor")!.setAttribute("src", "/index.html"));
  await expect.poll(async () => (await said(page)).map(({ detail }) => detail.kind)).toEqual(["io", "pack"]);
  await page.evaluate((pack) => document.querySelector("confidant-advisor")!.setAttribute("src", pack), PACK);
  await expect.poll(() => names(page)).toEqual(["error", "error", "ready"]);
  await expect(note).toHaveCount(0);
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

test("offers are accepted and declined in the element, and the host is told", async ({ page }) => {
  const complaints = await watch(page);
  const [customer] = await demoCustomers();
  await openElement(page, { src: PACK, lang: "ko" });
  await give(page, customer);
  const product = async (rank: number) => (await page.getByTestId(`offer-${rank}`).getAttribute("data-product"))!;
  const first = await product(1);
  const requests = requestsOf(page);
  await page.getByTestId("accept-1").press("Enter");
  await expect.poll(() => product(1)).not.toBe(first);
  // The keyboard goes to the card in its place.
  await expect(page.locator("confidant-advisor #offer-1")).toBeFocused();
  const second = await product(1);
  await page.getByTestId("decline-1").selectOption("price");
  await expect.poll(() => product(1)).not.toBe(second);
  const heard = (await said(page)).slice(2);
  expect(heard.map(({ name, detail }) => [name, detail.product, detail.reason])).toEqual([
    ["accepted", first, null],
    ["declined", second, "price"],
  ]);
  // Names are in the element's language.
  expect(heard[0]!.detail.name).toMatch(/[가-힣]/);
  // So are the values in its reasons.
  await expect(page.locator("confidant-advisor").getByText(/설계사|다이렉트|여성|남성|기혼|미혼|자동이체/).first()).toBeAttached();
  // The next customer is another call.
  await give(page, customer);
  await expect.poll(() => product(1)).toBe(first);
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
});

test("slots, parts and custom properties are the host's", async ({ page }) => {
  const [customer] = await demoCustomers();
  await openElement(page, { src: PACK });
  await page.evaluate(() => {
    const { element } = window as unknown as { element: HTMLElement };
    for (const slot of ["header", "footer", "empty"]) {
      const text = document.createElement("p");
      text.slot = slot;
      text.textContent = `the host's ${slot}`;
      element.append(text);
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      confidant-advisor { --surface: rgb(1, 2, 3); }
      confidant-advisor::part(accept) { background-color: rgb(4, 5, 6); }
    `);
    document.adoptedStyleSheets = [sheet];
  });
  const slotted = page.locator("confidant-advisor > p");
  await expect(slotted).toHaveCount(3);
  for (const text of await slotted.all()) await expect(text).toBeVisible();
  await give(page, customer);
  await expect(slotted.filter({ hasText: "empty" })).toBeHidden();
  await expect(slotted.filter({ hasText: "header" })).toBeVisible();
  await expect(page.getByTestId("accept-1")).toHaveCSS("background-color", "rgb(4, 5, 6)");
  await expect(page.getByTestId("offers")).toHaveCSS("background-color", "rgb(1, 2, 3)");
});

test("elements share one program and one pack, and none of them takes it from the others", async ({ page }) => {
  await openBlank(page);
  const requests = requestsOf(page);
  const [customer] = await demoCustomers();
  const shared = await page.evaluate(
    async ([pack, customer]) => {
      const module = "/confidant-advisor.js";
      await import(module);
      const add = () => {
        const element = document.createElement("confidant-advisor");
        element.setAttribute("src", pack);
        return new Promise<typeof element>((resolve) => {
          element.addEventListener("confidant-ready", () => resolve(element));
          document.body.append(element);
        });
      };
      const elements = await Promise.all([add(), add(), add()]);
      const one = new Set(elements.map(({ advisor }) => advisor)).size === 1;
      elements[0]!.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      for (const element of elements.slice(1)) element.customer = customer;
      return [one, elements[0]!.advisor, elements[1]!.shadowRoot!.textContent === elements[2]!.shadowRoot!.textContent] as const;
    },
    [PACK, customer!] as const,
  );
  expect(shared).toEqual([true, undefined, true]);
  await expect(page.getByTestId("offers")).toHaveCount(2);
  expect(requests.filter((url) => url.endsWith(PACK))).toHaveLength(1);
  expect(requests.filter((url) => url.endsWith(".wasm"))).toHaveLength(1);
});

test("a pack with another hash than the page asks for is refused", async ({ page }) => {
  await openElement(page, { src: PACK, integrity: `sha384-${"A".repeat(64)}` });
  await expect.poll(async () => (await said(page)).map(({ detail }) => detail.kind)).toEqual(["io"]);
  const hash = await page.evaluate(async (pack) => {
    const digest = await crypto.subtle.digest("SHA-384", await (await fetch(pack)).arrayBuffer());
    return `sha384-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  }, PACK);
  await page.evaluate((hash) => document.querySelector("confidant-advisor")!.setAttribute("integrity", hash), hash);
  await expect.poll(() => names(page)).toEqual(["error", "ready"]);
});

test("an element that is taken out gives its memory back", async ({ page }) => {
  test.setTimeout(120_000);
  await openBlank(page);
  const [customer] = await demoCustomers();
  const grown = await page.evaluate(
    async ([pack, customer]) => {
      const [element, api] = ["/confidant-advisor.js", "/confidant.js"];
      await import(element);
      const { memory } = await ((await import(api)) as typeof import("../../dist/confidant.js")).default();
      // The pack comes from memory: what is measured is the element, not the server.
      const bytes = new Blob([await (await fetch(pack)).arrayBuffer()]);
      globalThis.fetch = () => Promise.resolve(new Response(bytes));
      const visit = async () => {
        const element = document.createElement("confidant-advisor");
        element.setAttribute("src", pack);
        element.customer = customer;
        const done = new Promise((resolve) => element.addEventListener("confidant-consultation", resolve));
        document.body.append(element);
        await done;
        element.remove();
        // Panels are drawn and packs are freed a task later.
        await new Promise((resolve) => setTimeout(resolve));
      };
      for (let i = 0; i < 10; i += 1) await visit();
      const before = memory.buffer.byteLength;
      for (let i = 0; i < 400; i += 1) await visit();
      return [before, memory.buffer.byteLength - before];
    },
    [PACK, customer!] as const,
  );
  expect(grown[0]).toBeGreaterThan(1 << 20);
  expect(grown[1]).toBe(0);
});
