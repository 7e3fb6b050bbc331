// The npm package, as it leaves `npm pack`: unpacked into a fresh project, imported, type-checked, and used by host pages of three kinds
// under a policy as strict as hosts can set.
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "@playwright/test";
import { build } from "esbuild";
import { type Folders, serveFolders } from "./folder-server.ts";
import { requestsOf, watch } from "./harness.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const fresh = join(root, "target/playwright-package");
const installed = join(fresh, "node_modules/confidant");
const run = promisify(execFile);

test.beforeAll(async () => {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(installed, { recursive: true });
  await run("npm", ["pack", "--silent", "--pack-destination", fresh], { cwd: join(root, "dist/npm") });
  const [tarball] = (await readdir(fresh)).filter((name) => name.endsWith(".tgz"));
  await run("tar", ["-xzf", join(fresh, tarball!), "-C", installed, "--strip-components=1"]);
  await writeFile(join(fresh, "package.json"), '{ "name": "fresh", "private": true, "type": "module" }');
});

test("the package says what it is and holds nothing else", async () => {
  const manifest = JSON.parse(await readFile(join(installed, "package.json"), "utf8")) as {
    name: string;
    version: string;
    exports: Record<string, string | { types: string; default: string }>;
  };
  const cargo = await readFile(join(root, "Cargo.toml"), "utf8");
  expect(manifest.name).toBe("confidant");
  expect(cargo).toContain(`version = "${manifest.version}"`);
  for (const target of Object.values(manifest.exports).flatMap((target) => (typeof target === "string" ? [target] : Object.values(target)))) {
    expect((await readFile(join(installed, target))).length).toBeGreaterThan(100);
  }
  const listed = (await readdir(installed, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const odd = listed.map(({ name }) => name).filter((name) => !/\.(js|d\.ts|wasm)$|^package\.json$|^README\.md$/.test(name));
  expect(odd).toEqual([]);
});

test("a fresh project imports the scorer in Node.js and gets the golden bits", async () => {
  const script = join(fresh, "score.js");
  await writeFile(
    script,
    `import { readFile } from "node:fs/promises";
     import { fileURLToPath } from "node:url";
     import init, { Advisor } from "confidant/scorer";
     await init({ module_or_path: await readFile(fileURLToPath(import.meta.resolve("confidant/scorer.wasm"))) });
     const advisor = Advisor.fromBytes(new Uint8Array(await readFile(process.argv[2])));
     const bits = (value) => new DataView(new Float64Array([value]).buffer).getBigUint64(0, true).toString(16).padStart(16, "0");
     let compared = 0;
     for (const { customer, expected } of advisor.golden()) {
       const scores = advisor.score(customer);
       for (const [index, { margin, probability }] of Object.entries(expected)) {
         if (bits(scores[index].margin) !== margin || bits(scores[index].probability) !== probability) throw new Error(index);
         compared += 1;
       }
     }
     const [tool] = advisor.tools();
     console.log(JSON.stringify({ compared, tool: tool.name }));`,
  );
  const { stdout } = await run(process.execPath, [script, join(root, "models/insurer.safetensors")], { cwd: fresh });
  const { compared, tool } = JSON.parse(stdout) as { compared: number; tool: string };
  expect(compared).toBeGreaterThan(5);
  expect(tool).toBe("describe");
});

test("the types of every import hold in a strict project", async () => {
  await writeFile(
    join(fresh, "use.ts"),
    `import init, { Advisor, type Score, type Tool } from "confidant";
     import start, { Advisor as Scorer } from "confidant/scorer";
     import { ConfidantAdvisor } from "confidant/element";
     export async function use(bytes: Uint8Array): Promise<Tool[]> {
       await Promise.all([init(), start()]);
       const score: Score | undefined = Scorer.fromBytes(bytes).score({ age: 47 })["churn"];
       const { offers } = Advisor.fromBytes(bytes).call("recommend", { customer: { age: 47 }, top: score ? 1 : 2 });
       const element: ConfidantAdvisor = document.createElement("confidant-advisor");
       element.customer = { age: offers.length };
       element.addEventListener("confidant-accepted", ({ detail }) => console.log(detail.product, detail.reason));
       // @ts-expect-error the answer to an offer has no such part
       element.addEventListener("confidant-declined", ({ detail }) => console.log(detail.price));
       // @ts-expect-error the scorer makes no offers
       Scorer.fromBytes(bytes).recommend({});
       // @ts-expect-error a tool's arguments are typed
       Advisor.fromBytes(bytes).call("explain", { customer: {} });
       return element.advisor?.tools() ?? [];
     }`,
  );
  for (const [module, resolution] of [["nodenext", "nodenext"], ["esnext", "bundler"]] as const) {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2022,dom", "--module", module, "--moduleResolution", resolution];
    await run(process.execPath, [tsc, ...options, "use.ts"], { cwd: fresh }).catch(({ stdout }: { stdout: string }) => {
      throw new Error(stdout);
    });
  }
});

/** Nothing inline, no eval, and no text that becomes markup or script; Vue makes a policy of its own, the others none. */
const policy = (path: string) =>
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; " +
  `form-action 'none'; require-trusted-types-for 'script'; trusted-types ${path.startsWith("/vue/") ? "vue" : "'none'"}`;

test.describe("hosts", () => {
  let served: Folders;

  test.beforeAll(async () => {
    const hosts = join(fresh, "hosts");
    await cp(join(root, "tests/hosts"), hosts, { recursive: true });
    // React is published for bundlers only; what it imports of ours stays an address.
    await build({
      entryPoints: [join(root, "tests/hosts/react/main.jsx")],
      outfile: join(hosts, "react/main.js"),
      bundle: true,
      format: "esm",
      jsx: "automatic",
      external: ["/confidant/*"],
      define: { "process.env.NODE_ENV": '"production"' },
      logLevel: "error",
    });
    const folders = { "/": `${hosts}/`, "/confidant/": installed, "/models/": join(root, "models"), "/vendor/": join(root, "node_modules/vue/dist") };
    served = await serveFolders(folders, policy);
  });

  test.afterAll(() => served.close());

  for (const host of ["plain", "react", "vue"]) {
    test(`the element works in a ${host} host under a strict policy with trusted types`, async ({ page }) => {
      const complaints = await watch(page);
      const requests = requestsOf(page);
      await page.goto(`${served.origin}/${host}/`);
      const elements = page.locator("confidant-advisor");
      await expect(elements).toHaveCount(2);
      for (const element of await elements.all()) await expect(element.getByTestId("offers")).toBeVisible();
      await expect(elements.first().getByRole("heading", { name: "Advice" })).toBeVisible();
      expect(requests.filter((url) => /\.(wasm|safetensors)$/.test(url))).toHaveLength(2);
      const loaded = requests.length;
      const scores = () => elements.first().locator('[data-testid^="score-"]').allInnerTexts();
      const before = await scores();
      await page.locator("#next").click();
      await expect.poll(scores).not.toEqual(before);

      const offer = await elements.first().getByTestId("offer-1").getAttribute("data-product");
      await elements.first().getByTestId("accept-1").click();
      await expect(page.locator("#heard")).toHaveText(`accepted ${offer}`);
      const other = await elements.last().getByTestId("offer-1").getAttribute("data-product");
      await elements.last().getByTestId("decline-1").selectOption("need");
      await expect(page.locator("#heard")).toHaveText(`declined ${other}: need`);

      await page.locator("#toggle").click();
      await expect(elements).toHaveCount(1);
      await page.locator("#toggle").click();
      await expect(elements).toHaveCount(2);
      for (const element of await elements.all()) await expect(element.getByTestId("offers")).toBeVisible();
      expect(requests.slice(loaded)).toEqual([]);
      expect(complaints).toEqual([]);
      // Whoever hands the page a text where the browser expects trusted markup is stopped: the policy is in force.
      expect(await page.evaluate(() => {
        try {
          document.createElement("div").innerHTML = "<b>";
          return "allowed";
        } catch (error) {
          return (error as Error).name;
        }
      })).toBe("TypeError");
      await expect.poll(() => complaints).toContain("policy: require-trusted-types-for by trusted-types-sink");
    });
  }
});
