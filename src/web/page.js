// The page's side of the API: what JavaScript does faster than WebAssembly can ask it to. Objects are taken apart here into numbers
// and put together from numbers, so that a customer crosses the border in a few calls and no text but what the pack does not know.
// What a value means is decided in Rust. Nothing of a customer is kept from one call to the next.
import { typed } from "./value.js";

/**
 * What the page has to know of a pack.
 * @typedef {object} Form
 * @property {string[]} names The fields, in the schema's order.
 * @property {Map<string, number>} places Each field's position.
 * @property {(Map<string, number> | undefined)[]} codes By field, each named category's position.
 * @property {string[]} indices The indices, by name.
 * @property {(string[] | undefined)[]} choices By index, the column that chooses its model and the values that have a route, or no column and
 *   the classes.
 * @property {string[]} messages The messages about a field that is not given, and about a value that has no route.
 */

/**
 * A customer's values, taken out of their object once.
 * @typedef {object} Reading
 * @property {string[]} names
 * @property {unknown[]} values
 * @property {unknown[]} given By field, the value as it is shown with its reason.
 * @property {unknown[]} odd For every value that Rust has to look at: how many entries come before it, the field's position or
 *   -1, its name and the value.
 */

// What an entry is, beside the field's position; the same numbers as in `customer.rs`.
const NUMBER = 0;
const BOOLEAN = 1;
const CATEGORY = 2;
const GAP = 3;

// What a column is; the same numbers as in `columns.rs`.
const NO_COLUMN = 0;
const NUMBERS = 1;
const CODES = 2;
const VALUES = 3;

const KINDS = ["missing", "unknown_field", "mistyped", "unknown_category", "out_of_range", "unknown_product", "missing_text"];

// The route of a value that has none; the same number as in `answer.rs`.
const UNROUTED = -1;

/**
 * @param {string[]} names
 * @param {string[][]} categories
 * @param {string[]} indices
 * @param {(string[] | undefined)[]} choices
 * @param {string[]} messages
 * @returns {Form}
 */
export function makeForm(names, categories, indices, choices, messages) {
  /** @param {string[]} list */
  const positions = (list) => new Map(list.map((name, at) => [name, at]));
  const codes = categories.map((list) => (list.length > 0 ? positions(list) : undefined));
  return { names, places: positions(names), codes, indices, choices, messages };
}

/**
 * Whether a value is an object that a literal, `JSON.parse` or `Object.create(null)` makes, of this window or another.
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export function isPlain(value) {
  try {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const prototype = Object.getPrototypeOf(value);
    return prototype === null || Object.getPrototypeOf(prototype) === null;
  } catch {
    // A proxy that does not want to be asked.
    return false;
  }
}

/**
 * Takes the own enumerable properties out of a plain object. Getters and traps of the page run here and nowhere else.
 * @param {unknown} customer
 * @returns {Reading | undefined}
 */
export function read(customer) {
  if (!isPlain(customer)) return undefined;
  const names = Object.keys(customer);
  const values = new Array(names.length);
  for (let i = 0; i < names.length; i += 1) values[i] = customer[/** @type {string} */ (names[i])];
  return { names, values, given: [], odd: [] };
}

/**
 * Writes the entries that need no reading: a number, and four times the field's position plus what the number is. Returns how
 * many there are; the rest is left in `odd`.
 * @param {Form} form
 * @param {Reading} reading
 * @param {Float64Array} numbers
 * @param {Uint32Array} tags
 */
export function sort(form, reading, numbers, tags) {
  const { names, values } = reading;
  const given = new Array(form.names.length).fill(null);
  reading.given = given;
  let count = 0;
  for (let i = 0; i < names.length; i += 1) {
    const name = /** @type {string} */ (names[i]);
    const value = values[i];
    const place = form.places.get(name);
    if (place === undefined) {
      reading.odd.push(count, -1, name, value);
      continue;
    }
    let number = 0;
    let what = GAP;
    if (typeof value === "number") {
      what = NUMBER;
      number = value;
      if (value === value) given[place] = value;
    } else if (typeof value === "string") {
      const code = form.codes[place]?.get(value);
      if (code === undefined) {
        reading.odd.push(count, place, name, value);
        continue;
      }
      what = CATEGORY;
      number = code;
      given[place] = value;
    } else if (typeof value === "boolean") {
      what = BOOLEAN;
      number = value ? 1 : 0;
      given[place] = value;
    } else if (value !== undefined && value !== null) {
      reading.odd.push(count, place, name, value);
      continue;
    }
    numbers[count] = number;
    tags[count] = place * 4 + what;
    count += 1;
  }
  return count;
}

/** @param {Reading} reading @param {number} place @param {unknown} value */
export function setGiven(reading, place, value) {
  reading.given[place] = value;
}

/** @param {{ kind: string, field: string, message: string }[]} warnings @param {Form} form @param {number} place */
export function warnMissing(warnings, form, place) {
  warnings.push({ kind: "missing", field: /** @type {string} */ (form.names[place]), message: /** @type {string} */ (form.messages[0]) });
}

