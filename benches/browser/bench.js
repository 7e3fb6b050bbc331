// The benchmark of the JavaScript API: what a page pays for one customer and for a table. `cargo xtask bench` makes the pack (500
// trees of depth 6 on 30 columns, 8 of them categorical), opens this page in Chromium and prints its table.
//
// V8 compiles WebAssembly quickly first and well later, in the background, once a function has been busy. Every case therefore
// runs until it has been busy for a while, rests so that the better code arrives, and is measured after that. Medians.
import init, { Advisor } from "/scorer/confidant.js";

/** @typedef {import("../../dist/confidant.js").CustomerRecord} CustomerRecord */
/** @typedef {[what: string, value: number, unit: string]} Result */

const WARMUP_MS = 600;
const REST_MS = 300;
/** Calls timed together: the browser's clock is too coarse for one. */
const BATCH = 500;
const SAMPLES = 100;
const TABLE_ROWS = 100_000;
const TABLE_SAMPLES = 15;
const LOADS = 15;
const OFFER_SAMPLES = 300;

/** @param {number[]} values */
const median = (values) => /** @type {number} */ (values.sort((a, b) => a - b)[values.length >> 1]);

/** @param {number} ms */
const rest = (ms) => new Promise((resume) => setTimeout(resume, ms));

/**
 * The median time of a call, in milliseconds.
 * @param {number} samples
 * @param {() => unknown} call
 */
async function time(samples, call) {
  const start = performance.now();
  while (performance.now() - start < WARMUP_MS) await call();
  await rest(REST_MS);
  await call();
  const times = [];
  for (let i = 0; i < samples; i += 1) {
    const began = performance.now();
    const answer = call();
    if (answer instanceof Promise) await answer;
    times.push(performance.now() - began);
  }
  return median(times);
}

/**
 * Microseconds a customer, over batches that go through the customers in turn.
 * @template T
 * @param {string} what
 * @param {T[]} customers
 * @param {(customer: T) => unknown} call
 * @returns {Promise<Result>}
 */
async function one(what, customers, call) {
  let next = 0;
  const batch = () => {
    for (let i = 0; i < BATCH; i += 1) call(/** @type {T} */ (customers[next++ % customers.length]));
  };
  return [what, ((await time(SAMPLES, batch)) * 1000) / BATCH, "µs"];
}

/**
 * Rows a second.
 * @param {string} what
 * @param {() => unknown} call
 * @returns {Promise<Result>}
 */
async function table(what, call) {
  return [what, (TABLE_ROWS * 1000) / (await time(TABLE_SAMPLES, call)), "rows/s"];
}

/**
 * Milliseconds of a recommendation with holdings: folding in, ranking, gates, trace and reasons. The page's build, one call at a time,
 * because a catalogue of thousands takes longer than the clock is coarse.
 * @param {number} products
 * @param {number} limit What is wanted at most, in milliseconds.
 * @param {CustomerRecord[]} customers
 * @returns {Promise<Result>}
 */
async function offers(products, limit, customers) {
  /** @type {typeof import("../../dist/confidant.js")} */
  const page = await import(/** @type {string} */ ("/confidant.js"));
  await page.default();
  const bytes = new Uint8Array(await (await data(`offers_${products}.safetensors`)).arrayBuffer());
  /** @type {string[][]} */
  const held = await (await data(`offers_${products}.holdings.json`)).json();
  const advisor = page.Advisor.fromBytes(bytes);
  let next = 0;
  const ask = () => {
    next += 1;
    const customer = /** @type {CustomerRecord} */ (customers[next % customers.length]);
    const { offers, dropped } = advisor.recommend(customer, { holdings: /** @type {string[]} */ (held[next % held.length]) });
    if (offers.length !== 3 || dropped.length === 0) throw new Error(`${offers.length} offers, ${dropped.length} dropped`);
  };
  const took = await time(OFFER_SAMPLES, ask);
  advisor.free();
  return [`offers of ${products} products, at most ${limit} ms wanted`, took, "ms"];
}

/** @param {string} name */
async function data(name) {
  const response = await fetch(`/bench-data/${name}`);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}; start with \`cargo xtask bench\``);
  return response;
}

