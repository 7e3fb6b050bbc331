// Generated from the Rust types by `UPDATE=1 cargo test types_are_generated`; a test compares the two.

/** Raw values by the names of their fields. */
export type CustomerRecord = { [field: string]: string | number | bigint | boolean | Date | null | undefined };

/**
 * A customer: raw values by the names of their fields, in a record or in an object of an interface of yours. Absent fields are reported
 * in `warnings`; null is a gap.
 */
export type Customer = CustomerRecord | (object & { readonly [Symbol.iterator]?: never });

/**
 * A raw value of a customer's field.
 */
export type FieldValue = null | boolean | number | string;

/**
 * The classes of [`Warning`].
 */
export type WarningKind = "missing" | "unknown_field" | "mistyped" | "unknown_category" | "out_of_range" | "unknown_product" | "missing_text" | "unknown_route";

/**
 * Something about the input that the caller should know; the score stands all the same.
 */
export type Warning = {
/**
 * The class of the warning.
 */
kind: WarningKind,
/**
 * The field it is about.
 */
field: string,
/**
 * One sentence in English.
 */
message: string,
};

/**
 * Which of several models answered for a customer.
 */
export type TakenRoute = {
/**
 * The column that chooses.
 */
column: string,
/**
 * The value whose own model answered; null for the pooled model.
 */
value: string | null,
};

/**
 * One of several classes.
 */
export type ClassProbability = {
/**
 * The label's value.
 */
name: string,
/**
 * Its calibrated probability, in [0, 1].
 */
probability: number,
};

/**
 * How a customer stands on one index.
 */
export type Score = {
/**
 * The calibrated probability of the event, in (0, 1).
 */
probability: number,
/**
 * The percentile of the margin in the training population, or in that of the customer's route, in [0, 100]; 100 is the most likely.
 */
index: number,
/**
 * 1 (most likely tenth) to 10.
 */
decile: number,
/**
 * 1 (most likely) to 7.
 */
grade: number,
/**
 * The raw score in log-odds, before calibration.
 */
margin: number,
/**
 * Which of the index's models answered, where it has several.
 */
route?: TakenRoute,
/**
 * The likeliest of several classes, of which the other figures are.
 */
class?: string,
/**
 * All classes, where there are several, the likeliest first; the probabilities sum to 1.
 */
classes?: Array<ClassProbability>,
/**
 * What was wrong with the input.
 */
warnings: Array<Warning>,
};

/**
 * What one column adds to the margin.
 */
export type Contribution = {
/**
 * The column's name.
 */
feature: string,
/**
 * The customer's value as it was read; null for a gap.
 */
value: FieldValue,
/**
 * Its Shapley value in log-odds: above 0 raises the probability, below lowers it.
 */
contribution: number,
};

/**
 * Why a margin is what it is: `baseline + Σ contributions = margin`, exactly to rounding.
 */
export type Attribution = {
/**
 * The expected margin over the training population, in log-odds.
 */
baseline: number,
/**
 * The customer's margin, in log-odds.
 */
margin: number,
/**
 * Of several classes, the one whose margin it is.
 */
class?: string,
/**
 * One entry for each column of the schema that is scored, the strongest first.
 */
contributions: Array<Contribution>,
};

/**
 * A status or a stage of life, as it is told of.
 */
export type StageShown = {
/**
 * Its name in the pack.
 */
id: string,
/**
 * What people call it, by language.
 */
title: { [key in string]: string },
};

/**
 * Everything the pack says about one customer.
 */
export type Consultation = {
/**
 * The score on every index, by name.
 */
scores: { [key in string]: Score },
/**
 * The reasons on every index, by name.
 */
attributions: { [key in string]: Attribution },
/**
 * What the customer is to the house, where a rule of the pack says it; not in the scorer alone.
 */
status?: StageShown,
/**
 * Where the customer is in life, where a rule of the pack says it; not in the scorer alone.
 */
life_stage?: StageShown,
/**
 * What to offer, where the pack makes offers; not in the scorer alone.
 */
recommendation?: Recommendation,
};

/**
 * One field with another value.
 */
