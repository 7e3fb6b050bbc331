// The benchmark of the JavaScript API: what a page pays for one customer and for a table. `cargo xtask bench-browser` makes
// the pack (500 trees of depth 6 on 30 columns), opens this page in Chromium and prints its table.
import init, { Advisor } from "/scorer/confidant.js";

/** Calls timed together: the browser's clock is too coarse for one. */
const BATCH = 40;
const WARMUP = 50;
const SAMPLES = 200;
const TABLE_ROWS = 20_000;
const TABLE_SAMPLES = 5;

/** @param {number[]} values */
const median = (values) => /** @type {number} */ (values.sort((a, b) => a - b)[values.length >> 1]);

/**
 * The median time of a call, in microseconds, over batches that go through the customers in turn.
 * @template T
 * @param {T[]} customers
 * @param {(customer: T) => unknown} call
 */
function time(customers, call) {
  let next = 0;
  const batch = () => {
    for (let i = 0; i < BATCH; i += 1) call(/** @type {T} */ (customers[next++ % customers.length]));
  };
  for (let i = 0; i < WARMUP; i += 1) batch();
  const samples = Array.from({ length: SAMPLES }, () => {
    const start = performance.now();
    batch();
    return ((performance.now() - start) * 1000) / BATCH;
  });
  return median(samples);
}

/** @param {string} name */
const data = async (name) => {
  const response = await fetch(`/bench-data/${name}`);
  if (!response.ok) throw new Error(`${response.url}: ${response.status}; start with \`cargo xtask bench-browser\``);
  return response;
};

async function run() {
  await init();
  const bytes = new Uint8Array(await (await data("bench.safetensors")).arrayBuffer());
  /** @type {import("../../dist/confidant.js").Customer[]} */
  const customers = await (await data("bench.customers.json")).json();
  const start = performance.now();
  const advisor = Advisor.fromBytes(bytes);
  const info = advisor.info();
  const index = /** @type {{ name: string }} */ (info.indices[0]).name;
  const first = /** @type {import("../../dist/confidant.js").Customer} */ (customers[0]);
  advisor.explain(index, first);
  const load = performance.now() - start;

  const names = info.schema.map((field) => field.name);
  /** @param {unknown} value */
  const cell = (value) => (value == null ? "" : `"${String(value).replaceAll('"', '""')}"`);
  const rows = customers.map((customer) => names.map((name) => cell(customer[name])).join(","));
  const lines = Array.from({ length: TABLE_ROWS }, (_, i) => rows[i % rows.length]);
  const csv = new TextEncoder().encode([names.map(cell).join(","), ...lines].join("\n"));
  const rates = [];
  for (let i = 0; i < TABLE_SAMPLES; i += 1) {
    const began = performance.now();
    await advisor.scoreTable(csv, { index });
    rates.push((TABLE_ROWS * 1000) / (performance.now() - began));
  }

  /** @type {[string, number, string][]} */
  const results = [
    ["pack loaded and first reasons given", load, "ms"],
    ["score", time(customers, (customer) => advisor.score(customer)), "µs"],
    ["explain", time(customers, (customer) => advisor.explain(index, customer)), "µs"],
    [
      "score and explain",
      time(customers, (customer) => [advisor.score(customer), advisor.explain(index, customer)]),
      "µs",
    ],
    ["score and explain in one call", time(customers, (customer) => advisor.consult(customer)), "µs"],
    ["scoreTable", median(rates), "rows/s"],
  ];
  const body = /** @type {HTMLTableSectionElement} */ (document.querySelector("tbody"));
  for (const [what, value, unit] of results) {
    const row = body.insertRow();
    for (const text of [what, value.toFixed(unit === "rows/s" ? 0 : 1), unit]) row.insertCell().textContent = text;
  }
  document.documentElement.dataset.done = "true";
}

run().catch((error) => {
  document.body.append(String(error));
  document.documentElement.dataset.done = "failed";
});