/** Random numbers, the same every time (Park and Miller 1988). */
function dice() {
  let state = 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

async function run() {
  await init();
  const bytes = new Uint8Array(await (await data("bench.safetensors")).arrayBuffer());
  /** @type {CustomerRecord[]} */
  const customers = await (await data("bench.customers.json")).json();
  const first = /** @type {CustomerRecord} */ (customers[0]);

  // The very first load runs on code that was compiled in a hurry, as it does for everybody who opens a page.
  const began = performance.now();
  const advisor = Advisor.fromBytes(bytes);
  advisor.score(first);
  const loaded = performance.now();
  const { schema, indices } = advisor.info();
  const index = /** @type {{ name: string }} */ (indices[0]).name;
  const asked = performance.now();
  advisor.explain(index, first);
  /** @type {Result[]} */
  const cold = [
    ["pack loaded and first score given, fresh page", loaded - began, "ms"],
    ["first reasons after that, fresh page", performance.now() - asked, "ms"],
  ];
  if (location.search === "?cold") return show(cold);

  const random = dice();
  /** @type {import("../../dist/confidant.js").Columns} */
  const columns = {};
  for (const { name, categories } of schema) {
    columns[name] =
      categories.length > 0
        ? { codes: Uint8Array.from({ length: TABLE_ROWS }, () => random() * categories.length), categories }
        : Float64Array.from({ length: TABLE_ROWS }, random);
  }
  /** @param {unknown} value */
  const cell = (value) => (value == null ? "" : `"${String(value).replaceAll('"', '""')}"`);
  const rows = customers.map((customer) => schema.map(({ name }) => cell(customer[name])).join(","));
  const lines = Array.from({ length: TABLE_ROWS }, (_, i) => rows[i % rows.length]);
  const csv = new TextEncoder().encode([schema.map(({ name }) => cell(name)).join(","), ...lines].join("\n"));

  const scorer = advisor.scorer(index);
  const { fields, categories } = scorer;
  const numbers = customers.map((customer) =>
    Float64Array.from(fields, (name, at) => {
      const value = customer[name];
      return typeof value === "number" ? value : (categories[at]?.indexOf(String(value)) ?? NaN);
    }),
  );
  // Both say the same of the same customer.
  for (const [at, customer] of customers.entries()) {
    const alone = advisor.score(customer)[index]?.probability;
    const fromNumbers = scorer.score(/** @type {Float64Array} */ (numbers[at]));
    if (alone !== fromNumbers) throw new Error(`${alone} is not ${fromNumbers}`);
  }

  /** @type {Result[]} */
  const results = [
    [
      "pack loaded and first score given, warm",
      await time(LOADS, () => {
        const fresh = Advisor.fromBytes(bytes);
        fresh.score(first);
        fresh.free();
      }),
      "ms",
    ],
    await one("one customer scored, numbers", numbers, (customer) => scorer.score(customer)),
    await one("one customer scored, object", customers, (customer) => advisor.score(customer)),
    await one("one customer explained, object", customers, (customer) => advisor.explain(index, customer)),
    await one("one customer scored and explained, object", customers, (customer) => advisor.consult(customer)),
    await one("one customer of whom nothing is known, the same", [{}], (customer) => advisor.consult(customer)),
    await one("one customer scored and explained, two calls", customers, (customer) => [advisor.score(customer), advisor.explain(index, customer)]),
    await table("table scored, columns", () => advisor.scoreTable(columns, { index })),
    await table("table explained, columns", () => advisor.explainTable(columns, { index })),
    await table("table scored, CSV", () => advisor.scoreTable(csv, { index })),
    await offers(500, 1, customers),
    await offers(10_000, 5, customers),
  ];
  show(results);
}

/** @param {Result[]} results */
function show(results) {
  const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("tbody"));
  for (const [what, value, unit] of results) {
    const row = body.insertRow();
    for (const text of [what, value.toFixed(unit === "rows/s" ? 0 : 2), unit]) row.insertCell().textContent = text;
  }
  document.documentElement.dataset.done = "true";
}

run().catch((error) => {
  document.body.append(String(error?.stack ?? error));
  document.documentElement.dataset.done = "failed";
});
