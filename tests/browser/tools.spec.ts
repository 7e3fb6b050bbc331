// The API as tools: schemas of the pack's own fields, arguments held to them, and what a browser's model context gets to see.
import { expect, type Page, test } from "@playwright/test";
import type { Advisor, Tool, ToolSchema } from "../../dist/confidant.js";
import { type Api, demoCustomers, FLAVOURS, openBlank, PACK, requestsOf, watch } from "./harness.ts";

/** A page's window with a loaded pack. */
type Loaded = typeof globalThis & { advisor: Advisor };

/** Loads the pack into `window.advisor`. */
const load = (page: Page, module: string) =>
  page.evaluate(
    async ([module, pack]) => {
      const api: Api = await import(module);
      await api.default();
      const advisor = api.Advisor.fromBytes(await (await fetch(pack)).arrayBuffer());
      Object.assign(window, { advisor });
    },
    [module, PACK] as const,
  );

/** The calls, each with what it answered or the kind and message of what it threw. */
const call = (page: Page, calls: [name: unknown, args?: unknown][]) =>
  page.evaluate((calls) => {
    const { advisor } = globalThis as Loaded;
    return calls.map(([name, args]) => {
      try {
        return { answer: advisor.call(name as string, args) as unknown };
      } catch (error) {
        const { kind, message } = error as { kind: string; message: string };
        return { kind, message };
      }
    });
  }, calls);

/** What a schema says that is not JSON Schema as a chatbot's function calling takes it. */
function faults(schema: ToolSchema, place: string): string[] {
  const types = [schema.type].flat();
  const found = types.every((type) => /^(object|array|string|number|integer|boolean|null)$/.test(type)) ? [] : [`${place}: ${types}`];
  if (types.includes("object")) {
    if (schema.additionalProperties !== false) found.push(`${place} is open`);
    for (const name of schema.required ?? []) if (!Object.hasOwn(schema.properties!, name)) found.push(`${place} lacks ${name}`);
    for (const [name, part] of Object.entries(schema.properties!)) found.push(...faults(part, `${place}.${name}`));
  }
  if (types.includes("array")) found.push(...faults(schema.items!, `${place}[]`));
  return found;
}