export type PlannedChange = {
/**
 * The field.
 */
field: string,
/**
 * The value it has; null for a gap.
 */
from: FieldValue,
/**
 * The value it would have.
 */
to: FieldValue,
};

/**
 * Changes that together bring a customer to a grade.
 */
export type Plan = {
/**
 * The changes.
 */
changes: Array<PlannedChange>,
/**
 * How the customer would stand after them.
 */
score: Score,
};

/**
 * What would bring a customer to a grade.
 */
export type Counterfactual = {
/**
 * The customer's grade as they are, 1 to 7.
 */
from: number,
/**
 * The grade asked for.
 */
grade: number,
/**
 * Up to three plans, the fewest and smallest changes first; none where the grade is theirs already or out of reach.
 */
plans: Array<Plan>,
};

/**
 * How the values of a column are to be read.
 */
export type Semantic = "numerical" | "categorical" | "boolean" | "text" | "timestamp";

/**
 * Where most values of a numeric column lie.
 */
export type Range = {
/**
 * The 1st percentile, or what 20 values lie below where that is more.
 */
low: number,
/**
 * The median.
 */
median: number,
/**
 * The 99th percentile, or what 20 values lie above where that is less.
 */
high: number,
};

/**
 * One column that a customer may have, with what a form needs to offer it.
 */
export type Field = {
/**
 * The key in the customer object.
 */
name: string,
/**
 * How the value is read.
 */
semantic: Semantic,
/**
 * What people call it, by language.
 */
title: { [key in string]: string },
/**
 * The unit behind a value.
 */
unit: string | null,
/**
 * The heading it stands under.
 */
group: string | null,
/**
 * Whether it is what a customer cannot change, such as an age; what would raise a score never asks for it.
 */
immutable?: boolean,
/**
 * For numbers, where most values lie in training, if there are more than 40; for dates, in days from the reference day, negative before it.
 */
range: Range | null,
/**
 * The share of training rows with a gap here, in [0, 1].
 */
missing: number,
/**
 * The categories frequent enough to be named, most frequent first.
 */
categories: Array<string>,
};

/**
 * Whether a high index is good news or bad news for the business.
 */
export type Polarity = "opportunity" | "risk";

/**
 * The figures of an index. Those that need a threshold use [`Metrics::threshold`].
 *
 * Of an index of several classes, `auc` and `ap` are means over the classes, each against the rest, `logloss` and `brier` take all
 * classes together, `ece` is of the likeliest class, and precision, recall and F1 are means over the classes of what the likeliest class
 * gets right.
 */
export type Metrics = {
/**
 * Area under the ROC curve, ties counted half, in [0, 1].
 */
auc: number,
/**
 * Mean negative log-likelihood in nats.
 */
logloss: number,
/**
 * Average precision (area under the precision-recall step curve), in [0, 1].
 */
ap: number,
/**
 * Mean squared error of the probability (Brier 1950), in [0, 1].
 */
brier: number,
/**
 * Expected calibration error over ten bins of equal size, in [0, 1].
 */
ece: number,
/**
 * The probability from which a row counts as predicted positive.
 */
threshold: number,
/**
 * True positives among predicted positives.
 */
precision: number,
/**
 * True positives among positives.
 */
recall: number,
/**
 * Harmonic mean of precision and recall.
 */
f1: number,
/**
 * F1 × recall.
 */
model_score: number,
};

/**
 * One tenth of the population, ordered by margin.
 */
export type DecileRow = {
/**
 * 1 (most likely) to 10.
 */
decile: number,
/**
 * Rows in it.
 */
rows: number,
/**
 * Events in it.
 */
positives: number,
/**
 * The lowest probability in it.
 */
min_probability: number,
/**
 * The highest probability in it.
 */
max_probability: number,
/**
 * Events per row.
 */
rate: number,
/**
 * Share of all events in this and better deciles, in [0, 1].
 */
cumulative_share: number,
/**
 * Rate over the overall rate.
 */
lift: number,
};

/**
 * How much a column moves the margin.
 */
export type Importance = {
/**
 * The column.
 */
feature: string,
/**
 * Mean |Shapley value| in log-odds over rows it was not fitted on.
 */
mean_abs_contribution: number,
};

/**
 * A way of learning an index.
 */
