// Whatever comes in from outside is answered with an Error that has a stable `kind`, never with a trap in WebAssembly.
import { expect, test } from "@playwright/test";
import { type Api, demoCustomers, FLAVOURS, PACK } from "./harness.ts";

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
