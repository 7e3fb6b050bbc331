// What the browser tests share: the two builds of the JavaScript API, a console that is watched, and demo customers.
import { readFile } from "node:fs/promises";
import { expect, type Page, type Request } from "@playwright/test";
import type { CustomerRecord } from "../../dist/confidant.js";

/** The JavaScript API as its callers see it. */
export type Api = typeof import("../../dist/confidant.js");

/** Where the demo's pack is, seen from the page. */
export const PACK = "/models/insurer.safetensors";

/** A build of the JavaScript API, and a page under the console's content security policy from which to import it. */
export interface Flavour {
  name: string;
  module: string;
  open(page: Page): Promise<void>;
}

/** The whole API, and the API without offers and questions. Both have to answer alike. */
export const FLAVOURS: Flavour[] = [
  { name: "the hosts' build", module: "/confidant.js", open: openBlank },
  { name: "the scorer's build", module: "/scorer/confidant.js", open: openBlank },
];

/** Opens the console and waits until it has loaded its pack. */
export async function openConsole(page: Page): Promise<void> {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
}

/** Opens an empty page that the console's content security policy binds. */
export async function openBlank(page: Page): Promise<void> {
  const served = await page.request.get("/");
  const policy = served.headers()["content-security-policy"];
  expect(policy).toBeDefined();
  await page.route("**/blank.html", (route) =>
    route.fulfill({
      contentType: "text/html",
      headers: { "content-security-policy": policy ?? "" },
      body: "<!doctype html><title>blank</title>",
    }),
  );
  await page.goto("/blank.html");
}

/** What a page did that it should not have: policy violations, errors on the console, uncaught exceptions. */
export async function watch(page: Page): Promise<string[]> {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  await page.exposeFunction("reportViolation", (text: string) => complaints.push(`policy: ${text}`));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const { reportViolation } = window as unknown as { reportViolation(text: string): void };
      reportViolation(`${event.violatedDirective} by ${event.blockedURI || event.sourceFile}`);
    });
  });
  return complaints;
}

/** Every request the page makes from now on. */
export function requestsOf(page: Page): string[] {
  const urls: string[] = [];
  page.on("request", (request: Request) => urls.push(request.url()));
  return urls;
}

/** The customers that the demo offers, as the console's picker names them. */
export async function demoCustomers(): Promise<CustomerRecord[]> {
  const text = await readFile(new URL("../../models/insurer.customers.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { fields: CustomerRecord }[]).map(({ fields }) => fields);
}
