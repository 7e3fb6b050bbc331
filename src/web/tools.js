// The API as tools for a chatbot or an agent: each with a JSON Schema (2020-12) of its arguments, made from what the pack says of itself.
// Arguments come from a program that guesses, so that they are held to the schema to the letter: what does not fit is refused with a
// sentence from which the next guess can be better. What a tool computes is decided in Rust.

/** @typedef {import("../../dist/confidant.js").ToolSchema} Schema */
/** @typedef {import("../../dist/confidant.js").Tool} Tool */
/** @typedef {import("../../dist/confidant.js").Info} Info */

/**
 * The browser's model context, as far as it is used: the draft of today, and `unregisterTool` of earlier ones.
 * @typedef {object} ModelContext
 * @property {(tool: object, options?: { signal: AbortSignal }) => unknown} registerTool
 * @property {(name: string) => void} [unregisterTool]
 */

import { isPlain } from "./page.js";

/**
 * Columns of more categories than this, such as codes of people or places, are texts with examples: a list of hundreds helps no guess,
 * and the customers of a host have more of them than a pack names.
 */
const MOST_NAMED = 40;

/** Deeper than any schema here. */
const DEEPEST = 8;

/** @param {{ [lang: string]: string }} titles @param {string} otherwise */
const named = (titles, otherwise) => titles["en"] ?? otherwise;

/**
 * An object with these properties and no others. From entries, because a column may be called `__proto__`.
 * @param {[string, Schema][]} properties @param {string[]} required @returns {Schema}
 */
const objectOf = (properties, required = []) => ({
  type: "object",
  properties: Object.fromEntries(properties),
  required,
  additionalProperties: false,
});

/** @param {readonly string[]} values @param {string} description @returns {Schema} */
const oneOf = (values, description) => ({ type: "string", enum: [...values], description });

/** @param {Info["schema"][number]} field @returns {Schema} */
function fieldSchema({ name, semantic, title, unit, range, categories }) {
  const words = [named(title, name) + (unit ? ` (${unit})` : "")];
  if (semantic === "numerical") {
    if (range) words.push(`of most people between ${range.low} and ${range.high}, median ${range.median}`);
    const examples = range ? { examples: [range.median] } : {};
    return { type: ["number", "null"], description: words.join("; "), ...examples };
  }
  const description = words.join("; ");
  if (semantic === "boolean") return { type: ["boolean", "null"], description };
  if (semantic === "timestamp") return { type: ["string", "null"], format: "date", description };
  if (categories.length === 0) return { type: ["string", "null"], description };
  if (categories.length > MOST_NAMED) return { type: ["string", "null"], description, examples: categories.slice(0, 5) };
  return { type: ["string", "null"], enum: [...categories, null], description };
}

/**
 * The tools that a pack can serve.
 * @param {Info} info
 * @param {string[] | undefined} intents What a call can be about; `undefined` where nothing is offered.
 * @returns {Tool[]}
 */