export type ModelKind = "forest" | "linear" | "blend" | "random_forest";

/**
 * One of the models that were compared to choose what ships, on the rows that the index was measured on.
 */
export type Contender = {
/**
 * What it is.
 */
model: ModelKind,
/**
 * Whether it is the one that ships.
 */
ships: boolean,
/**
 * Area under the ROC curve, in [0, 1].
 */
auc: number,
/**
 * Mean negative log-likelihood in nats.
 */
logloss: number,
/**
 * Average precision, in [0, 1].
 */
ap: number,
/**
 * Mean squared error of the probability, in [0, 1].
 */
brier: number,
/**
 * Expected calibration error over ten bins of equal size, in [0, 1].
 */
ece: number,
/**
 * The event rate of the most likely tenth over that of all rows.
 */
lift: number,
};

/**
 * The interval of a figure at 95 %, by percentiles of the bootstrap.
 */
export type Interval = {
/**
 * The figure, by its name among the card's metrics.
 */
metric: string,
/**
 * Its lower end.
 */
low: number,
/**
 * Its upper end.
 */
high: number,
};

/**
 * A tenth of what was stated, or several together.
 */
export type ReliabilityBin = {
/**
 * The mean that was stated, in [0, 1].
 */
stated: number,
/**
 * The share that came true, in [0, 1].
 */
true_share: number,
/**
 * How many they are.
 */
count: number,
};

/**
 * Whom a group is of.
 */
export type SliceGroup = { "value": string } | { "band": {
/**
 * The lower end, not included.
 */
above: string | null,
/**
 * The upper end, included.
 */
up_to: string | null, } } | "others" | "missing";

/**
 * An index on one group of customers.
 */
export type SliceCard = {
/**
 * The group.
 */
group: SliceGroup,
/**
 * Its rows.
 */
rows: number,
/**
 * The mean probability, by weight.
 */
mean_probability: number,
/**
 * Events a row, by weight, in [0, 1]; null where the group has too few events or too few others.
 */
rate: number | null,
/**
 * Area under the ROC curve; null where the rate is.
 */
auc: number | null,
/**
 * The share at the threshold or above, by weight; null where too few are, or too few are not.
 */
selection_rate: number | null,
/**
 * The selection rate over that of the group with the highest; below 0.8 is adverse impact by the four-fifths rule (29 CFR 1607.4 D).
 */
impact_ratio: number | null,
};

/**
 * An index by the groups of one column.
 */
export type SlicesCard = {
/**
 * The column.
 */
column: string,
/**
 * Its groups, as far as they are large enough to be told of.
 */
groups: Array<SliceCard>,
/**
 * Rows in other groups; 0, or so many that nothing is told of few by subtracting.
 */
left_out: number,
/**
 * Whether the largest group counts the rows of groups that are too small even together.
 */
joined: boolean,
};

/**
 * What was found out about one of several classes. A row is selected where the class is its likeliest.
 */
export type ClassMeasured = {
/**
 * The class.
 */
class: string,
/**
 * How sure its figures are.
 */
intervals: Array<Interval>,
/**
 * What was stated of it and what came true, as of an index.
 */
reliability: Array<ReliabilityBin>,
/**
 * Its probability by the groups of the project's sensitive columns.
 */
slices: Array<SlicesCard>,
};

/**
 * What was found out about an index on the rows that it was measured on.
 */
export type MeasuredCard = {
/**
 * The rows that it was measured on.
 */
rows: number,
/**
 * How sure the figures are.
 */
intervals: Array<Interval>,
/**
 * What was stated and what came true, the smallest probabilities first: tenths of the rows, some of them together where a tenth has too
 * few of either kind.
 */
reliability: Array<ReliabilityBin>,
/**
 * The index by the groups of the project's sensitive columns.
 */
slices: Array<SlicesCard>,
/**
 * Of several classes, what is said of each against the rest; reliability and slices are empty above, and here of the most frequent.
 */
classes?: Array<ClassMeasured>,
};

/**
 * The likelihood-ratio test of one rate of the event for all: G = 2 Σ observed × ln(observed / expected) (Wilks 1938), chi-squared
 * with one degree of freedom less than there are values, by rows.
 */
