//! The project file: what to train, on what, and what people call it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::dataset::{ByName, Column, Day, Semantic, Titles};
use crate::error::{Error, ErrorKind, Result, quote};
use crate::model::offers::{Context, Rule};
use crate::model::{Polarity, Product, Stage, check_catalogue};

use super::TrainingSpec;
use super::ask::AskSpec;
use super::glossary::GlossarySpec;
use super::offers::OffersSpec;

/// A project, as its TOML states it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The pack's name.
    pub name: String,
    /// Where the data is and how it is read.
    #[serde(default)]
    pub data: DataSpec,
    /// Descriptions and overrides of columns, by name.
    #[serde(default)]
    pub columns: BTreeMap<String, ColumnSpec>,
    /// The indices to train.
    #[serde(default, rename = "index")]
    pub indices: Vec<IndexSpec>,
    /// Training parameters.
    #[serde(default)]
    pub training: TrainingSpec,
    /// How to learn what to offer; absent, the pack makes no offers.
    pub offers: Option<OffersSpec>,
    /// How to learn what questions ask for; absent, the pack answers none.
    pub ask: Option<AskSpec>,
    /// What people call headings, units, intents and the words of the catalogue.
    #[serde(default)]
    pub glossary: GlossarySpec,
    /// What drops products.
    #[serde(default, rename = "rule")]
    rules: Vec<toml::Spanned<Rule>>,
    /// What makes products count for more or less.
    #[serde(default, rename = "context")]
    contexts: Vec<toml::Spanned<Context>>,
    /// What customers are to the house, the first that holds.
    #[serde(default, rename = "status")]
    pub(super) statuses: Vec<toml::Spanned<Stage>>,
    /// Where customers are in life, the first that holds.
    #[serde(default, rename = "life_stage")]
    pub(super) life_stages: Vec<toml::Spanned<Stage>>,
    /// Where the lines of the file end, by which positions become line numbers.
    #[serde(skip)]
    lines: Vec<usize>,
    /// What messages call the file; nothing where there is none.
    #[serde(skip)]
    file: String,
}

/// Where the data is and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataSpec {
    /// The training table, relative to the project file.
    pub train: Option<String>,
    /// The product catalogue, relative to the project file.
    pub catalogue: Option<String>,
    /// The byte between fields, one character; `,` when absent.
    pub delimiter: Option<String>,
    /// Columns that are carried along and never scored.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// Columns to treat as categorical whatever their values.
    #[serde(default)]
    pub categorical: Vec<String>,
    /// Columns by whose groups the training report compares the scores; they may be ignored at the same time.
    #[serde(default)]
    pub sensitive: Vec<String>,
    /// The day each record was taken: rows are held out from its end, and a record's dates are counted from it; not scored.
    pub time: Option<String>,
    /// The day that dates are counted from where a record has no day of its own; the latest date in the table when absent.
    pub as_of: Option<String>,
    /// A column of row weights, 0 or more; not scored.
    pub weight: Option<String>,
    /// A column that names what rows belong together, such as a household: its rows are held out together; not scored.
    pub group: Option<String>,
}

/// A description or override of a column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// How its values are read; inferred when absent.
    pub semantic: Option<Semantic>,
    /// What people call it, by language.
    #[serde(default)]
    pub title: Titles,
    /// What people call its categories, by value and language.
    #[serde(default)]
    pub values: ByName<Titles>,
    /// The unit behind a value.
    pub unit: Option<String>,
    /// The heading it stands under.
    pub group: Option<String>,
    /// Whether it is what a customer cannot change, such as an age.
    #[serde(default)]
    pub immutable: bool,
    /// Which way the margin may move as a number or date grows; gaps are free.
    pub monotone: Option<Monotone>,
}

/// Which way a margin may move with a column, all else being equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Monotone {
    /// Never down.
    Increasing,
    /// Never up.
    Decreasing,
}

/// Which model of an index ships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelChoice {
    /// The boosted forest.
    #[default]
    Forest,
    /// The linear scorecard.
    Linear,
    /// A weighted mean of both.
    Blend,
    /// Whichever of the three has the lowest log loss on the rows held out.
    Best,
}

impl std::str::FromStr for ModelChoice {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        match text {
            "forest" => Ok(Self::Forest),
            "linear" => Ok(Self::Linear),
            "blend" => Ok(Self::Blend),
            "best" => Ok(Self::Best),
            _ => Err("forest, linear, blend or best is expected".to_owned()),
        }
    }
}

/// How the label of an index is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One value is the event, all others are not.
    Binary,
    /// Each value is a class of its own.
    Classes,
}

/// From which probability a row counts as predicted positive.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Threshold {
    /// Where F1 is largest.
    #[default]
    F1,
    /// Where F1 × recall is largest.
    ModelScore,
    /// Where this share of the rows is called, in (0, 1].
    Volume(f64),
    /// This one, in (0, 1).
    Fixed(f64),
}