export function makeTools(info, intents) {
  const customer = objectOf(info.schema.map((field) => [field.name, fieldSchema(field)]));
  customer.description = "What is known of the customer, by column. Leave out what is not known; null is a known gap.";
  const indices = info.indices.map(({ name, title }) => `${name} is ${named(title, name)}`).join(", ");
  /** @type {Schema} */
  const now = { type: "string", format: "date", description: "The day to count dates back from; by default the pack's own." };
  const index = oneOf(info.indices.map(({ name }) => name), `The index: ${indices}.`);
  const classes = info.indices.flatMap(({ card }) => card.classes?.classes.map(({ name }) => name) ?? []);
  /** @type {[string, Schema][]} */
  const kinds = classes.length > 0 ? [["class", oneOf([...new Set(classes)], "Of several classes, the one to explain.")]] : [];
  const tools = [
    tool("describe", `What the model ${info.name} knows: its indices and how well they were measured, its columns and products.`, objectOf([])),
    tool(
      "score",
      `Scores a customer: ${indices}. For each, the probability from 0 to 1, the percentile among customers, the decile and the grade (1 is the likeliest).`,
      objectOf([["customer", customer], ["now", now]], ["customer"]),
    ),
    tool(
      "explain",
      "Says why a customer's score is what it is: what every column adds to or takes from the log-odds of the average customer, the strongest first.",
      objectOf([["index", index], ["customer", customer], ["now", now], ...kinds], ["index", "customer"]),
    ),
  ];
  if (!intents || info.catalogue.length === 0) return tools;
  const ids = info.catalogue.map(({ id }) => id);
  const product = oneOf(ids, "A product, by id; `describe` tells their names.");
  /** @type {Schema} */
  const lang = { type: "string", description: "The language of names and sentences: en, ko or ru. English by default." };
  /** @type {[string, Schema][]} */
  const intent = intents.length > 0 ? [["intent", oneOf(intents, "What the customer called about.")]] : [];
  tools.push(
    tool(
      "recommend",
      "The next products to offer a customer, best first, with reasons and a sentence to say, and why the others were left out.",
      objectOf(
        [
          ["customer", customer],
          ["top", { type: "integer", minimum: 0, maximum: 100, description: "Most offers; 3 by default." }],
          ["holdings", { type: "array", items: product, description: "Products the customer has, beside those the columns tell of." }],
          ["contacts", { type: "array", items: contact(product), description: "What was offered before, and what came of it." }],
          ...intent,
          ["optOut", { type: "boolean", description: "Whether the customer wants no offers." }],
          ["lang", lang],
          ["now", now],
        ],
        ["customer"],
      ),
    ),
    tool(
      "similar_products",
      "The products nearest to a product, for instance one that is no longer sold, with what would be gained and lost.",
      objectOf([["product", product], ["lang", lang]], ["product"]),
    ),
  );
  return tools;
}

/** @param {Schema} product @returns {Schema} */
const contact = (product) =>
  objectOf(
    [
      ["product", product],
      ["outcome", oneOf(["offered", "accepted", "declined"], "What came of it.")],
      ["day", { type: ["string", "null"], format: "date", description: "When; an unknown day counts as recent." }],
    ],
    ["product", "outcome"],
  );

/** @param {Tool["name"]} name @param {string} description @param {Schema} inputSchema @returns {Tool} */
const tool = (name, description, inputSchema) => ({ name, description, inputSchema, annotations: { readOnlyHint: true } });

/**
 * What `describe` answers: the pack in a few lines, without tables of figures.
 * @param {Info} info
 */
export function describe({ name, version, card, indices, schema, catalogue }) {
  return {
    name,
    version,
    as_of: card.as_of,
    indices: indices.map(({ name, title, polarity, card }) => ({
      name,
      title,
      polarity,
      rows: card.rows,
      positive_rate: card.positive_rate,
      auc: card.metrics.auc,
      measured_on: card.measured_on,
    })),
    columns: schema.map(({ name, title, semantic, unit }) => ({ name, title, semantic, unit })),
    products: catalogue.map(({ id, name, category, price, discontinued }) => ({ id, name, category, price, discontinued })),
  };
}

/** Where an argument stands, what the schema expects there, and what was found. */
class Misfit {
  /** @param {string} place @param {string} expected @param {unknown} found */
  constructor(place, expected, found) {
    this.place = place;
    this.expected = expected;
    this.found = found;
  }
}

/**
 * Copies the arguments of a call as far as the schema knows them: getters run once, here. Answers with the tool's name, the customer,
 * the index or product, and the options; or with where something does not fit, what was expected, and what was found.
 * @param {Tool[]} tools @param {unknown} name @param {unknown} given
 */
export function fitCall(tools, name, given) {
  try {
    const tool = tools.find((tool) => tool.name === name);
    if (!tool) return ["the tool", listed(tools.map(({ name }) => name)), name];
    const copy = fit(tool.inputSchema, given ?? {}, "the arguments", 0);
    const { customer, index, product, ...options } = /** @type {Record<string, unknown>} */ (copy);
    return [tool.name, customer, index ?? product, options];
  } catch (error) {
    if (error instanceof Misfit) return [error.place, error.expected, error.found];
    // A getter or a proxy of the caller's.
    return ["the arguments", "plain JSON", given];
  }
}