export type RateTest = {
/**
 * G.
 */
statistic: number,
/**
 * Degrees of freedom.
 */
freedom: number,
/**
 * The probability of as much or more under one rate, in [0, 1].
 */
p: number,
};

/**
 * One value of the column that chooses, measured on rows that neither model saw, calibrated by maps that did not see them either.
 */
export type RouteCard = {
/**
 * The value.
 */
value: string,
/**
 * Whether its own model answers for it; else the pooled model does.
 */
kept: boolean,
/**
 * Rows with a label.
 */
rows: number,
/**
 * Rows with the event among them.
 */
positives: number,
/**
 * Weighted share of the event, in [0, 1].
 */
positive_rate: number,
/**
 * Trees of its own model.
 */
trees: number,
/**
 * The calibrator of its own model.
 */
calibrator: string,
/**
 * Area under the ROC curve by its own model.
 */
auc: number,
/**
 * The same by the pooled model.
 */
pooled_auc: number,
/**
 * Mean negative log-likelihood in nats by its own model.
 */
logloss: number,
/**
 * The same by the pooled model.
 */
pooled_logloss: number,
/**
 * What its own model saves a row, in nats: the mean of the paired differences.
 */
gain: number,
/**
 * The standard error of the gain; rows of one group are counted as one.
 */
gain_error: number,
/**
 * One-sided p-value of the gain against none.
 */
p: number,
/**
 * The decile table by its own model, best tenth first.
 */
deciles: Array<DecileRow>,
};

/**
 * Whether the populations behind the values of a column differ, and whether a model of its own serves each better.
 */
export type RoutesCard = {
/**
 * The column that chooses.
 */
column: string,
/**
 * Whether the rates of the event differ between its values; absent where fewer than two were frequent enough.
 */
rates: RateTest | null,
/**
 * The values that were frequent enough to be measured, most frequent first.
 */
routes: Array<RouteCard>,
/**
 * Rows of rarer values and gaps; the pooled model answers for them.
 */
other_rows: number,
};

/**
 * One of several classes, against the rest.
 */
export type ClassCard = {
/**
 * The label's value.
 */
name: string,
/**
 * Rows that were measured.
 */
rows: number,
/**
 * Their weighted share of all, in [0, 1].
 */
rate: number,
/**
 * Area under the ROC curve of its probability, this class against the rest.
 */
auc: number,
/**
 * Rows of the class among those whose likeliest class it is.
 */
precision: number,
/**
 * Rows whose likeliest class it is among those of the class.
 */
recall: number,
/**
 * Harmonic mean of precision and recall.
 */
f1: number,
};

/**
 * How well an index of several classes tells them apart.
 */
export type ClassesCard = {
/**
 * Weighted share of the rows whose likeliest class is theirs, in [0, 1].
 */
accuracy: number,
/**
 * The classes, in the order of the confusion matrix.
 */
classes: Array<ClassCard>,
/**
 * By class, how many of its rows each class is the likeliest of.
 */
confusion: Array<Array<number>>,
};

/**
 * How one index was trained and measured.
 */
export type IndexCard = {
/**
 * The label column.
 */
label: string,
/**
 * The label value that counts as the event; of several classes the most frequent.
 */
positive: string,
/**
 * Rows with a label.
 */
rows: number,
/**
 * Weighted share of the event among them, in [0, 1].
 */
positive_rate: number,
/**
 * What the index is: `forest`, `linear` or `blend`.
 */
model: ModelKind,
/**
 * Trees in the forest; for a linear model, its steps from bin to bin; for a blend both.
 */
trees: number,
/**
 * Where the figures come from: `5-fold out-of-fold`, `held-out 15 %`, `held-out latest 15 %`.
 */
measured_on: string,
/**
 * The calibrator that was chosen: `platt` or `isotonic`.
 */
calibrator: string,
/**
 * The figures.
 */
metrics: Metrics,
/**
 * The models that were compared, where the project asked for the best.
 */
contenders: Array<Contender>,
/**
 * How sure the figures are, how far the probabilities can be relied on, and the index by groups; not in packs of before it was worked out.
 */
measured?: MeasuredCard,
/**
 * The decile table, best tenth first.
 */
deciles: Array<DecileRow>,
/**
 * The columns by mean |Shapley value| in log-odds, strongest first.
 */
importance: Array<Importance>,
/**
 * What was tried by the values of a column, where the project routes by one.
 */
routes?: RoutesCard,
/**
 * The figures by class, where the index tells several apart.
 */
classes?: ClassesCard,
};