impl std::str::FromStr for Threshold {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        let volume = text.strip_prefix("volume:").and_then(|share| share.parse::<f64>().ok()).filter(|x| *x > 0.0 && *x <= 1.0);
        let fixed = text.parse::<f64>().ok().filter(|x| *x > 0.0 && *x < 1.0);
        match (text, volume, fixed) {
            ("f1", ..) => Ok(Self::F1),
            ("model_score", ..) => Ok(Self::ModelScore),
            (_, Some(share), _) => Ok(Self::Volume(share)),
            (_, _, Some(probability)) => Ok(Self::Fixed(probability)),
            _ => {
                Err("f1, model_score, volume:SHARE with a share up to 1, or a probability between 0 and 1 is expected".to_owned())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(f64),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Number(number) => number.to_string(),
            Written::Text(text) => text,
        };
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An index to train.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IndexSpec {
    /// The name used in calls and column headings.
    pub name: String,
    /// The label column; the name when absent.
    pub label: Option<String>,
    /// The label value that is the event; the rarer one, or 1, yes or true, when absent.
    pub positive: Option<String>,
    /// Whether high is good or bad.
    #[serde(default)]
    pub polarity: Polarity,
    /// What people call it, by language.
    #[serde(default)]
    pub title: Titles,
    /// Weighs the rarer class penalty × (rows of the other / its own rows); absent, both weigh 1.
    pub imbalance_penalty: Option<f64>,
    /// From which probability a row counts as predicted positive: `f1` (the default), `model_score`, `volume:0.1` for a tenth of
    /// the rows, or a probability.
    #[serde(default)]
    pub threshold: Threshold,
    /// Which model ships: `forest` (the default), `linear`, `blend` or `best`.
    #[serde(default)]
    pub model: ModelChoice,
    /// Whether the label is read as an event or not, or as one of several classes; absent, a label of three values or more without
    /// `positive` is one of several classes.
    pub kind: Option<Kind>,
    /// A categorical or boolean column: each of its values with rows enough gets a model of its own, where that is better than one
    /// for all.
    pub route: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    #[serde(default)]
    product: Vec<Product>,
}

fn toml_error(text: &str, what: &'static str, error: &toml::de::Error) -> Error {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    Error::new(ErrorKind::Parameter, what, format!("line {line}"), "a known key with a value of its type", error.message())
}

/// Reads a catalogue: `[[product]]` tables.
///
/// # Errors
/// `parameter` with the line, or the product that is inconsistent.
pub fn read_catalogue(text: &str) -> Result<Vec<Product>> {
    let file: CatalogueFile = toml::from_str(text).map_err(|e| toml_error(text, "cannot read the catalogue", &e))?;
    check_catalogue(&file.product)?;
    Ok(file.product)
}

impl Project {
    /// Reads a project file.
    ///
    /// # Errors
    /// `parameter` with the line, when it is not TOML, has an unknown key or a value of another type, names an index twice or
    /// none at all.
    pub fn read(text: &str) -> Result<Self> {
        let mut project: Self = toml::from_str(text).map_err(|e| toml_error(text, "cannot read the project file", &e))?;
        project.lines = text.match_indices('\n').map(|(at, _)| at).collect();
        project.check()?;
        Ok(project)
    }

    /// A project that learns offers alone.
    #[must_use]
    pub fn of_offers(name: &str) -> Self {
        Self { indices: Vec::new(), offers: Some(OffersSpec::default()), ..Self::of_label(name) }
    }

    /// A project of one index, named after its label, for a table without a project file.
    #[must_use]
    pub fn of_label(label: &str) -> Self {
        let index = IndexSpec {
            name: label.to_owned(),
            label: None,
            positive: None,
            polarity: Polarity::default(),
            title: Titles::new(),
            imbalance_penalty: None,
            threshold: Threshold::default(),
            model: ModelChoice::default(),
            kind: None,
            route: None,
        };
        Self {
            name: label.to_owned(),
            data: DataSpec::default(),
            columns: BTreeMap::new(),
            indices: vec![index],
            training: TrainingSpec::default(),
            offers: None,
            ask: None,
            glossary: GlossarySpec::default(),
            rules: Vec::new(),
            contexts: Vec::new(),
            statuses: Vec::new(),
            life_stages: Vec::new(),
            lines: Vec::new(),
            file: String::new(),
        }
    }

    /// The rules, each with the line of the project file that it begins on.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&Rule, usize)> {
        self.rules.iter().map(|rule| (rule.get_ref(), self.line(rule.span().start)))
    }

    /// The contexts, each with the line of the project file that it begins on.
    pub(super) fn contexts(&self) -> impl Iterator<Item = (&Context, usize)> {
        self.contexts.iter().map(|context| (context.get_ref(), self.line(context.span().start)))
    }

    /// The same project, whose mistakes are named with this file from now on.
    #[must_use]
    pub fn of_file(mut self, name: &str) -> Self {
        name.clone_into(&mut self.file);
        self
    }

    /// A mistake in this project, with its file.
    pub(super) fn mistake(&self, error: Error) -> Error {
        if self.file.is_empty() { error } else { error.within(&self.file) }
    }

    /// The line of the project file at a position in it.
    pub(super) fn line(&self, position: usize) -> usize {
        1 + self.lines.partition_point(|&end| end < position)
    }

    fn check(&self) -> Result<()> {
        let fail = |what, place: &str, expected: &str, found: String| {
            Err(Error::new(ErrorKind::Parameter, what, place, expected, found))
        };
        if self.indices.is_empty() && self.offers.is_none() {
            return fail("nothing to train", "[[index]]", "one index or more, or [offers]", "none".into());
        }
        if self.offers.is_none() && !(self.rules.is_empty() && self.contexts.is_empty()) {
            return fail("rules without offers", "[[rule]]", "an [offers] section", "none".into());
        }
        for (position, index) in self.indices.iter().enumerate() {
            let usable = index.name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-' || c == ' ');
            // Results are fields of JavaScript objects, where one name is taken.
            if index.name.trim().is_empty() || !usable || index.name == "__proto__" {
                let expected = "letters, digits, _, - or spaces, and not __proto__";
                return fail("unusable index name", "[[index]] name", expected, quote(&index.name));
            }
            if self.indices[..position].iter().any(|other| other.name == index.name) {
                return fail("duplicate index", "[[index]] name", "distinct names", quote(&index.name));
            }
            if index.imbalance_penalty.is_some_and(|p| !(p > 0.0 && p <= 1e6)) {
                let found = format!("{:?}", index.imbalance_penalty);
                return fail("impossible weight", "imbalance_penalty", "above 0 and at most 1000000", found);
            }
        }
        self.delimiter()?;
        self.as_of()?;
        Ok(())
    }

    /// The byte between fields.
    ///
    /// # Errors
    /// `parameter` when it is not one ASCII character.
    pub fn delimiter(&self) -> Result<u8> {
        match self.data.delimiter.as_deref().map(str::as_bytes) {
            None => Ok(b','),
            Some([byte]) if byte.is_ascii() => Ok(*byte),
            Some(other) => {
                let found = quote(&String::from_utf8_lossy(other));
                Err(Error::new(ErrorKind::Parameter, "unusable delimiter", "[data] delimiter", "one ASCII character", found))
            }
        }
    }

    /// The reference day, if the project names one.
    ///
    /// # Errors
    /// `parameter` when it is not a date.
    pub fn as_of(&self) -> Result<Option<Day>> {
        let read = |text: &String| {
            let error =
                || Error::new(ErrorKind::Parameter, "unreadable day", "[data] as_of", "a date such as 2026-06-30", quote(text));
            Day::read(text).ok_or_else(error)
        };
        self.data.as_of.as_ref().map(read).transpose()
    }

    /// The column called `name` as this project describes it, where inference said `inferred`.
    #[must_use]
    pub fn column(&self, name: &str, inferred: Semantic) -> Column {
        let spec = self.columns.get(name).cloned().unwrap_or_default();
        let categorical = self.data.categorical.iter().any(|c| c == name).then_some(Semantic::Categorical);
        Column {
            name: name.to_owned(),
            semantic: spec.semantic.or(categorical).unwrap_or(inferred),
            title: spec.title,
            unit: spec.unit,
            group: spec.group,
            immutable: spec.immutable,
        }
    }
}

impl IndexSpec {
    /// The label column.
    #[must_use]
    pub fn label(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_in_the_project_file_is_named_with_its_line() {
        let cases = [
            ("name = \"x\"\n[data]\ntrian = \"a.csv\"\n", "line 3", "unknown field `trian`"),
            ("name = \"x\"\n[[index]]\nname = \"a\"\nimbalance_penalty = \"much\"\n", "line 4", "expected f64"),
            ("name = 3\n", "line 1", "expected a string"),
            ("name = \"x\"\n[[index]]\nname = \"a\"\nmodel = \"tree\"\n", "line 4", "unknown variant `tree`"),
            ("name = \"x\"\n", "[[index]]", "found none"),
            ("name = \"x\"\n[[index]]\nname = \"a\"\n[[index]]\nname = \"a\"\n", "duplicate index", "`a`"),
            ("name = \"x\"\n[[index]]\nname = \"<b>\"\n", "unusable index name", "<b>"),
            ("name = \"x\"\n[data]\nas_of = \"soon\"\n[[index]]\nname = \"a\"\n", "as_of", "soon"),
        ];
        for (text, place, found) in cases {
            let message = Project::read(text).unwrap_err().to_string();
            assert!(message.contains(place) && message.contains(found), "{message}");
        }
    }
}