/** @param {Schema} schema @param {unknown} value @param {string} place @param {number} depth @returns {unknown} */
function fit(schema, value, place, depth) {
  const types = [schema.type].flat();
  if (depth > DEEPEST || !types.some((type) => isOf(type, value))) throw new Misfit(place, types.map(spoken).join(" or "), value);
  if (schema.enum && !schema.enum.includes(/** @type {string} */ (value))) throw new Misfit(place, listed(schema.enum), value);
  if (typeof value === "number") {
    const { minimum = -Infinity, maximum = Infinity } = schema;
    if (value < minimum || value > maximum) throw new Misfit(place, `${minimum} to ${maximum}`, value);
  }
  if (Array.isArray(value) && schema.items) {
    const { items } = schema;
    return Array.from(value, (item, at) => fit(items, item, `${place}, entry ${at + 1}`, depth + 1));
  }
  if (!schema.properties || !isPlain(value)) return value;
  const { properties, required = [] } = schema;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  const missing = required.find((name) => !entries.some(([given]) => given === name));
  if (missing !== undefined) throw new Misfit(place, `the property ${missing}`, undefined);
  const copies = entries.map(([name, part]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (!known) throw new Misfit(`a property of ${place}`, listed(Object.keys(properties)), name);
    return [name, fit(known, part, depth === 0 ? name : `${place}, ${name}`, depth + 1)];
  });
  return Object.fromEntries(copies);
}

/** @param {string | undefined} type @param {unknown} value */
function isOf(type, value) {
  if (type === "object") return isPlain(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "number") return Number.isFinite(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

/** @param {string | undefined} type */
const spoken = (type) => (type === "null" ? "null" : `${/^[aeio]/.test(type ?? "") ? "an" : "a"} ${type}`);

/** As many names as a message has room for. @param {readonly unknown[]} names */
const listed = (names) => {
  const shown = names.slice(0, 20).map(String).join(", ");
  return names.length === 0 ? "none" : `one of ${shown}${names.length > 20 ? ` and ${names.length - 20} more` : ""}`;
};

/**
 * Registers the tools with the browser's model context (WebMCP, a draft of the W3C's Web Machine Learning group), where it has one. The
 * draft has moved it from `navigator` to `document` and ends a registration by a signal where it once had `unregisterTool`; both are
 * served. The advisor is freed once nothing will call a tool any more. Resolves to the names under which tools were registered.
 * @param {Tool[]} tools
 * @param {{ call(name: string, given: unknown): unknown, free(): void }} advisor
 * @param {string} prefix
 * @param {AbortSignal | undefined} signal
 */
export async function registerTools(tools, advisor, prefix, signal) {
  const places = /** @type {{ modelContext?: ModelContext }[]} */ ([globalThis.document ?? {}, globalThis.navigator ?? {}]);
  const context = places.map(({ modelContext }) => modelContext).find((found) => typeof found?.registerTool === "function");
  const controller = new AbortController();
  /** @type {string[]} */
  const names = [];
  const end = () => {
    controller.abort();
    for (const name of names.splice(0)) {
      try {
        context?.unregisterTool?.(name);
      } catch {
        // Gone already: the signal has ended it.
      }
    }
    advisor.free();
  };
  try {
    for (const tool of context && !signal?.aborted ? tools : []) {
      const name = prefix + tool.name;
      /** Browsers keep the message of a rejection to themselves; an agent learns from an answer. @param {unknown} given */
      const execute = async (given) => {
        try {
          return advisor.call(tool.name, given);
        } catch (error) {
          const { kind, message } = /** @type {{ kind?: string, message: string }} */ (error);
          return { error: { kind, message } };
        }
      };
      await context?.registerTool({ ...tool, name, execute }, { signal: controller.signal });
      names.push(name);
    }
  } catch (error) {
    end();
    throw error;
  }
  const registered = [...names];
  if (names.length === 0 || signal?.aborted) end();
  else signal?.addEventListener("abort", end, { once: true });
  return signal?.aborted ? [] : registered;
}