/**
 * One index of a pack.
 */
export type IndexInfo = {
/**
 * The name used in calls and column headings.
 */
name: string,
/**
 * What people call it, by language.
 */
title: { [key in string]: string },
/**
 * Whether a high index is an opportunity or a risk.
 */
polarity: Polarity,
/**
 * How it was measured.
 */
card: IndexCard,
};

/**
 * Who may have a product. An absent bound does not bind.
 */
export type Eligibility = {
/**
 * Youngest age, in years.
 */
min_age: number | null,
/**
 * Oldest age, in years.
 */
max_age: number | null,
/**
 * A product that must be held first, by id.
 */
requires: string | null,
};

/**
 * A product of the catalogue.
 */
export type Product = {
/**
 * The stable key.
 */
id: string,
/**
 * What people call it, by language.
 */
name: { [key in string]: string },
/**
 * The column that tells whether a customer holds it, if the table has one.
 */
held: string | null,
/**
 * The kind of product it is: life, health, motor, property, saving …
 */
category: string | null,
/**
 * What it costs a customer a year, in the catalogue's currency; unknown when absent.
 */
price: number | null,
/**
 * What a sale is worth to the company, in the catalogue's currency; the middle of the others' when absent.
 */
value: number | null,
/**
 * What the company multiplies its priority by for reasons of its own, such as a campaign; 1 when absent.
 */
lever: number | null,
/**
 * The propensity that a product counts as having as long as nobody has it, in [0, 1], such as for a gesture to who is leaving.
 */
starting_propensity: number | null,
/**
 * What it gives, by name: an amount, a share or a level in the unit that the name implies.
 */
benefits: { [key in string]: number },
/**
 * A sentence about it, by language.
 */
description: { [key in string]: string },
/**
 * The sentence to say, by language; `{product}`, `{price}` and `{reason}` are filled in.
 */
pitch: { [key in string]: string },
/**
 * Whether it is no longer sold; who has it keeps it.
 */
discontinued: boolean,
/**
 * Whether who has it may take it again.
 */
repeatable: boolean,
/**
 * Who may have it.
 */
eligibility: Eligibility,
};

/**
 * What people call things, by language; what is not here is called as it stands in the table.
 */
export type Glossary = {
/**
 * The headings that columns stand under.
 */
groups?: { [key in string]: { [key in string]: string } },
/**
 * The units behind values. A name may have the forms of its language, separated by `|`: one and more in English, one, few and many in
 * Russian.
 */
units?: { [key in string]: { [key in string]: string } },
/**
 * What a call may be about.
 */
intents?: { [key in string]: { [key in string]: string } },
/**
 * The categories and benefits of products.
 */
catalogue?: { [key in string]: { [key in string]: string } },
/**
 * The unit of prices, named among `units`; prices are bare numbers where there is none.
 */
currency?: string,
/**
 * Benefits of products that are better the less there is of them, such as days of waiting.
 */
less_is_better?: Array<string>,
/**
 * Benefits of products that are given or not: people read them without the 1.
 */
yes_or_no?: Array<string>,
/**
 * The categories of columns, by column and value.
 */
values?: { [key in string]: { [key in string]: { [key in string]: string } } },
};

/**
 * A span of days, both included, ISO 8601.
 */
export type Window = {
/**
 * The first day.
 */
from: string,
/**
 * The last day.
 */
to: string,
};

/**
 * What is true of the whole pack.
 */