for (const flavour of FLAVOURS) {
  const isPage = flavour.module === "/confidant.js";

  test(`tools describe the pack's own fields, indices and products in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    await load(page, flavour.module);
    const [tools, info] = await page.evaluate(() => {
      const { advisor } = globalThis as Loaded;
      // Nobody can change what arguments are held to.
      for (const tool of advisor.tools()) tool.inputSchema.additionalProperties = true as false;
      return [advisor.tools(), advisor.info()] as const;
    });
    const names: Tool["name"][] = ["describe", "score", "explain"];
    if (isPage) names.push("recommend", "similar_products");
    expect(tools.map(({ name }) => name)).toEqual(names);
    expect(tools.flatMap(({ name, inputSchema }) => faults(inputSchema, name))).toEqual([]);
    for (const tool of tools) expect(tool.description.length).toBeGreaterThan(40);

    const score = tools[1]!.inputSchema.properties!["customer"]!.properties!;
    expect(Object.keys(score)).toEqual(info.schema.map(({ name }) => name));
    for (const { name, semantic, categories, range, title } of info.schema) {
      const schema = score[name]!;
      expect(schema.description).toContain(title["en"] ?? name);
      // Of hundreds of codes a pack names the frequent ones; a customer may have any other.
      if (categories.length > 40) expect(schema).toMatchObject({ type: ["string", "null"], examples: categories.slice(0, 5) });
      else if (categories.length > 0) expect(schema.enum).toEqual([...categories, null]);
      if (semantic === "numerical") expect(schema.type).toEqual(["number", "null"]);
      if (semantic === "numerical" && range) expect(schema.description).toContain(`${range.low} and ${range.high}`);
    }
    expect(tools[2]!.inputSchema.properties!["index"]!.enum).toEqual(info.indices.map(({ name }) => name));
    if (isPage) expect(tools[4]!.inputSchema.properties!["product"]!.enum).toEqual(info.catalogue.map(({ id }) => id));
  });

  test(`tools answer what the methods answer, as JSON, in ${flavour.name}`, async ({ page }) => {
    const complaints = await watch(page);
    await flavour.open(page);
    await load(page, flavour.module);
    const requests = requestsOf(page);
    const customers = await demoCustomers();
    const different = await page.evaluate(
      ([customers, isPage]) => {
        const { advisor } = globalThis as Loaded;
        const index = advisor.info().indices[0]!.name;
        const product = advisor.info().catalogue[0]!.id;
        const different: string[] = [];
        const compare = (what: string, answer: unknown, expected: unknown) => {
          const text = JSON.stringify(answer);
          if (text !== JSON.stringify(expected) || text.length < 40) different.push(`${what}: ${text}`);
          if (JSON.stringify(JSON.parse(text)) !== text) different.push(`${what} is not JSON`);
        };
        for (const given of customers.slice(0, 10)) {
          const customer = given as Record<string, string | number | boolean | null>;
          compare("score", advisor.call("score", { customer }), advisor.score(customer));
          compare("explain", advisor.call("explain", { index, customer, now: "2026-01-31" }), advisor.explain(index, customer, { now: "2026-01-31" }));
          if (!isPage) continue;
          const options = { top: 2, lang: "ko", holdings: [product], contacts: [{ product, outcome: "declined" as const, day: null }] };
          compare("recommend", advisor.call("recommend", { customer, ...options }), advisor.recommend(customer, options));
        }
        if (isPage) compare("similar_products", advisor.call("similar_products", { product }), advisor.similarProducts(product));
        const { indices, products } = advisor.call("describe", {});
        compare("describe", [indices.map(({ name }) => name), products.map(({ id }) => id)], [
          advisor.info().indices.map(({ name }) => name),
          advisor.info().catalogue.map(({ id }) => id),
        ]);
        return different;
      },
      [customers, isPage] as const,
    );
    expect(different).toEqual([]);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test(`arguments that do not fit are refused with what would, in ${flavour.name}`, async ({ page }) => {
    await flavour.open(page);
    await load(page, flavour.module);
    const long = "x".repeat(1_000_000);
    const wrong: [name: unknown, args: unknown, message: RegExp][] = [
      ["delete", {}, /the tool: expected one of describe, score, .*found `delete`$/],
      [7, {}, /found 7$/],
      ["toString", {}, /found `toString`$/],
      ["score", {}, /the property customer, found undefined$/],
      ["score", [], /an object, found an array$/],
      ["score", { customer: null }, /at customer: expected an object, found null$/],
      ["score", { customer: {}, top: 3 }, /a property of the arguments: expected one of customer, now, found `top`$/],
      ["score", { customer: { age: "47" } }, /at customer, age: expected a number or null, found `47`$/],
      ["score", { customer: { age: { $gt: 1 } } }, /a number or null, found object$/],
      ["score", { customer: { channel: "pigeon" } }, /at customer, channel: expected one of .*agent.*, found `pigeon`$/],
      ["score", { customer: { constructor: 1 } }, /found `constructor`$/],
      ["score", { customer: { [long]: 1 } }, /found `x{80}…`$/],
      ["score", { customer: {}, now: "soon" }, /option now: expected an ISO day/],
      ["explain", { customer: {} }, /the property index/],
      ["explain", { customer: {}, index: "luck" }, /at index: expected one of cross_sell, churn, found `luck`$/],
      ["describe", { all: true }, /expected none, found `all`$/],
    ];
    if (isPage) {
      wrong.push(
        ["recommend", { customer: {}, top: 2.5 }, /at top: expected an integer, found 2.5$/],
        ["recommend", { customer: {}, top: 101 }, /0 to 100, found 101$/],
        ["recommend", { customer: {}, holdings: "home" }, /an array, found `home`$/],
        ["recommend", { customer: {}, holdings: ["castle"] }, /at holdings, entry 1: expected one of .*found `castle`$/],
        ["recommend", { customer: {}, contacts: [{ product: "castle" }] }, /at contacts, entry 1: expected the property outcome/],
        ["similar_products", {}, /the property product/],
      );
    }
    const fates = await call(page, wrong.map(([name, args]) => [name, args]));
    fates.forEach((fate, at) => {
      const { kind, message } = fate as { kind: string; message: string };
      expect.soft(kind, String(wrong[at])).toBe("parameter");
      expect.soft(message).toMatch(wrong[at]![2]);
      expect.soft(message.length).toBeLessThan(1000);
    });
    // Getters and proxies of the caller's run once or are refused, and nothing is the worse for it.
    const hostile = await page.evaluate(() => {
      const { advisor } = globalThis as Loaded;
      let reads = 0;
      const customer = Object.defineProperty({}, "age", { enumerable: true, get: () => (reads += 1) });
      const fate = (args: unknown) => {
        try {
          return typeof advisor.call("score", args as { customer: object } as never);
        } catch (error) {
          return (error as { kind?: string }).kind ?? String(error);
        }
      };
      const thrower = Object.defineProperty({}, "customer", { enumerable: true, get: () => { throw new Error("no"); } });
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const circle: Record<string, unknown> = {};
      circle["customer"] = circle;
      const inherited = JSON.parse('{"__proto__": {"age": 3}}') as object;
      return [fate({ customer }), reads, fate({ customer: inherited }), fate(thrower), fate(proxy), fate({ customer: proxy }), fate(circle), fate({ customer: { age: 4 } })];
    });
    expect(hostile).toEqual(["object", 1, "parameter", "parameter", "parameter", "parameter", "parameter", "object"]);
  });
}

/** A model context as a draft of WebMCP has it, which records what is registered. */
interface Fake {
  registerTool(tool: { name: string; execute(args: unknown): Promise<unknown> }, options?: { signal?: AbortSignal }): unknown;
  unregisterTool?(name: string): void;
  registered: Map<string, { execute(args: unknown): Promise<unknown> }>;
}

for (const draft of ["document.modelContext", "navigator.modelContext"] as const) {
  test(`tools are registered with ${draft} and taken back`, async ({ page }) => {
    await page.addInitScript((draft) => {
      const registered: Fake["registered"] = new Map();
      const today = draft === "document.modelContext";
      const context: Fake = {
        registered,
        registerTool(tool, options) {
          if (registered.has(tool.name)) throw new DOMException(`${tool.name} is there`, "InvalidStateError");
          registered.set(tool.name, tool);
          if (!today) return undefined;
          options?.signal?.addEventListener("abort", () => registered.delete(tool.name));
          return Promise.resolve();
        },
      };
      if (!today) context.unregisterTool = (name) => void registered.delete(name);
      Object.defineProperty(today ? document : navigator, "modelContext", { value: context });
      Object.assign(window, { context });
    }, draft);
    await openBlank(page);
    await load(page, "/confidant.js");
    const seen = await page.evaluate(async () => {
      const { advisor, context } = globalThis as Loaded & { context: Fake };
      const controller = new AbortController();
      const names = await advisor.registerTools({ signal: controller.signal });
      const twice = await advisor.registerTools().catch((error: Error) => error.name);
      const left = [...context.registered.keys()];
      // Registered tools outlive the object that they were made from.
      const expected = JSON.stringify(advisor.score({ age: 47 }));
      advisor.free();
      const score = context.registered.get("confidant_score")!;
      const answer = JSON.stringify(await score.execute({ customer: { age: 47 } }));
      const refused = await score.execute({ customer: { age: "old" } });
      controller.abort();
      return { names, twice, left, same: answer === expected, refused, after: context.registered.size };
    });
    const names = ["describe", "score", "explain", "recommend", "similar_products"].map((name) => `confidant_${name}`);
    expect(seen).toMatchObject({ names, twice: "InvalidStateError", left: names, same: true, after: 0 });
    expect(seen.refused).toMatchObject({ error: { kind: "parameter" } });
  });
}

test("without a model context nothing is registered, and odd options are refused", async ({ page }) => {
  await openBlank(page);
  await load(page, "/scorer/confidant.js");
  const fates = await page.evaluate(async () => {
    const { advisor } = globalThis as Loaded;
    for (const place of [document, navigator]) Object.defineProperty(place, "modelContext", { value: undefined, configurable: true });
    const fate = (options: unknown) => {
      try {
        return advisor.registerTools(options as object);
      } catch (error) {
        return (error as { kind: string }).kind;
      }
    };
    return [await advisor.registerTools({ prefix: "shop." }), fate({ prefix: "a b" }), fate({ prefix: 5 }), fate({ signal: {} }), fate({ names: 1 })];
  });
  expect(fates).toEqual([[], "parameter", "parameter", "parameter", "parameter"]);
});