/** @param {object[]} warnings @param {number} kind @param {string} field @param {string} message */
export function warn(warnings, kind, field, message) {
  warnings.push({ kind: KINDS[kind], field, message });
}

/**
 * `Record<string, Score>` from six numbers an index and one a class.
 * @param {Form} form
 * @param {Float64Array} results
 * @param {object[]} warnings
 */
export function makeScores(form, results, warnings) {
  /** @type {Record<string, object>} */
  const scores = {};
  let at = 0;
  form.indices.forEach((name, position) => {
    const [probability, index, decile, grade, margin, choice] = results.subarray(at);
    at += 6;
    // Each score's own: the page may change what it was given.
    const own = warnings.map((warning) => ({ ...warning }));
    const score = { probability, index, decile, grade, margin, warnings: own };
    scores[name] = score;
    const choices = form.choices[position];
    if (!choices) return;
    const [column, ...names] = choices;
    if (column) {
      if (choice === UNROUTED) own.push({ kind: "unknown_route", field: column, message: form.messages[1] });
      const value = names[/** @type {number} */ (choice) - 1] ?? null;
      scores[name] = { ...score, route: { column, value } };
      return;
    }
    const classes = names.map((name, number) => ({ name, probability: /** @type {number} */ (results[at + number]) }));
    at += names.length;
    classes.sort((a, b) => b.probability - a.probability);
    scores[name] = { ...score, class: names[/** @type {number} */ (choice)], classes };
  });
  return scores;
}

/**
 * An `Attribution` from the baseline, the margin, and for each field, strongest first, its position and contribution.
 * @param {Form} form
 * @param {Reading} reading
 * @param {Float64Array} results
 * @param {string | undefined} kind The class, where there are several.
 */
export function makeAttribution(form, reading, results, kind) {
  const contributions = new Array(form.names.length);
  for (let i = 0; i < contributions.length; i += 1) {
    const place = /** @type {number} */ (results[2 + 2 * i]);
    contributions[i] = { feature: form.names[place], value: reading.given[place], contribution: results[3 + 2 * i] };
  }
  const of = kind === undefined ? {} : { class: kind };
  return { baseline: results[0], margin: results[1], ...of, contributions };
}

/**
 * A `Consultation`.
 * @param {Form} form
 * @param {object} scores
 * @param {object[]} attributions In the order of the indices.
 */
export function makeConsultation(form, scores, attributions) {
  /** @type {Record<string, unknown>} */
  const byName = {};
  form.indices.forEach((name, at) => {
    byName[name] = attributions[at];
  });
  return { scores, attributions: byName };
}

/**
 * Copies a `Float64Array` that is as long as the target. Returns its length; -1 where it is no such array.
 * @param {unknown} values @param {Float64Array} target
 */
export function takeRow(values, target) {
  if (typed(values) !== "Float64Array") return -1;
  const row = /** @type {Float64Array} */ (values);
  if (row.length === target.length) target.set(row);
  return row.length;
}

/**
 * The columns of a plain object, flattened: name, what it is, how long, and the column; an empty name where it is none.
 * @param {Record<string, unknown>} table
 */
export function openColumns(table) {
  const opened = [];
  for (const name of Object.keys(table)) {
    const column = table[name];
    if (Array.isArray(column)) opened.push(name, VALUES, column.length, column);
    else if (/^(Float(32|64)|(Ui|I)nt(8|16|32))Array$/.test(typed(column))) {
      opened.push(name, NUMBERS, /** @type {Float64Array} */ (column).length, column);
    } else {
      const { codes, categories } = isPlain(column) ? column : /** @type {Record<string, unknown>} */ ({});
      const coded = /^(Ui|I)nt(8|16|32)Array$/.test(typed(codes)) && Array.isArray(categories);
      if (coded) opened.push(name, CODES, /** @type {Uint8Array} */ (codes).length, { codes, categories: [...categories] });
      else opened.push(name, NO_COLUMN, 0, column);
    }
  }
  return opened;
}

/** @param {{ categories: unknown[] }} column */
export function categoriesOf(column) {
  return column.categories;
}

/**
 * Copies numbers of a typed array from a place on, as many as the target holds.
 * @param {Float64Array} column @param {number} from @param {Float64Array} target
 */
export function takeNumbers(column, from, target) {
  target.set(column.subarray(from, from + target.length));
}

/**
 * The same for codes. Those below zero, with which Arrow and pandas mark a gap, all become -1 in 32 bits.
 * @param {{ codes: Uint8Array | Int8Array }} column @param {number} from @param {Uint32Array} target
 */
export function takeCodes({ codes }, from, target) {
  target.set(codes.subarray(from, from + target.length));
  if (typed(codes).startsWith("U")) return;
  for (let i = 0; i < target.length; i += 1) if (/** @type {number} */ (target[i]) > 0x7fffffff) target[i] = 0xffffffff;
}

/** @param {number} length */
export function makeNumbers(length) {
  return new Float64Array(length);
}

/** @param {Float64Array} all @param {number} from @param {Float64Array} part */
export function putNumbers(all, from, part) {
  all.set(part, from);
}