export type Card = {
/**
 * The program and version that trained it.
 */
created_by: string,
/**
 * The training table's file name, without its folder.
 */
source: string,
/**
 * Rows in the training table.
 */
rows: number,
/**
 * The seed: the same table, project and seed give the same bytes.
 */
seed: number,
/**
 * First and last day of the training data, ISO 8601, where a time column was named.
 */
window: Window | null,
/**
 * The reference day that dates are counted back from, ISO 8601, where there are dates.
 */
as_of: string | null,
/**
 * The column of row weights, where there is one: rates, shares and figures are by weight, counts are of rows.
 */
weight?: string,
/**
 * What the trainer noticed: columns left out and why, rows dropped.
 */
notes: Array<string>,
/**
 * The same notes in other languages, by language and in the same order.
 */
translations?: { [key in string]: Array<string> },
};

/**
 * What a pack holds.
 */
export type Info = {
/**
 * The pack's name.
 */
name: string,
/**
 * The version of Confidant that wrote it.
 */
version: string,
/**
 * The version of the pack format.
 */
format: number,
/**
 * The columns that a customer may have.
 */
schema: Array<Field>,
/**
 * The indices it scores.
 */
indices: Array<IndexInfo>,
/**
 * The products it knows.
 */
catalogue: Array<Product>,
/**
 * What people call headings, units, intents, the words of the catalogue and the values of categories, by language.
 */
glossary: Glossary,
/**
 * What customers may be to the house, in the order in which its rules are tried; not in the scorer alone.
 */
statuses?: Array<StageShown>,
/**
 * Where customers may be in life, in the order in which the rules are tried; not in the scorer alone.
 */
life_stages?: Array<StageShown>,
/**
 * The model card.
 */
card: Card,
};

/**
 * The gates that a candidate passes, in this order.
 */
export type Gate = "eligibility" | "applicability" | "suitability" | "suppression";

/**
 * What came of an offer.
 */
export type Outcome = "offered" | "accepted" | "declined";

/**
 * A named amount.
 */
export type Factor = {
/**
 * What it is.
 */
name: string,
/**
 * How much.
 */
amount: number,
};

/**
 * What kind of reason it is.
 */
export type OfferReasonKind = "column" | "together" | "bundle" | "alike" | "segment" | "popular" | "context" | "rule";

/**
 * A reason for an offer.
 */
export type OfferReason = {
/**
 * What kind of reason it is.
 */
kind: OfferReasonKind,
/**
 * One sentence in the language asked for.
 */
text: string,
/**
 * For columns, the Shapley value in log-odds of the product's own forest.
 */
contribution: number | null,
/**
 * For what other customers do, how many stand behind it.
 */
count: number | null,
};

/**
 * One offer.
 */
export type Offer = {
/**
 * The product's id.
 */
product: string,
/**
 * Its name in the language asked for.
 */
name: string,
/**
 * Its category.
 */
category: string | null,
/**
 * What it costs a year, if the catalogue says.
 */
price: number | null,
/**
 * Propensity × context × value × levers, less what diversity takes off.
 */
priority: number,
/**
 * The chance that it is the product that the customer takes next, if one is taken, in (0, 1).
 */
propensity: number,
/**
 * What the situation multiplies it by.
 */
context: number,
/**
 * What a sale is worth.
 */
value: number,
/**
 * What the company multiplies it by: the product's lever, and what the policy's novelty makes of how rare it is.
 */
levers: number,
/**
 * What diversity leaves of the priority, in [0, 1].
 */
diversity: number,
/**
 * What the context is made of.
 */
contexts: Array<Factor>,
/**
 * Why this product, the strongest first.
 */
reasons: Array<OfferReason>,
/**
 * What it gives, by name.
 */
benefits: Array<Factor>,
/**
 * Rules that could not be checked because the customer has a gap there.
 */
unchecked: Array<string>,
/**
 * The sentence to say.
 */
say: string,
};

/**
 * A product that a gate dropped.
 */
export type Dropped = {
/**
 * The product's id.
 */
product: string,
/**
 * Its name in the language asked for.
 */
name: string,
/**
 * The gate.
 */
gate: Gate,
/**
 * The rule at the gate.
 */
rule: string,
/**
 * One sentence with the value that decided, in the language asked for.
 */
because: string,
};

/**
 * Why there is nothing to offer.
 */
export type Nothing = {
/**
 * One sentence in the language asked for.
 */
because: string,
/**
 * How many products each gate dropped.
 */
by_gate: Array<Factor>,
};

/**
 * How many of some customers have a product.
 */
