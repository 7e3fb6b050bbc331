// A table by columns, a scorer of numbers and customers of every oddity: whatever way a customer comes in, the bits are the same.
import { expect, test } from "@playwright/test";
import type { Column, Columns, CustomerRecord } from "../../dist/confidant.js";
import { type Api, demoCustomers, FLAVOURS, PACK } from "./harness.ts";

for (const flavour of FLAVOURS) {
  test(`columns score and explain like their rows in ${flavour.name}`, async ({ page }) => {
    const demo = await demoCustomers();
    await flavour.open(page);
    const { compared, differences, shares } = await page.evaluate(
      async ([module, pack, demo]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const { schema, indices } = advisor.info();
        // More rows than are read at a time, with gaps and strangers among them.
        const customers: CustomerRecord[] = Array.from({ length: 5000 }, (_, row) => {
          const customer = { ...demo[row % demo.length]! };
          const { name, semantic } = schema[row % schema.length]!;
          if (row % 3 === 0) customer[name] = null;
          if (row % 3 === 1 && semantic === "categorical") customer[name] = `never seen ${row % 7}`;
          if (row % 3 === 1 && semantic === "numerical") customer[name] = (row - 2500) / 3;
          return customer;
        });
        const values = (name: string) => customers.map((customer) => customer[name] as string | number | boolean | null);
        /** The column in the densest form that it has, or as raw values. */
        const column = (name: string, dense: boolean): Column => {
          const raw = values(name);
          if (!dense) return raw;
          if (raw.every((value) => value == null || typeof value === "number")) {
            return Float64Array.from(raw, (value) => (value as number | null) ?? NaN);
          }
          const categories = [...new Set(raw)];
          const places = new Map(categories.map((value, at) => [value, at]));
          return { codes: Uint16Array.from(raw, (value) => places.get(value)!), categories };
        };
        const names = [...schema.map(({ name }) => name), ...Object.keys(demo[0]!)];
        // A column that only some packs have says which day a row is from.
        const known = [...new Set(names)].filter((name) => {
          try {
            return advisor.scoreTable({ [name]: [null] }, { index: indices[0]!.name }).length === 1;
          } catch {
            return false;
          }
        });
        let compared = 0;
        const differences: string[] = [];
        const compare = (what: string, found: number | undefined, expected: number | undefined) => {
          compared += 1;
          if (!Object.is(found, expected) && differences.length < 10) differences.push(`${what}: ${found}, alone ${expected}`);
        };
        const shares: number[] = [];
        for (const { name: index } of indices) {
          for (const dense of [true, false]) {
            const columns: Columns = Object.fromEntries(known.map((name) => [name, column(name, dense)]));
            const onProgress = (_rows: number, share: number) => void shares.push(share);
            const probabilities = advisor.scoreTable(columns, { index, onProgress });
            const all = advisor.explainTable(columns, { index });
            for (let row = 0; row < customers.length; row += dense ? 1 : 97) {
              const where = `${index}, row ${row}`;
              compare(where, probabilities[row], advisor.score(customers[row]!)[index]?.probability);
              if (row % 50 > 0) continue;
              const why = advisor.explain(index, customers[row]!);
              compare(`${where}, baseline`, all.baseline, why.baseline);
              all.columns.forEach((name, at) => {
                const found = all.contributions[row * all.columns.length + at];
                compare(`${where}, ${name}`, found, why.contributions.find(({ feature }) => feature === name)?.contribution);
              });
            }
          }
        }
        return { compared, differences, shares };
      },
      [flavour.module, PACK, demo] as const,
    );
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(10_000);
    expect(shares.slice(0, 2)).toEqual([4096 / 5000, 1]);
  });

  test(`what is not a table of columns is refused by name in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const kinds = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const index = advisor.info().indices[0]!.name;
        const numbers = new Float64Array(3);
        const taken = new Float64Array(9000);
        const tables: [what: string, table: unknown, options?: object][] = [
          ["nothing", undefined],
          ["an array", [numbers]],
          ["text", "age\n1\n"],
          ["a buffer", new ArrayBuffer(8)],
          ["no columns", {}],
          ["an unknown column", { age: numbers, no_such_column: numbers }],
          ["ragged columns", { age: numbers, income: new Float64Array(2) }],
          ["a number for a column", { age: 3 }],
          ["text for a column", { age: "1,2,3" }],
          ["large integers", { age: new BigInt64Array(3) }],
          ["a structure for a value", { age: [1, {}, 3] }],
          ["codes alone", { occupation: { codes: new Uint8Array(3) } }],
          ["codes with fractions", { occupation: { codes: numbers, categories: ["a"] } }],
          ["a code without a category", { occupation: { codes: new Uint8Array([0, 1, 2]), categories: ["a", "b"] } }],
          ["a large code", { occupation: { codes: new Uint32Array([0, 2 ** 32 - 2]), categories: ["a", "b"] } }],
          ["a column that throws", Object.defineProperty({}, "age", { enumerable: true, get: () => { throw new Error("no"); } })],
          ["a proxy that throws", new Proxy({}, { ownKeys: () => { throw new Error("no"); } })],
          ["memory that goes away", { age: taken }, { onProgress: () => void structuredClone(taken, { transfer: [taken.buffer] }) }],
        ];
        const kind = (call: () => unknown) => {
          try {
            call();
            return "answered";
          } catch (error) {
            return (error as { kind?: string }).kind ?? String(error);
          }
        };
        const refused = tables.map(([what, table, options]) => {
          const score = kind(() => advisor.scoreTable(table as never, { index, ...options }));
          return [what, score, options ? score : kind(() => advisor.explainTable(table as never, { index }))];
        });
        const progress = { index, onProgress: () => false };
        return {
          refused: refused.filter(([, score, explain]) => score !== "schema" || explain !== "schema"),
          others: [
            kind(() => advisor.scoreTable({ age: numbers }, { index: "no such index" })),
            kind(() => advisor.explainTable({ age: numbers }, { index: "no such index" })),
            kind(() => advisor.scoreTable({ age: numbers }, progress)),
            kind(() => advisor.scoreTable({ age: numbers }, { index, typo: 1 } as never)),
            kind(() => advisor.scoreTable({ age: new Float64Array(0) }, { index })),
            // Arrays and objects of another window are as good.
            kind(() => {
              const frame = document.body.appendChild(document.createElement("iframe"));
              const other = frame.contentWindow as unknown as typeof globalThis;
              const bytes = new other.Uint8Array(new TextEncoder().encode("age\n41\n"));
              const columns = new other.Object() as Columns;
              columns["age"] = new other.Float64Array([41]);
              const [fromBytes, fromColumns] = [advisor.scoreTable(bytes, { index }), advisor.scoreTable(columns, { index })];
              frame.remove();
              if (fromBytes[0] !== fromColumns[0] || fromBytes.length !== 1) throw new Error(`${fromBytes} is not ${fromColumns}`);
            }),
            kind(() => advisor.scorer("no such index")),
            kind(() => advisor.scorer(index).score(numbers)),
            // A code below zero is a gap, whatever its width.
            kind(() => {
              const categories = ["a", "teacher", 3];
              for (const name of advisor.info().schema.map(({ name }) => name)) {
                const gap = advisor.scoreTable({ [name]: ["teacher", null, null, 3] }, { index });
                for (const codes of [new Int8Array([1, -1, -2, 2]), new Int16Array([1, -7, -1, 2]), new Int32Array([1, -1, -(2 ** 31), 2])]) {
                  const found = advisor.scoreTable({ [name]: { codes, categories } }, { index });
                  if (String(found) !== String(gap)) throw new Error(`${name}: ${found} is not ${gap}`);
                }
              }
            }),
          ],
        };
      },
      [flavour.module, PACK] as const,
    );
    // What could not be copied any more stays as it was, or is refused: it never traps.
    expect(kinds.refused.filter(([what, kind]) => what !== "memory that goes away" || !["schema", "answered"].includes(kind!))).toEqual([]);
    expect(kinds.others).toEqual(["unknown_index", "unknown_index", "cancelled", "parameter", "answered", "answered", "unknown_index", "customer", "answered"]);
  });

  test(`a scorer of numbers agrees with objects in ${flavour.name}`, async ({ page }) => {
    const demo = await demoCustomers();
    await flavour.open(page);
    const { compared, differences } = await page.evaluate(
      async ([module, pack, demo]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const { schema, indices } = advisor.info();
        const differences: string[] = [];
        let compared = 0;
        for (const { name: index } of indices) {
          const scorer = advisor.scorer(index);
          const { fields, categories } = scorer;
          for (const [row, given] of [...demo, {}, ...demo].entries()) {
            // Dates need a day to count from, which is not a field's; they are gaps here.
            const customer: CustomerRecord = { ...given };
            for (const { name, semantic } of schema) if (semantic === "timestamp") customer[name] = null;
            if (row > demo.length) customer[fields[row % fields.length]!] = row % 2 ? null : -7;
            const values = Float64Array.from(fields, (name, at) => {
              const value = customer[name];
              if (value == null) return NaN;
              if (typeof value === "boolean") return value ? 1 : 0;
              if (schema[at]!.semantic === "categorical") return categories[at]!.indexOf(String(value));
              return Number(value);
            });
            const [found, expected] = [scorer.score(values), advisor.score(customer)[index]!.probability];
            compared += 1;
            if (!Object.is(found, expected)) differences.push(`${index}, row ${row}: ${found}, as an object ${expected}`);
          }
          scorer.free();
        }
        return { compared, differences };
      },
      [flavour.module, PACK, demo] as const,
    );
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(20);
  });
}

test("odd customers are read alike by the panel, by the console's build and by the scorer's", async ({ page }) => {
  const demo = await demoCustomers();
  const answers: string[][] = [];
  for (const flavour of FLAVOURS) {
    await flavour.open(page);
    const { consulted, shown } = await page.evaluate(
      async ([module, pack, demo]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        let state = 7;
        const below = (bound: number) => (state = (state * 48_271) % 2_147_483_647) % bound;
        const pick = <T>(list: T[]): T => list[below(list.length)]!;
        const oddities: (() => unknown)[] = [
          () => null, () => undefined, () => NaN, () => Infinity, () => -1e300, () => 0, () => 1, () => -0, () => 33,
          () => true, () => false, () => "", () => " NA ", () => "33", () => " 12.5 ", () => "yes", () => "soon",
          () => "2020-02-29", () => "2020-02-29T23:30:00-02:00", () => new Date(0), () => new Date(NaN), () => 12n, () => 2n ** 60n,
          () => "\ud800", () => "<b>", () => [1], () => ({}), () => Symbol("s"), () => () => 1,
        ];
        const names = [...advisor.info().schema.map(({ name }) => name), "constructor", "toString", "\ud800", "\udfff", "é", "1"];
        const customer = () => {
          const made: Record<string, unknown> = pick([{}, Object.create(null), { ...pick(demo) }, { ...pick(demo) }]);
          for (let i = below(6); i > 0; i -= 1) {
            const value = pick(oddities)();
            if (below(8) === 0) delete made[pick(names)];
            else if (below(20) === 0) Object.defineProperty(made, pick(names), { get: () => value, enumerable: below(2) === 0, configurable: true });
            else made[pick(names)] = value;
          }
          return made;
        };
        const mounted = "mountAdvisor" in api ? api.mountAdvisor(document.createElement("div"), advisor) : undefined;
        const fate = (call: () => unknown): string => {
          try {
            return JSON.stringify(call());
          } catch (error) {
            return String(error);
          }
        };
        const consulted: string[] = [];
        const shown: string[] = [];
        for (let i = 0; i < 3000; i += 1) {
          const odd = customer() as CustomerRecord;
          // Offers, and where a customer stands, are in one build and not in the other.
          const scored = ({ recommendation: _, status: _status, life_stage: _stage, ...rest }: ReturnType<typeof advisor.consult>) => rest;
          const answer = fate(() => scored(advisor.consult(odd)));
          consulted.push(answer);
          if (mounted) shown.push(fate(() => scored(mounted.setCustomer(odd)!)));
          // The three questions are answered alike.
          if (i % 10 === 0) {
            const both = fate(() => {
              const scores = advisor.score(odd);
              const explained = Object.keys(scores).map((index) => [index, advisor.explain(index, odd)]);
              return { scores, attributions: Object.fromEntries(explained) };
            });
            if (both !== answer) consulted.push(`${both} is not ${answer}`);
          }
        }
        return { consulted, shown };
      },
      [flavour.module, PACK, demo] as const,
    );
    answers.push(consulted);
    if (shown.length > 0) answers.push(shown);
  }
  expect(answers.length).toBe(3);
  for (const other of answers.slice(1)) {
    expect(other.length).toBe(3000);
    expect(other.filter((answer, at) => answer !== answers[0]![at]).slice(0, 3)).toEqual([]);
  }
  expect(answers[0]!.filter((answer) => answer.includes("ConfidantError")).length).toBeGreaterThan(100);
  for (const kind of ["missing", "unknown_field", "mistyped", "unknown_category", "out_of_range"]) {
    expect(answers[0]!.filter((answer) => answer.includes(`"kind":"${kind}"`)).length, kind).toBeGreaterThan(20);
  }
});
