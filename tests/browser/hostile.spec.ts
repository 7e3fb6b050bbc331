// Whatever comes in from outside is answered with an Error that has a stable `kind`, never with a trap in WebAssembly.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { type Api, demoCustomers, FLAVOURS, openBlank, PACK } from "./harness.ts";

/** Where the build keeps the console's module by itself, in a folder of the version: the page has it inside its one script. */
const CONSOLE = process.env.CONFIDANT_CONSOLE ?? fileURLToPath(new URL("../../target/xtask/page", import.meta.url));

/** What became of a call: the kind of the Error thrown, or what was returned or thrown instead. */
interface Fate {
  what: string;
  kind: string;
}

for (const flavour of FLAVOURS) {
  test(`what is not a customer is refused by name in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const fates = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const index = advisor.info().indices[0]!.name;
        const hostile: Record<string, unknown> = {
          null: null,
          undefined: undefined,
          "an array": [1, 2],
          "a number": 7,
          "a string": "customer",
          "a boolean": true,
          "a function": () => ({}),
          "a structure inside": { age: { value: 3 } },
          "an array inside": { age: [3] },
        };
        const fate = (what: string, call: (customer: never) => unknown): Fate => {
          try {
            call(hostile[what] as never);
            return { what, kind: "returned" };
          } catch (error) {
            const { kind } = error as { kind?: string };
            return { what, kind: error instanceof Error && kind ? kind : `threw ${String(error)}` };
          }
        };
        return Object.keys(hostile).flatMap((what) => [
          fate(what, (customer) => advisor.score(customer)),
          fate(what, (customer) => advisor.explain(index, customer)),
        ]);
      },
      [flavour.module, PACK] as const,
    );
    expect(fates.filter(({ kind }) => kind !== "customer")).toEqual([]);
  });

  test(`wrong arguments are refused by name and harm nothing in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const { wrong, damage, compared } = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const buffer = await (await fetch(pack)).arrayBuffer();
        const advisor = api.Advisor.fromBytes(buffer);
        const { name: index } = advisor.info().indices[0]!;
        const scorer = advisor.scorer(index);
        const row = new Float64Array(scorer.fields.length).fill(NaN);
        const probability = scorer.score(row);
        const examples = advisor.golden();
        const view = new DataView(new ArrayBuffer(8));
        const bits = (value: number): string => {
          view.setFloat64(0, value);
          return view.getBigUint64(0).toString(16).padStart(16, "0");
        };
        let compared = 0;
        /** What the golden examples and the scorer give otherwise than before; nothing if all is well. */
        const differences = (): string[] => {
          const found: string[] = [];
          const compare = (what: string, value: number | undefined, expected: string | undefined) => {
            compared += 1;
            if (value === undefined || bits(value) !== expected) found.push(`${what} is ${value}`);
          };
          try {
            for (const { customer, expected } of examples.slice(0, 3)) {
              const scores = advisor.score(customer);
              const consulted = advisor.consult(customer);
              for (const [index, golden] of Object.entries(expected)) {
                const explained = advisor.explain(index, customer);
                compare("margin", scores[index]?.margin, golden.margin);
                compare("probability", scores[index]?.probability, golden.probability);
                compare("consulted probability", consulted.scores[index]?.probability, golden.probability);
                for (const why of [explained, consulted.attributions[index]!]) {
                  compare("baseline", why.baseline, golden.baseline);
                  for (const { feature, contribution } of why.contributions) compare(feature, contribution, golden.contributions[feature]);
                }
              }
            }
            compare("the scorer's probability", scorer.score(row), bits(probability));
            api.Advisor.fromBytes(buffer).free();
          } catch (error) {
            found.push(String(error));
          }
          return found;
        };
        const throwing = Object.defineProperty({}, "now", { enumerable: true, get: () => { throw new Error("no"); } });
        const revoked = Proxy.revocable({}, {});
        revoked.revoke();
        // Called as JavaScript may call them, whatever the types say.
        type Loose = Record<string, (...wrong: unknown[]) => unknown>;
        const [Class, one, row_scorer, module_] = [api.Advisor, advisor, scorer, api] as unknown as [Loose, Loose, Loose, Loose];
        const calls: [what: string, call: () => unknown, kind: string, found: string][] = [
          ["explain(undefined, …)", () => one["explain"]!(undefined, { age: 47 }), "parameter", "undefined"],
          ["explain()", () => one["explain"]!(), "parameter", "undefined"],
          ["explain(5, …)", () => one["explain"]!(5, {}), "parameter", "number"],
          ["explain the wrong way round", () => one["explain"]!({ age: 4 }, index), "parameter", "object"],
          ["explain(proxy, …)", () => one["explain"]!(revoked.proxy, {}), "parameter", "object"],
          ["explain without a customer", () => one["explain"]!(index), "customer", "undefined"],
          ["explain with odd options", () => one["explain"]!(index, {}, 3), "parameter", "number"],
          ["explain with a proxy for options", () => one["explain"]!(index, {}, revoked.proxy), "parameter", "object"],
          ["explain with options that throw", () => one["explain"]!(index, {}, throwing), "parameter", "`no`"],
          ["score with options that throw", () => one["score"]!({}, throwing), "parameter", "`no`"],
          ["consult with options that throw", () => one["consult"]!({}, throwing), "parameter", "`no`"],
          ["score()", () => one["score"]!(), "customer", "undefined"],
          ["consult(null)", () => one["consult"]!(null), "customer", "null"],
          ["consult(promise)", () => one["consult"]!(revoked.proxy), "customer", "object"],
          ["scorer()", () => one["scorer"]!(), "parameter", "undefined"],
          ["scorer(5)", () => one["scorer"]!(5), "parameter", "number"],
          ["scorer({})", () => one["scorer"]!({}), "parameter", "object"],
          ["scorer of another index", () => one["scorer"]!("none"), "unknown_index", "`none`"],
          ["scorer.score()", () => row_scorer["score"]!(), "parameter", "undefined"],
          ["scorer.score(null)", () => row_scorer["score"]!(null), "parameter", "null"],
          ["scorer.score([…])", () => row_scorer["score"]!([...row]), "parameter", "an array"],
          ["scorer.score(floats)", () => row_scorer["score"]!(new Float32Array(row)), "parameter", "Float32Array"],
          ["scorer.score of too few", () => row_scorer["score"]!(row.subarray(1)), "customer", `${row.length - 1}`],
          ["fromBytes()", () => Class["fromBytes"]!(), "parameter", "undefined"],
          ["fromBytes(null)", () => Class["fromBytes"]!(null), "parameter", "null"],
          ["fromBytes({})", () => Class["fromBytes"]!({}), "parameter", "object"],
          ["fromBytes(5)", () => Class["fromBytes"]!(5), "parameter", "number"],
          ["fromBytes(text)", () => Class["fromBytes"]!("models/insurer.safetensors"), "parameter", "string"],
          ["fromBytes(promise)", () => Class["fromBytes"]!(Promise.resolve(buffer)), "parameter", "Promise"],
          ["fromBytes(response)", () => Class["fromBytes"]!(new Response()), "parameter", "Response"],
          ["fromBytes(proxy)", () => Class["fromBytes"]!(revoked.proxy), "parameter", "object"],
          ["scoreTable()", () => one["scoreTable"]!(), "parameter", "undefined"],
          ["scoreTable without an index", () => one["scoreTable"]!({ age: row }, {}), "parameter", "undefined"],
          ["scoreTable(text)", () => one["scoreTable"]!("age\n1\n", { index }), "schema", "string"],
          ["scoreTable with options that throw", () => one["scoreTable"]!({ age: row }, throwing), "parameter", "`no`"],
          ["explainTable(5)", () => one["explainTable"]!(5, { index }), "schema", "number"],
        ];
        if ("mountAdvisor" in api) {
          const root = document.createElement("div");
          calls.push(
            ["mountAdvisor in nothing", () => module_["mountAdvisor"]!(null, advisor), "parameter", "null"],
            ["mountAdvisor in a text", () => module_["mountAdvisor"]!("div", advisor), "parameter", "string"],
            ["mountAdvisor in language 5", () => module_["mountAdvisor"]!(root, advisor, 5), "parameter", "number"],
            ["mountAdvisor with an odd listener", () => module_["mountAdvisor"]!(root, advisor, "en", 5), "parameter", "number"],
          );
        }
        const wrong: string[] = [];
        const damage: string[] = differences().map((what) => `before: ${what}`);
        for (const [what, call, kind, found] of calls) {
          for (let i = 0; i < 3; i += 1) {
            try {
              call();
              wrong.push(`${what} answered`);
            } catch (error) {
              const thrown = error as { kind?: string; message: string };
              const named = error instanceof Error && thrown.kind === kind && thrown.message.endsWith(`found ${found}`);
              if (!named) wrong.push(`${what}: ${thrown.kind}, ${thrown.message}`);
            }
          }
          damage.push(...differences().slice(0, 1).map((difference) => `after ${what}: ${difference}`));
        }
        // This one cannot name a kind, since the generated code checks classes; it must not harm anything either.
        if ("mountAdvisor" in api) {
          for (let i = 0; i < 3; i += 1) {
            try {
              module_["mountAdvisor"]!(document.createElement("div"), {});
              wrong.push("an object was mounted");
            } catch (error) {
              if (!(error instanceof Error)) wrong.push(String(error));
            }
          }
          damage.push(...differences().slice(0, 1));
        }
        // Nothing is still borrowed.
        scorer.free();
        advisor.free();
        return { wrong, damage, compared };
      },
      [flavour.module, PACK] as const,
    );
    expect(wrong).toEqual([]);
    expect(damage).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  });

  test(`odd but plain customers are scored, with warnings, in ${flavour.name}`, async ({ page }) => {
    const [customer] = await demoCustomers();
    await flavour.open(page);
    const answers = await page.evaluate(
      async ([module, pack, customer]) => {
        const api: Api = await import(module);
        await api.default();
        const advisor = api.Advisor.fromBytes(new Uint8Array(await (await fetch(pack)).arrayBuffer()));
        const { name } = advisor.info().indices[0]!;
        const strange: Record<string, unknown> = {
          empty: {},
          "a __proto__ of its own": JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 1}'),
          "no prototype": Object.assign(Object.create(null), customer),
          "not a number": { ...customer, age: NaN },
          infinite: { ...customer, age: Infinity },
          "markup in a field": { ...customer, occupation: "<img src=x onerror=alert(1)>" },
          "a long string": { ...customer, occupation: "x".repeat(1 << 20) },
          "a lone surrogate": { ...customer, occupation: "\ud800" },
        };
        return Object.entries(strange).map(([what, odd]) => {
          try {
            const score = advisor.score(odd as never)[name]!;
            const reasons = advisor.explain(name, odd as never);
            const finite = Number.isFinite(score.probability) && Number.isFinite(reasons.margin);
            return { what, fate: finite && score.margin === reasons.margin ? "scored" : "not finite" };
          } catch (error) {
            return { what, fate: (error as { kind?: string }).kind ?? `threw ${String(error)}` };
          }
        });
      },
      [flavour.module, PACK, customer!] as const,
    );
    // A structure under `__proto__` may be refused like any other; it must not trap or pollute.
    const allowed = (what: string) => (what.includes("__proto__") ? ["scored", "customer"] : ["scored"]);
    expect(answers.filter(({ what, fate }) => !allowed(what).includes(fate))).toEqual([]);
    expect(await page.evaluate(() => "polluted" in {})).toBe(false);
  });

  test(`a damaged pack is refused by name in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    const survivors = await page.evaluate(
      async ([module, pack]) => {
        const api: Api = await import(module);
        await api.default();
        const whole = new Uint8Array(await (await fetch(pack)).arrayBuffer());
        const fate = (what: string, bytes: Uint8Array): Fate => {
          try {
            api.Advisor.fromBytes(bytes).free();
            return { what, kind: "accepted" };
          } catch (error) {
            const { kind } = error as { kind?: string };
            return { what, kind: error instanceof Error && kind ? kind : `threw ${String(error)}` };
          }
        };
        const fates: Fate[] = [];
        for (const length of [0, 1, 7, 8, 9, 100, 4096, whole.length >> 1, whole.length - 1]) {
          fates.push(fate(`cut to ${length}`, whole.slice(0, length)));
        }
        // A fixed sequence that visits the header's length, the header and the tensors.
        const last = whole.length - 1;
        const places = [0, 1, 7, 8, 9, ...Array.from({ length: 200 }, (_, i) => Math.floor((i / 199) ** 3 * last))];
        for (const place of places) {
          const flipped = whole.slice();
          flipped[place]! ^= 1 << place % 8;
          fates.push(fate(`bit ${place % 8} of byte ${place} flipped`, flipped));
        }
        const huge = whole.slice();
        new DataView(huge.buffer).setBigUint64(0, 0x7fff_ffff_ffff_ffffn, true);
        fates.push(fate("a header of exabytes", huge));
        fates.push(fate("text", new TextEncoder().encode("<html>not found</html>")));
        fates.push(fate("the pack twice", new Uint8Array([...whole, ...whole])));
        const sound = fate("the pack itself", whole);
        return [...fates.filter(({ kind }) => kind !== "pack"), ...(sound.kind === "accepted" ? [] : [sound])];
      },
      [flavour.module, PACK] as const,
    );
    expect(survivors).toEqual([]);
  });
}

test("the console's own program refuses what is no pack and no place for it", async ({ page }) => {
  await openBlank(page);
  const version = readdirSync(CONSOLE)[0]!;
  await page.route("**/console/**/*.js", (route) => {
    const name = new URL(route.request().url()).pathname.replace("/console/", "");
    return route.fulfill({ path: join(CONSOLE, version, name) });
  });
  const found = await page.evaluate(async (pack) => {
    const module: string = "/console/console.js";
    const { default: init, Console } = await import(module);
    await init();
    const bytes = await (await fetch(pack)).arrayBuffer();
    const root = document.createElement("div");
    const calls: ((desk: InstanceType<typeof Console>) => void)[] = [
      (desk) => desk.shelve(),
      (desk) => desk.shelve("models/insurer.safetensors"),
      (desk) => desk.shelve(new Uint8Array(9)),
      (desk) => desk.shelve(bytes, "{"),
      (desk) => desk.open(root),
      (desk) => { desk.shelve(bytes); desk.open(null); },
    ];
    const kinds = calls.map((call) => {
      try {
        call(new Console());
        return "no error";
      } catch (error) {
        return (error as { kind?: string }).kind;
      }
    });
    // After all that it still opens.
    const desk = new Console();
    desk.shelve(bytes);
    desk.open(root);
    await new Promise((resolve) => setTimeout(resolve));
    return { kinds, cards: root.querySelectorAll("[data-testid^=score-]").length };
  }, PACK);
  expect(found.kinds).toEqual(["parameter", "parameter", "pack", "customer", "parameter", "parameter"]);
  expect(found.cards).toBeGreaterThan(0);
});