export type Held = {
/**
 * The product's id.
 */
product: string,
/**
 * Its name in the language asked for.
 */
name: string,
/**
 * How many of them have it.
 */
customers: number,
/**
 * Their share, in [0, 1].
 */
share: number,
};

/**
 * Customers alike, and what they have that this one lacks.
 */
export type Alike = {
/**
 * `segment` for customers of the same bands of the project's columns, `cluster` for those alike in all.
 */
by: string,
/**
 * How many they are.
 */
customers: number,
/**
 * What they have that this one lacks, the largest share first, at most ten.
 */
difference: Array<Held>,
};

/**
 * A popular combination.
 */
export type BundleShown = {
/**
 * What the customer has of it, by id.
 */
held: Array<string>,
/**
 * What would complete it, by id.
 */
adds: string,
/**
 * Its name in the language asked for.
 */
name: string,
/**
 * Customers who have all of it.
 */
customers: number,
/**
 * The share of them among those who have the first ones, in [0, 1].
 */
confidence: number,
/**
 * That share over the product's share among all.
 */
lift: number,
};

/**
 * What to offer a customer, and why not the rest.
 */
export type Recommendation = {
/**
 * The offers, best first.
 */
offers: Array<Offer>,
/**
 * Why there is none, where there is none.
 */
nothing: Nothing | null,
/**
 * The products that a gate dropped, in the catalogue's order.
 */
dropped: Array<Dropped>,
/**
 * Products that passed every gate and rank below the offers, best first, by id; at most 100.
 */
next: Array<string>,
/**
 * Customers alike, and what they have that this one lacks.
 */
alike: Array<Alike>,
/**
 * Popular combinations that the customer has all but one product of.
 */
bundles: Array<BundleShown>,
/**
 * The products that count as held, by id.
 */
held: Array<string>,
/**
 * What was wrong with the input.
 */
warnings: Array<Warning>,
};

/**
 * A product near another one.
 */
export type SimilarProduct = {
/**
 * The product's id.
 */
product: string,
/**
 * Its name in the language asked for.
 */
name: string,
/**
 * Whether it is still sold.
 */
sold: boolean,
/**
 * How near it is, in [0, 1]: the larger of the next two.
 */
similarity: number,
/**
 * By who holds them.
 */
by_holders: number,
/**
 * By category, benefits and price.
 */
by_attributes: number,
/**
 * Customers who hold both; 0 where they are fewer than are published.
 */
both: number,
/**
 * Benefits that it is better in, by how much: it gives more of them, or less where the glossary says that less is better.
 */
gained: Array<Factor>,
/**
 * Benefits that it is worse in, by how much.
 */
lost: Array<Factor>,
/**
 * How much more it costs a year, negative for less, where both prices are known.
 */
price_difference: number | null,
};

/**
 * What a question asks for.
 */
export type Intent = "recommend" | "cheaper" | "more" | "similar" | "why" | "why_score" | "score" | "alike" | "why_not" | "facts" | "compare" | "holdings" | "change" | "privacy" | "help" | "greeting" | "thanks";

/**
 * Where a page has more to offer than an answer.
 */
export type HandOver = "what_if";

/**
 * What was spoken of in an answer.
 */
export type Turn = {
/**
 * What was asked for.
 */
intent: Intent | null,
/**
 * Products by id, the one that was spoken of most first.
 */
products: Array<string>,
/**
 * Of the last answer that showed several products, those, in the order in which they were shown.
 */
shown: Array<string>,
/**
 * The category that was asked for.
 */
category: string | null,
/**
 * The index that was asked for, by name.
 */
index: string | null,
/**
 * The language.
 */
lang: string | null,
};

/**
 * What a product is.
 */
export type ProductFacts = {
/**
 * The product's id.
 */
product: string,
/**
 * Its name in the language of the answer.
 */
name: string,
/**
 * Its category, as people call it.
 */
category: string | null,
/**
 * What it costs a year, if the catalogue says.
 */
price: number | null,
/**
 * What it costs a year, as people read it: `180 EUR`.
 */
price_text: string | null,
/**
 * What it gives.
 */
benefits: Array<Benefit>,
/**
 * The sentence about it in the catalogue, if there is one.
 */
description: string | null,
/**
 * Whether it is still sold.
 */
sold: boolean,
/**
 * Youngest age, in years.
 */
min_age: number | null,
/**
 * Oldest age, in years.
 */
max_age: number | null,
/**
 * The name of a product that must be held first.
 */
requires: string | null,
};

