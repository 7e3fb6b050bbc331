// A chatbot's integration, compiled but never run: if the published types drift from the API, this stops compiling.
import init, { Advisor } from "../../../dist/confidant.js";
import type { Attribution, Columns, Contribution, Customer, CustomerRecord, Info, Score, TableAttribution } from "../../../dist/confidant.js";

/** A row as a host application has it: an interface, without an index signature. */
interface Row {
  age: number;
  channel: string;
  joined?: Date | null;
}

/** The three columns that speak most for a customer's score. */
function reasons(advisor: Advisor, index: string, customer: Customer): string[] {
  const attribution: Attribution = advisor.explain(index, customer);
  const sum = attribution.contributions.reduce((total: number, { contribution }) => total + contribution, attribution.baseline);
  if (Math.abs(sum - attribution.margin) > 1e-9) throw new Error("reasons do not add up");
  return attribution.contributions.slice(0, 3).map((reason: Contribution) => `${reason.feature}: ${String(reason.value)}`);
}

export async function consult(bytes: Uint8Array | ArrayBuffer, csv: Uint8Array): Promise<string[]> {
  await init();
  const advisor = Advisor.fromBytes(bytes);
  const info: Info = advisor.info();
  const customer: Customer = { age: 41, occupation: "teacher", has_child: true, income: null };
  const lines: string[] = [];
  for (const { name, polarity, card } of info.indices) {
    const score: Score | undefined = advisor.score(customer)[name];
    if (score === undefined) continue;
    const warnings = score.warnings.map(({ kind, field, message }) => `${kind} ${field}: ${message}`);
    lines.push(`${name} (${polarity}, AUC ${card.metrics.auc}): ${score.probability}, decile ${score.decile}`, ...warnings);
    lines.push(...reasons(advisor, name, customer));
    const probabilities: Float64Array = await advisor.scoreTable(csv, {
      index: name,
      onProgress: (rows: number, share: number) => console.log(rows, share),
    });
    lines.push(`${probabilities.length} rows`);
    const columns: Columns = {
      age: new Float64Array([41, NaN]),
      occupation: { codes: new Uint8Array([0, 1]), categories: ["teacher", null] },
      has_child: [true, null],
    };
    const rows: Float64Array = advisor.scoreTable(columns, { index: name });
    const why: TableAttribution = advisor.explainTable(columns, { index: name });
    lines.push(`${rows.length} rows, ${why.contributions.length / why.columns.length} explained from ${why.baseline}`);
    const scorer = advisor.scorer(name);
    const values = new Float64Array(scorer.fields.length).fill(NaN);
    values[scorer.fields.indexOf("occupation")] = scorer.categories[0]!.indexOf("teacher");
    lines.push(`${scorer.score(values)}`);
  }
  const row: Row = { age: 41, channel: "mail" };
  const same: Customer = row;
  lines.push(...reasons(advisor, "churn", row), ...Object.keys(advisor.consult(same).scores));
  const record: CustomerRecord = { ...row };
  record["income"] = 1200;
  lines.push(...advisor.golden().flatMap(({ customer }) => [String(customer["age"]), ...reasons(advisor, "churn", record)]));
  // @ts-expect-error a customer is no text
  advisor.score("41");
  // @ts-expect-error a misspelt method is noticed, whatever the library knows of disposal
  advisor.scores(row);
  void advisor.scoreTable(csv, { index: "churn", delimiter: ";" });
  // @ts-expect-error a customer is an object of raw values
  advisor.score([1, 2, 3]);
  // @ts-expect-error values are raw
  const nested: CustomerRecord = { age: { value: 41 } };
  advisor.score(nested);
  // @ts-expect-error a table is scored on an index that the caller names
  void advisor.scoreTable(csv, {});
  // @ts-expect-error a column is as long as the table
  void advisor.scoreTable({ age: 41 }, { index: "churn" });
  advisor.free();
  return lines;
}
