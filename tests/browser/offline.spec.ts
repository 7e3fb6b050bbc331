// The installed app: kept whole after one visit, opened without a network and without a server, and replaced by a newer version only when
// a person says so, with the consultation intact.
import { createHash } from "node:crypto";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type Folders, serveFolders } from "./folder-server.ts";
import { watch } from "./harness.ts";

// Other tests keep no copy of the page: it would be made anew for every one of them.
test.use({ serviceWorkers: "allow" });

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const copy = fileURLToPath(new URL("../../target/playwright-offline/", import.meta.url));

let served: Folders;
let policy: string;

test.beforeEach(async ({ request }) => {
  policy = (await request.get("/")).headers()["content-security-policy"]!;
  await rm(copy, { recursive: true, force: true });
  // What the page does not need stays behind, so that nothing of it is missed.
  await cp(dist, copy, { recursive: true, filter: (path) => !/\/(npm|frame|scorer|confidant-demo.html)$/.test(path) });
  served = await serveFolders({ "/": copy }, policy);
});

test.afterEach(() => served.close());

/** Opens the page and waits until it is kept. */
async function open(page: Page): Promise<void> {
  await page.goto(`${served.origin}/`);
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await expect(page.locator("html")).toHaveAttribute("data-offline", "true");
}

/** Every request of the page and its worker from now on. */
function everyRequest(context: BrowserContext): string[] {
  const urls: string[] = [];
  context.on("request", (request) => urls.push(request.url()));
  return urls;
}

const sha256 = (bytes: Buffer) => `sha256-${createHash("sha256").update(bytes).digest("base64")}`;

/** Deploys another version of the page, in which one style sheet differs; `honest` or with a hash that is not the file's. */
async function deploy(version: string, honest = true): Promise<void> {
  const style = Buffer.from(`/* ${version} */\n${await readFile(`${copy}styles.css`, "utf8")}`);
  await writeFile(`${copy}styles.css`, style);
  const worker = await readFile(`${copy}sw.js`, "utf8");
  const named = worker.replace(/VERSION\s*=\s*"[^"]*"/, `VERSION="${version}"`);
  await writeFile(`${copy}sw.js`, named.replace(/"styles\.css":"[^"]+"/, `"styles.css":"${honest ? sha256(style) : sha256(Buffer.from("x"))}"`));
}

const scores = (page: Page) => page.locator('[data-testid^="score-"]').allInnerTexts();

/** A consultation in the middle: the second customer, older and without an answer on the first offer. */
async function consult(page: Page): Promise<void> {
  await page.getByTestId("customer-picker").selectOption({ index: 2 });
  await page.getByTestId("field-age").fill("61");
  await page.getByTestId("field-age").blur();
  await page.getByTestId("decline-1").selectOption("price");
}

test("after one visit the page works with the network cut and the server gone", async ({ page, context }) => {
  await open(page);
  await expect(page.getByTestId("network")).toContainText("Ready to work offline");
  await expect(page.getByTestId("version")).toHaveText(/^\d+\.\d+\.\d+\+[0-9a-f]{8}$/);
  const requests = everyRequest(context);
  served.asked.splice(0);
  await consult(page);
  const shown = await scores(page);
  await page.waitForTimeout(300);
  expect([requests, served.asked]).toEqual([[], []]);

  await served.close();
  await context.setOffline(true);
  const complaints = await watch(page);
  for (const path of ["/", "/index.html", "/#card"]) {
    await page.goto(`${served.origin}${path}`);
    await expect(page.locator("html")).toHaveAttribute("data-offline", "true");
    await expect(page.getByTestId("network")).toContainText("Offline, and everything works");
  }
  await page.goto(`${served.origin}/`);
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  await consult(page);
  expect(await scores(page)).toEqual(shown);
  // The browser itself says on the console that it could not look for a newer version.
  expect(complaints.filter((text) => !text.includes("sw.js") && !text.includes("ERR_INTERNET_DISCONNECTED"))).toEqual([]);
});

test("the badge follows the network", async ({ page, context }) => {
  await open(page);
  await context.setOffline(true);
  await expect(page.getByTestId("network")).toContainText("Offline, and everything works");
  await context.setOffline(false);
  await expect(page.getByTestId("network")).toContainText("Ready to work offline");
});

test("a new version waits for a person, and the consultation goes on in it", async ({ page }) => {
  await open(page);
  const first = await page.getByTestId("version").innerText();
  await expect(page.getByTestId("apply-update")).toHaveCount(0);
  await deploy("9.9.9+next");
  served.asked.splice(0);
  await page.reload();
  await expect(page.getByTestId("apply-update")).toBeVisible();
  // The page came from what was kept, and of the new version only what has changed is fetched.
  expect([...new Set(served.asked)].sort()).toEqual(["/styles.css", "/sw.js"]);
  await expect(page.getByTestId("version")).toHaveText(first);
  expect(await page.evaluate(async () => (await (await fetch("styles.css")).text()).includes("next"))).toBe(false);
  // Nothing happens until somebody says so, not even on a reload.
  await page.reload();
  await expect(page.getByTestId("apply-update")).toBeVisible();
  await expect(page.getByTestId("version")).toHaveText(first);

  await consult(page);
  const [shown, picked] = [await scores(page), await page.getByTestId("customer-picker").inputValue()];
  const answered = await page.locator(".response").allInnerTexts();
  expect(answered).toHaveLength(1);
  await page.getByTestId("apply-update").click();
  await expect(page.getByTestId("version")).toHaveText("9.9.9+next");
  await expect(page.getByTestId("apply-update")).toHaveCount(0);
  await expect(page.getByTestId("field-age")).toHaveValue("61");
  expect(await scores(page)).toEqual(shown);
  expect(await page.getByTestId("customer-picker").inputValue()).toBe(picked);
  expect(await page.locator(".response").allInnerTexts()).toEqual(answered);
  expect(await page.evaluate(async () => (await (await fetch("styles.css")).text()).includes("next"))).toBe(true);
  // Nothing of the customer stays behind, and nothing of the old version.
  const left = await page.evaluate(async () => [sessionStorage.length, localStorage.length, (await caches.keys()).length]);
  expect(left).toEqual([0, 0, 1]);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-ready", "true");
  expect(await page.getByTestId("customer-picker").inputValue()).not.toBe(picked);
});

test("a version whose files do not fit together is not kept, and the one before stays", async ({ page, context }) => {
  await open(page);
  const first = await page.getByTestId("version").innerText();
  await deploy("9.9.9+torn", false);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-offline", "true");
  await expect(page.getByTestId("apply-update")).toHaveCount(0);
  await context.setOffline(true);
  await page.reload();
  await expect(page.getByTestId("version")).toHaveText(first);
  expect(await page.evaluate(() => caches.keys())).toEqual([`confidant-${first}`]);
});

test("browsers find everything that installing takes", async ({ page, context }) => {
  await open(page);
  const session = await context.newCDPSession(page);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  // A test runs in a private window, in which Chromium installs nothing.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
});