/**
 * What a product gives, or how two products differ in it.
 */
export type Benefit = {
/**
 * What people call it, in the language of the answer.
 */
name: string,
/**
 * How much; of a difference, negative for less.
 */
amount: number,
/**
 * Both, as people read them: `trips a year 12`, `dental cover 80%`, and of what is given or not its name alone.
 */
text: string,
};

/**
 * Two products beside each other.
 */
export type Comparison = {
/**
 * The one.
 */
one: ProductFacts,
/**
 * The other.
 */
other: ProductFacts,
/**
 * Benefits in which the other is better, by how much there is more of them.
 */
gained: Array<Benefit>,
/**
 * Benefits in which the other is worse.
 */
lost: Array<Benefit>,
/**
 * How much more the other costs a year, negative for less, where both prices are known.
 */
price_difference: number | null,
};

/**
 * How a customer stands on an index.
 */
export type ScoreShown = {
/**
 * The index, by name.
 */
index: string,
/**
 * What people call it, in the language of the answer.
 */
title: string,
/**
 * Whether high is good or bad.
 */
polarity: Polarity,
/**
 * How the customer stands.
 */
score: Score,
};

/**
 * What a column adds.
 */
export type ReasonShown = {
/**
 * The column.
 */
feature: string,
/**
 * What people call it, in the language of the answer.
 */
title: string,
/**
 * The customer's value, as people read it.
 */
value: string,
/**
 * Its Shapley value in log-odds.
 */
contribution: number,
};

/**
 * Why a customer stands there.
 */
export type ReasonsShown = {
/**
 * The index, by name.
 */
index: string,
/**
 * What people call it, in the language of the answer.
 */
title: string,
/**
 * The expected margin over the training population, in log-odds.
 */
baseline: number,
/**
 * The customer's margin, in log-odds.
 */
margin: number,
/**
 * The strongest columns, strongest first.
 */
reasons: Array<ReasonShown>,
};

/**
 * Something to show with an answer.
 */
export type AnswerCard = { "kind": "offer" } & Offer | { "kind": "dropped" } & Dropped | { "kind": "product" } & ProductFacts | { "kind": "comparison" } & Comparison | { "kind": "score" } & ScoreShown | { "kind": "reasons" } & ReasonsShown | { "kind": "people" } & Alike;

/**
 * An answer to a question.
 */
export type Answer = {
/**
 * What was asked for; null where that is not sure enough, and the text says so.
 */
intent: Intent | null,
/**
 * How sure the most likely reading of the question is, in [0, 1].
 */
confidence: number,
/**
 * The language of the answer: `en`, `ko` or `ru`.
 */
lang: string,
/**
 * What to say, as plain text.
 */
text: string,
/**
 * What to show with it.
 */
cards: Array<AnswerCard>,
/**
 * Questions that may come next, in the same language.
 */
suggestions: Array<string>,
/**
 * Where a page has more to offer than an answer.
 */
hand_over: HandOver | null,
/**
 * What was spoken of: given back as `previous` with the next question, it tells what "a cheaper one" is.
 */
turn: Turn,
};

/**
 * The exact result of one index.
 */
export type GoldenIndex = {
/**
 * The margin's bits.
 */
margin: string,
/**
 * The baseline's bits.
 */
baseline: string,
/**
 * The probability's bits.
 */
probability: string,
/**
 * The bits of each column's contribution.
 */
contributions: { [key in string]: string },
/**
 * The bits of each class's probability, where there are several; the other figures are of the likeliest.
 */
classes?: { [key in string]: string },
};

/**
 * A synthetic customer and what scoring it must give, to the bit. Bits are 16 hexadecimal digits, big-endian.
 */
export type Golden = {
/**
 * The customer, as a JSON object.
 */
customer: CustomerRecord,
/**
 * What each index gives.
 */
expected: { [key in string]: GoldenIndex },
};
