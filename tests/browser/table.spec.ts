// A whole table scored at once gives, row by row, what each customer alone gives.
import { expect, test } from "@playwright/test";
import { type Api, demoCustomers, FLAVOURS, PACK } from "./harness.ts";

for (const flavour of FLAVOURS) {
  test(`a table scores like its rows in ${flavour.name}`, async ({ page }) => {
    const customers = await demoCustomers();
    await flavour.open(page);
    const { rows, differences, shares } = await page.evaluate(
      async ([module, pack, customers]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const names = advisor.info().schema.map((field) => field.name);
        const quoted = (value: unknown) => (value == null ? "" : `"${String(value).replaceAll('"', '""')}"`);
        const lines = customers.map((customer) => names.map((name) => quoted(customer[name])).join(","));
        // Enough rows that there is progress to report.
        const repeats = Math.ceil(10_000 / customers.length);
        const csv = new TextEncoder().encode([names.map(quoted).join(","), ...Array(repeats).fill(lines).flat()].join("\n"));
        const shares: number[] = [];
        const differences: string[] = [];
        let rows = 0;
        for (const { name: index } of advisor.info().indices) {
          const onProgress = (_rows: number, share: number) => void shares.push(share);
          const probabilities = await advisor.scoreTable(csv, { index, onProgress });
          rows += probabilities.length;
          customers.forEach((customer, row) => {
            const alone = advisor.score(customer)[index]?.probability;
            for (let i = row; i < probabilities.length; i += customers.length) {
              if (!Object.is(probabilities[i], alone)) differences.push(`${index}, row ${i}: ${probabilities[i]}, alone ${alone}`);
            }
          });
        }
        return { rows, differences: differences.slice(0, 10), shares };
      },
      [flavour.module, PACK, customers] as const,
    );
    expect(differences).toEqual([]);
    expect(rows).toBeGreaterThanOrEqual(10_000);
    expect(shares.length).toBeGreaterThan(2);
    expect(shares.at(-1)).toBe(1);
  });

  test(`a broken table is refused by name in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const kinds = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const index = advisor.info().indices[0]!.name;
        const kind = (text: string, index: string, delimiter?: unknown) => {
          try {
            const options = delimiter === undefined ? { index } : { index, delimiter: delimiter as string };
            const [found] = advisor.scoreTable(new TextEncoder().encode(text), options);
            if (delimiter !== undefined && found !== advisor.score({ age: 1, income: 2 })[index]!.probability) return "misread";
            return "scored";
          } catch (error) {
            return (error as { kind?: string }).kind ?? String(error);
          }
        };
        return [
          kind("", index),
          kind("nothing,of,ours\n1,2,3\n", index),
          kind("age,age\n1,2\n", index),
          kind("age,income\n1,2,3\n", index),
          kind("age\n1\n", "no such index"),
          kind("age;income\n1;2\n", index),
          kind("age;income\n1;2\n", index, ";"),
          ...["", ";;", "§", "\n", '"', 5].map((delimiter) => kind("age;income\n1;2\n", index, delimiter)),
        ];
      },
      [flavour.module, PACK] as const,
    );
    const refused = Array(6).fill("parameter");
    expect(kinds).toEqual(["csv", "schema", "csv", "csv", "unknown_index", "csv", "scored", ...refused]);
  });
}
