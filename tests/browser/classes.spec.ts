// An index of several classes answers in the browser as it does natively: to the same bits, every class among them.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Api, FLAVOURS, openConsole } from "./harness.ts";

/** The command line that the other tests have built. */
const CONFIDANT = process.env.CONFIDANT_BIN ?? fileURLToPath(new URL("../../target/debug/confidant", import.meta.url));

let pack = "";

test.beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "confidant-classes-"));
  try {
    // The same noise every time (Lehmer 1951).
    let state = 54321;
    const noise = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const lines = ["town,x,next"];
    for (let row = 0; row < 2000; row += 1) {
      const [town, x, u] = [Math.floor(5 * noise()), noise(), noise()];
      const next = u < 0.2 ? "none" : x > 0.6 ? "car" : town === 2 ? "<b>life" : "home";
      lines.push(`t${town},${x.toFixed(3)},${next}`);
    }
    writeFileSync(join(folder, "train.csv"), lines.join("\n"));
    const train = ["train", "--data", "train.csv", "--label", "next", "--out", "pack", "--iterations", "40", "-q"];
    execFileSync(CONFIDANT, train, { cwd: folder });
    pack = readFileSync(join(folder, "pack")).toString("base64");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const flavour of FLAVOURS) {
  test(`classes share one probability in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const found = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(Uint8Array.from(atob(pack), (letter) => letter.charCodeAt(0)));
        const bits = (value: number): string => {
          const view = new DataView(new ArrayBuffer(8));
          view.setFloat64(0, value);
          return view.getBigUint64(0).toString(16).padStart(16, "0");
        };
        const differences: string[] = [];
        let classes = 0;
        for (const [number, { customer, expected }] of advisor.golden().entries()) {
          const score = advisor.score(customer)["next"]!;
          const why = advisor.explain("next", customer);
          const wanted = expected["next"]!;
          const same =
            bits(score.margin) === wanted.margin &&
            bits(score.probability) === wanted.probability &&
            bits(why.baseline) === wanted.baseline &&
            score.classes!.every(({ name, probability }) => bits(probability) === wanted.classes![name]) &&
            why.contributions.every((one) => bits(one.contribution) === wanted.contributions[one.feature]);
          classes += Object.keys(wanted.classes!).length;
          if (!same) differences.push(`example ${number}`);
        }
        const people = [
          { town: "t1", x: 0.9 },
          { town: "t1", x: 0.1 },
          { town: "t2", x: 0.1 },
        ];
        const scores = people.map((customer) => advisor.score(customer)["next"]!);
        const columns = { town: people.map(({ town }) => town), x: people.map(({ x }) => x) };
        const likeliest = [...advisor.scoreTable(columns, { index: "next" })];
        const cars = [...advisor.scoreTable(columns, { index: "next", class: "car" })];
        const why = advisor.explain("next", people[0]!, { class: "none" });
        const sum = why.contributions.reduce((sum, one) => sum + one.contribution, why.baseline);
        const reasons = advisor.explainTable(columns, { index: "next", class: "none" });
        const row = reasons.contributions.slice(0, 2).reduce((sum, one) => sum + one, reasons.baseline);
        const refused = (call: () => unknown): string => {
          try {
            call();
            return "accepted";
          } catch (error) {
            return `${(error as { kind?: string }).kind}: ${(error as Error).message}`;
          }
        };
        const refusals = [
          refused(() => advisor.explain("next", people[0]!, { class: "boat" })),
          refused(() => advisor.explain("next", people[0]!, { class: 7 as unknown as string })),
          refused(() => advisor.explainTable(columns, { index: "next" })),
          refused(() => advisor.scoreTable(columns, { index: "next", class: "boat" })),
        ];
        const consulted = advisor.consult(people[2]!).attributions["next"]!.class;
        const accuracy = advisor.info().indices[0]!.card.classes!.accuracy;
        const off = [Math.abs(sum - why.margin), Math.abs(row - why.margin)];
        return { differences, classes, scores, likeliest, cars, why: why.class, off, refusals, consulted, accuracy };
      },
      [flavour.module, pack] as const,
    );
    expect(found.differences).toEqual([]);
    expect(found.classes).toBe(32);
    expect(found.scores.map((score) => score.class)).toEqual(["car", "home", "<b>life"]);
    for (const { classes, probability } of found.scores) {
      expect(classes!.reduce((sum, one) => sum + one.probability, 0)).toBeCloseTo(1, 12);
      expect(classes![0]!.probability).toBe(probability);
      expect(classes!.map((one) => one.probability)).toEqual(classes!.map((one) => one.probability).sort((a, b) => b - a));
    }
    expect(found.likeliest).toEqual(found.scores.map((score) => score.probability));
    expect(found.cars).toEqual(found.scores.map((score) => score.classes!.find(({ name }) => name === "car")!.probability));
    expect(found.why).toBe("none");
    expect(Math.max(...found.off)).toBeLessThan(1e-9);
    expect(found.refusals[0]).toContain("parameter: unknown class");
    expect(found.refusals[1]).toContain("parameter: no class named");
    expect(found.refusals[2]).toContain("parameter: no class named");
    expect(found.refusals[3]).toContain("parameter: unknown class");
    expect(found.consulted).toBe("<b>life");
    expect(found.accuracy).toBeGreaterThan(0.7);
  });
}

test("the cards show the classes as bars, the likeliest first", async ({ page }) => {
  await openConsole(page);
  const shown = await page.evaluate(async (pack) => {
    const api: Api = await import("/confidant.js" as string);
    await api.default();
    const advisor = api.Advisor.fromBytes(Uint8Array.from(atob(pack), (letter) => letter.charCodeAt(0)));
    const root = document.body.appendChild(document.createElement("div"));
    const mounted = api.mountAdvisor(root, advisor);
    mounted.setCustomer({ town: "t2", x: 0.1 });
    await new Promise((done) => setTimeout(done, 300));
    const items = Array.from(root.querySelectorAll("[data-testid=classes-next] li"), (item) => item.firstElementChild!.textContent);
    const meters = root.querySelectorAll("[data-testid=classes-next] svg").length;
    mounted.unmount();
    return { items, meters, bold: root.querySelectorAll("b").length };
  }, pack);
  expect(shown.items[0]).toBe("<b>life");
  expect([shown.items.length, shown.meters]).toEqual([4, 4]);
});
