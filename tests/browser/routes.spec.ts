// An index of several models answers in the browser as it does natively: to the same bits, with the route that it took.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Api, FLAVOURS } from "./harness.ts";

/** The command line that the other tests have built. */
const CONFIDANT = process.env.CONFIDANT_BIN ?? fileURLToPath(new URL("../../target/debug/confidant", import.meta.url));

let pack = "";

test.beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), "confidant-routes-"));
  try {
    // The same noise every time (Lehmer 1951).
    let state = 12345;
    const noise = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const lines = ["channel,x,z,buys"];
    for (let row = 0; row < 3000; row += 1) {
      const [u, x, z] = [noise(), noise(), noise()];
      const channel = u < 0.48 ? "agent" : u < 0.96 ? "direct" : "fax";
      const chance = channel === "agent" ? (x > 0.5 ? 0.9 : 0.2) : z > 0.5 ? 0.6 : 0.05;
      lines.push(`${channel},${x.toFixed(3)},${z.toFixed(3)},${noise() < chance ? 1 : 0}`);
    }
    writeFileSync(join(folder, "train.csv"), lines.join("\n"));
    const project =
      'name = "shop"\n[data]\ntrain = "train.csv"\n[[index]]\nname = "buys"\nroute = "channel"\n[training]\niterations = 60\ndepth = 1\n';
    writeFileSync(join(folder, "shop.toml"), project);
    execFileSync(CONFIDANT, ["train", "shop.toml", "--out", "pack", "-q"], { cwd: folder });
    pack = readFileSync(join(folder, "pack")).toString("base64");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

for (const flavour of FLAVOURS) {
  test(`routes are taken and named in ${flavour.name}`, async ({ page }) => {
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
        for (const [number, { customer, expected }] of advisor.golden().entries()) {
          const score = advisor.score(customer)["buys"]!;
          const why = advisor.explain("buys", customer);
          const wanted = expected["buys"]!;
          const same =
            bits(score.margin) === wanted.margin &&
            bits(score.probability) === wanted.probability &&
            bits(why.baseline) === wanted.baseline &&
            why.contributions.every((one) => bits(one.contribution) === wanted.contributions[one.feature]);
          if (!same) differences.push(`example ${number}`);
        }
        const channels = ["agent", "direct", "fax", "post", null];
        const customers = channels.map((channel) => ({ channel, x: 0.7, z: 0.2 }));
        const scores = customers.map((customer) => advisor.score(customer)["buys"]!);
        const kinds = scores.map((score) => score.warnings.map((warning) => warning.kind).join(" "));
        const columns = { channel: channels, x: customers.map(({ x }) => x), z: Float64Array.from(customers, ({ z }) => z) };
        const table = [...advisor.scoreTable(columns, { index: "buys" })];
        const reasons = advisor.explainTable(columns, { index: "buys" });
        const width = reasons.columns.length;
        const sums = scores.map((score, row) => {
          const own = reasons.contributions.subarray(row * width, (row + 1) * width);
          return Math.abs(reasons.baseline + own.reduce((sum, one) => sum + one, 0) - score.margin);
        });
        const scorer = advisor.scorer("buys");
        const codes = scorer.categories[scorer.fields.indexOf("channel")]!;
        const alone = channels.map((channel) => {
          const code = channel === null ? NaN : codes.indexOf(channel);
          return scorer.score(Float64Array.from(scorer.fields, (field) => ({ channel: code, x: 0.7, z: 0.2 })[field]!));
        });
        const kept = advisor.info().indices[0]!.card.routes!.routes.filter((route) => route.kept).map((route) => route.value);
        const probabilities = scores.map((score) => score.probability);
        return { differences, routes: scores.map((score) => score.route), kinds, table, sums, alone, kept, probabilities };
      },
      [flavour.module, pack] as const,
    );
    expect(found.differences).toEqual([]);
    expect(found.kept.sort()).toEqual(["agent", "direct"]);
    const pooled = { column: "channel", value: null };
    expect(found.routes).toEqual([
      { column: "channel", value: "agent" },
      { column: "channel", value: "direct" },
      pooled,
      pooled,
      pooled,
    ]);
    expect(found.kinds).toEqual(["", "", "unknown_route", "unknown_category unknown_route", ""]);
    expect(found.table).toEqual(found.probabilities);
    expect(found.alone).toEqual(found.probabilities);
    expect(Math.max(...found.sums)).toBeLessThan(1e-9);
  });
}
