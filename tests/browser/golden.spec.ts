// The pack's golden examples were computed natively when it was trained. WebAssembly has to come to the same bits, in the
// margin and in every single contribution.
import { expect, test } from "@playwright/test";
import { type Api, FLAVOURS, PACK } from "./harness.ts";

for (const flavour of FLAVOURS) {
  test(`golden examples come out to the same bits in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const { compared, differences } = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const view = new DataView(new ArrayBuffer(8));
        const bits = (value: number): string => {
          view.setFloat64(0, value);
          return view.getBigUint64(0).toString(16).padStart(16, "0");
        };
        let compared = 0;
        const differences: string[] = [];
        const compare = (what: string, found: number | undefined, expected: string | undefined) => {
          compared += 1;
          const is = found === undefined ? "nothing" : bits(found);
          if (is !== expected) differences.push(`${what}: expected ${expected}, found ${is}`);
        };
        for (const [number, { customer, expected }] of advisor.golden().entries()) {
          const scores = advisor.score(customer);
          for (const [index, golden] of Object.entries(expected)) {
            const where = `example ${number}, ${index}`;
            const attribution = advisor.explain(index, customer);
            const features = new Set([...Object.keys(golden.contributions), ...attribution.contributions.map((c) => c.feature)]);
            compare(`${where}, margin`, scores[index]?.margin, golden.margin);
            compare(`${where}, probability`, scores[index]?.probability, golden.probability);
            compare(`${where}, margin of the reasons`, attribution.margin, golden.margin);
            compare(`${where}, baseline`, attribution.baseline, golden.baseline);
            for (const feature of features) {
              const found = attribution.contributions.find((c) => c.feature === feature);
              compare(`${where}, ${feature}`, found?.contribution, golden.contributions[feature]);
            }
          }
        }
        return { compared, differences };
      },
      [flavour.module, PACK] as const,
    );
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(100);
  });
}
