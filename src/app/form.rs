//! The form: which control a column gets, under which heading, with which hint, and how typed text becomes a value.

use std::rc::Rc;

use litemap::LiteMap;

use crate::app::Words;
use crate::dataset::{ByName, Lang, Semantic, Titles, lower, read_boolean, read_grouped, read_number};
use crate::engine::{Customer, FieldValue, Info};
use crate::model::{Field, Glossary, Range};

/// Most categories that a drop-down list still shows well; more become a text input with suggestions.
const MOST_CHOICES: usize = 12;

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Control {
    /// Typed digits.
    Number,
    /// One of a short list.
    Choice,
    /// Typed text with suggestions.
    Suggest,
    /// Yes, no or not given.
    Flag,
    /// A day.
    Day,
    /// Typed text.
    Text,
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormField {
    /// The key in the customer.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The unit behind its value, in the forms of the language; see [`FormField::unit`].
    unit: Option<String>,
    /// How it is entered.
    pub control: Control,
    /// One line of help, where there is something to say.
    pub hint: Option<String>,
    /// Where most values of a number lie.
    pub range: Option<Range>,
    /// The known categories, each with what people call it.
    pub categories: Rc<[(String, String)]>,
    lang: Lang,
}

impl FormField {
    /// The unit behind an amount, or behind amounts in general.
    #[must_use]
    pub fn unit(&self, amount: Option<f64>) -> Option<&str> {
        Some(self.lang.form(self.unit.as_ref()?, amount))
    }

    /// What people call a value: its own words for any that is no known category.
    #[must_use]
    pub fn called<'a>(&'a self, value: &'a str) -> &'a str {
        self.categories.iter().find(|(category, _)| category == value).map_or(value, |(_, called)| called)
    }

    /// A value as the field's control shows it.
    #[must_use]
    pub fn shown(&self, value: &FieldValue) -> String {
        let text = shown(value);
        if self.control == Control::Suggest { self.called(&text).to_owned() } else { text }
    }

    /// What a person typed as a value; a category may be typed as it stands in the table or as people call it.
    #[must_use]
    pub fn read(&self, typed: &str) -> FieldValue {
        let value = read(self.control, typed);
        let FieldValue::Text(text) = &value else { return value };
        if self.control != Control::Suggest || self.categories.iter().any(|(category, _)| category == text) {
            return value;
        }
        let typed = lower(text);
        let meant = self.categories.iter().find(|(_, called)| lower(called) == typed);
        meant.map_or(value, |(category, _)| FieldValue::Text(category.clone()))
    }
}

/// Fields under one heading, as positions in [`Form::fields`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// The fields, in the schema's order.
    pub fields: Vec<usize>,
}

/// All fields and their headings, in one language.
#[derive(Clone, PartialEq)]
pub struct Form {
    /// The fields in the schema's order.
    pub fields: Vec<Rc<FormField>>,
    /// The headings in the order in which the schema first names them.
    pub groups: Vec<Group>,
    /// The language of all of it.
    pub words: Words,
    positions: ByName<usize>,
}

impl Form {
    /// The form for a pack's schema, with titles in the language of `words` where the pack has them.
    #[must_use]
    pub fn new(info: &Info, words: &Words) -> Self {
        let lang = words.lang().tag();
        let products = info.catalogue.iter().filter_map(|p| Some((p.held.as_deref()?, title(&p.name, lang, &p.id))));
        Self::of(&info.schema, &products.collect(), &info.glossary, words)
    }

    fn of(schema: &[Field], products: &LiteMap<&str, String>, glossary: &Glossary, words: &Words) -> Self {
        let fields: Vec<_> = schema.iter().map(|field| Rc::new(form_field(field, words, products, glossary))).collect();
        let mut groups: Vec<Group> = Vec::new();
        for (position, field) in schema.iter().enumerate() {
            let named = |group: &String| called(glossary.groups.get(group), words.lang().tag(), group);
            let heading = field.group.as_ref().map_or_else(|| words.say("other"), named);
            match groups.iter_mut().find(|g| g.title == heading) {
                Some(group) => group.fields.push(position),
                None => groups.push(Group { title: heading, fields: vec![position] }),
            }
        }
        let positions = fields.iter().enumerate().map(|(position, field)| (field.name.clone(), position)).collect();
        Self { fields, groups, words: words.clone(), positions }
    }

    /// The field called `name`.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FormField> {
        self.fields.get(*self.positions.get(name)?).map(Rc::as_ref)
    }

    /// What the form shows of a customer, in lower case: categories as people call them, and the titles of what is there.
    #[must_use]
    pub fn told(&self, customer: &Customer) -> String {
        let mut told = String::new();
        for field in &self.fields {
            let value = customer.get(&field.name).unwrap_or(&FieldValue::Missing);
            match value {
                FieldValue::Text(text) => told.push_str(field.called(text)),
                _ if flag(value) == Some(true) => told.push_str(&field.title),
                _ => continue,
            }
            told.push('\n');
        }
        lower(&told)
    }

    /// The groups with the fields whose title or name contains `query`, in any case; empty groups are left out.
    #[must_use]
    pub fn matching(&self, query: &str) -> Vec<Group> {
        let query = lower(query.trim());
        let wanted = |position: &usize| {
            let hit = |f: &Rc<FormField>| lower(&f.title).contains(&query) || lower(&f.name).contains(&query);
            self.fields.get(*position).is_some_and(hit)
        };
        let narrowed = self
            .groups
            .iter()
            .map(|group| Group { title: group.title.clone(), fields: group.fields.iter().copied().filter(wanted).collect() });
        narrowed.filter(|group| !group.fields.is_empty()).collect()
    }
}

/// The title in `lang`, else in English, else in any language, else `fallback`.
#[must_use]
pub fn title(titles: &Titles, lang: &str, fallback: &str) -> String {
    let primary = lang.split('-').next().unwrap_or(lang);
    let found = [lang, primary, "en"].iter().find_map(|tag| titles.get(*tag)).or_else(|| titles.values().next());
    found.map_or(fallback, String::as_str).to_owned()
}

/// What people call something in `lang`, else in English, else as it stands: the name of a value in a third language would tell nobody more
/// than the value.
#[must_use]
pub fn called(titles: Option<&Titles>, lang: &str, plain: &str) -> String {
    let found = titles.and_then(|titles| titles.get(lang).or_else(|| titles.get("en")));
    found.map_or(plain, String::as_str).to_owned()
}

fn form_field(field: &Field, words: &Words, products: &LiteMap<&str, String>, glossary: &Glossary) -> FormField {
    let control = match field.semantic {
        Semantic::Numerical => Control::Number,
        Semantic::Boolean => Control::Flag,
        Semantic::Timestamp => Control::Day,
        Semantic::Text => Control::Text,
        Semantic::Categorical if field.categories.len() <= MOST_CHOICES => Control::Choice,
        Semantic::Categorical => Control::Suggest,
    };
    let between = |id: &str, low: f64, high: f64| {
        Some(words.with(id, [("low", words.decimal(low, 2).into()), ("high", words.decimal(high, 2).into())]))
    };
    let hint = match (control, field.range) {
        (Control::Number, Some(r)) => between("usual", r.low, r.high),
        // Days are negative before the reference day, and the sentence says how many days back.
        (Control::Day, Some(r)) => between("usual-days", 0.0 - r.high, 0.0 - r.low),
        _ => None,
    };
    let lang = words.lang().tag();
    let category = |name: &String| (name.clone(), called(glossary.value(&field.name, name), lang, name));
    let fallback = products.get(field.name.as_str()).unwrap_or(&field.name);
    FormField {
        name: field.name.clone(),
        title: title(&field.title, lang, fallback),
        unit: field.unit.as_ref().map(|unit| called(glossary.units.get(unit), lang, unit)),
        control,
        hint,
        range: field.range.filter(|_| control == Control::Number),
        categories: field.categories.iter().map(category).collect(),
        lang: words.lang(),
    }
}

/// A value as an input shows it: plain digits, ISO days, nothing for a gap.
#[must_use]
pub fn shown(value: &FieldValue) -> String {
    match value {
        FieldValue::Missing => String::new(),
        FieldValue::Boolean(yes) => yes.to_string(),
        FieldValue::Number(x) => x.to_string(),
        FieldValue::Text(text) => text.clone(),
    }
}

/// What a person typed into `control` as a value. Text that is not a number stays text, so that the engine reports it
/// instead of the page guessing.
#[must_use]
pub fn read(control: Control, typed: &str) -> FieldValue {
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return FieldValue::Missing;
    }
    match control {
        Control::Number => read_number(trimmed)
            .or_else(|| read_grouped(trimmed))
            .filter(|x| x.is_finite())
            .map_or_else(|| FieldValue::Text(trimmed.to_owned()), FieldValue::Number),
        Control::Flag => flag(&FieldValue::Text(trimmed.to_owned())).map_or(FieldValue::Missing, FieldValue::Boolean),
        Control::Choice | Control::Suggest | Control::Day | Control::Text => FieldValue::Text(trimmed.to_owned()),
    }
}

/// A number a step up or down, as the arrow keys ask for: by 1 where the usual values are whole, else by the power of ten
/// that is about a hundredth of their span. A gap starts from the median; `None` where there is nothing to count from.
#[must_use]
pub fn nudge(range: Option<Range>, value: &FieldValue, steps: f64) -> Option<FieldValue> {
    let from = match value {
        FieldValue::Number(x) => *x,
        FieldValue::Missing => return range.map(|r| FieldValue::Number(r.median)),
        FieldValue::Boolean(_) | FieldValue::Text(_) => return None,
    };
    let whole = |x: f64| x.fract() == 0.0;
    let mut step = 1.0;
    if let Some(r) = range {
        let span = r.high - r.low;
        if whole(r.low) && whole(r.median) && whole(r.high) && whole(from) {
            while span / step > 1000.0 {
                step *= 10.0;
            }
        } else {
            while span > 0.0 && span / step < 50.0 && step > 1e-6 {
                step /= 10.0;
            }
        }
    }
    // To the next whole multiple of the step, so that a hundred steps of 0.1 come to 10; a hair's breadth is no distance.
    let at = from / step;
    let moved = if steps > 0.0 { (at + 1e-9).floor() + steps } else { (at - 1e-9).ceil() + steps } * step;
    let tidy = (moved * 1e9).round() / 1e9;
    Some(FieldValue::Number(tidy))
}

/// Whether a value means yes or no; `None` for a gap and for anything else.
#[must_use]
pub fn flag(value: &FieldValue) -> Option<bool> {
    match value {
        FieldValue::Missing => None,
        FieldValue::Boolean(yes) => Some(*yes),
        FieldValue::Number(x) if *x == 0.0 || *x == 1.0 => Some(*x == 1.0),
        FieldValue::Number(_) => None,
        FieldValue::Text(text) => read_boolean(text),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::app::Lang;

    /// A column of a made-up schema.
    pub(crate) fn field(name: &str, english: &str, semantic: Semantic) -> Field {
        let title = [("en".to_owned(), english.to_owned())].into();
        let name = name.to_owned();
        Field {
            name,
            semantic,
            title,
            unit: None,
            group: None,
            immutable: false,
            range: None,
            missing: 0.0,
            categories: Vec::new(),
        }
    }

    /// The form of a made-up schema that has one column of every kind.
    pub(crate) fn form() -> Form {
        let number = |name, title, unit: Option<&str>, low, median, high| Field {
            unit: unit.map(str::to_owned),
            range: Some(Range { low, median, high }),
            group: Some("Person".into()),
            ..field(name, title, Semantic::Numerical)
        };
        let choices = |name, title, count| Field {
            categories: (0..count).map(|c| format!("c{c}")).collect(),
            ..field(name, title, Semantic::Categorical)
        };
        Form::of(
            &[
                number("age", "Age", Some("years"), 18.0, 44.0, 82.0),
                number("claims", "Claims", None, 0.0, 0.0, 4.0),
                choices("channel", "Channel", 3),
                choices("branch", "Branch", 40),
                field("owner", "Owns a home", Semantic::Boolean),
                field("joined", "Joined on", Semantic::Timestamp),
                Field { title: Titles::new(), group: Some("Person".into()), ..field("has_home", "", Semantic::Boolean) },
            ],
            &LiteMap::from_iter([("has_home", "Home cover".to_owned())]),
            &Glossary::default(),
            &Words::new(Lang::English),
        )
    }

    /// The same columns with names in two languages, in one of them.
    fn named(lang: Lang) -> Form {
        let titles = |english: &str, russian: &str| -> Titles {
            [("en".to_owned(), english.to_owned()), ("ru".to_owned(), russian.to_owned())].into()
        };
        let one = |name: &str, titles: Titles| -> ByName<Titles> { [(name.to_owned(), titles)].into() };
        let glossary = Glossary {
            groups: one("Person", titles("About you", "О вас")),
            units: one("years", titles("year|years", "год|года|лет")),
            values: [
                ("channel".to_owned(), one("c1", titles("Agent", "Агент"))),
                ("branch".to_owned(), one("c7", titles("Seventh", "Седьмое"))),
            ]
            .into(),
            ..Glossary::default()
        };
        let unit = Some("years".to_owned());
        let age = Field { unit, group: Some("Person".into()), ..field("age", "Age", Semantic::Numerical) };
        let choices = |name, count| Field {
            categories: (0..count).map(|c| format!("c{c}")).collect(),
            ..field(name, name, Semantic::Categorical)
        };
        Form::of(&[age, choices("channel", 3), choices("branch", 40)], &LiteMap::new(), &glossary, &Words::new(lang))
    }

    #[test]
    fn headings_units_and_values_speak_the_language_and_values_stay_what_they_are() {
        let form = named(Lang::Russian);
        assert_eq!(form.groups[0].title, "О вас");
        let age = form.field("age").unwrap();
        assert_eq!((age.unit(Some(41.0)), age.unit(Some(44.0)), age.unit(None)), (Some("год"), Some("года"), Some("лет")));
        let (channel, branch) = (form.field("channel").unwrap(), form.field("branch").unwrap());
        assert_eq!((channel.called("c1"), channel.called("c2"), channel.called("new")), ("Агент", "c2", "new"));
        let text = |text: &str| FieldValue::Text(text.into());
        // A drop-down list carries the value and shows the name; an input shows the name and reads either.
        assert_eq!((channel.shown(&text("c1")), branch.shown(&text("c7"))), ("c1".to_owned(), "Седьмое".to_owned()));
        for (typed, value) in [("седьмое", "c7"), (" c7 ", "c7"), ("c8", "c8"), ("Другое", "Другое")] {
            assert_eq!(branch.read(typed), text(value), "{typed}");
        }
        // A language without names reads the English ones.
        assert_eq!(named(Lang::Korean).field("channel").unwrap().called("c1"), "Agent");
    }

    #[test]
    fn every_column_gets_the_control_that_fits_it() {
        let form = form();
        let controls: Vec<_> = form.fields.iter().map(|f| f.control).collect();
        use Control::*;
        assert_eq!(controls, [Number, Number, Choice, Suggest, Flag, Day, Flag]);
        assert_eq!(form.field("age").unwrap().hint.as_deref(), Some("usually 18 to 82"));
        assert_eq!(form.field("has_home").unwrap().title, "Home cover", "a holding is called by its product");
        assert_eq!(form.field("nobody"), None);
    }

    #[test]
    fn days_are_told_as_days_back() {
        let range = Some(Range { low: -364.0, median: -90.0, high: 0.0 });
        let joined = Field { range, ..field("joined", "Joined", Semantic::Timestamp) };
        let form = Form::of(&[joined], &LiteMap::new(), &Glossary::default(), &Words::new(Lang::English));
        assert_eq!(form.fields[0].hint.as_deref(), Some("usually 0 to 364 days back"));
    }

    #[test]
    fn groups_keep_the_order_of_the_schema_and_can_be_searched() {
        let form = form();
        let headings = |groups: Vec<Group>| groups.into_iter().map(|g| (g.title, g.fields)).collect::<Vec<_>>();
        assert_eq!(headings(form.groups.clone()), [("Person".into(), vec![0, 1, 6]), ("Other".into(), vec![2, 3, 4, 5])]);
        assert_eq!(headings(form.matching("HOME")), [("Person".into(), vec![6]), ("Other".into(), vec![4])]);
        assert_eq!(form.matching(" "), form.groups);
        assert!(form.matching("zebra").is_empty());
    }

    #[test]
    fn typed_text_is_read_and_never_guessed() {
        assert_eq!(read(Control::Number, " 12.5 "), FieldValue::Number(12.5));
        assert_eq!(read(Control::Number, "1,5"), FieldValue::Text("1,5".into()));
        assert_eq!(read(Control::Number, "inf"), FieldValue::Text("inf".into()));
        assert_eq!(read(Control::Number, "  "), FieldValue::Missing);
        assert_eq!(read(Control::Suggest, "<b>x</b>"), FieldValue::Text("<b>x</b>".into()));
        assert_eq!(read(Control::Flag, "yes"), FieldValue::Boolean(true));
    }

    #[test]
    fn what_is_shown_reads_back() {
        for value in [FieldValue::Missing, FieldValue::Number(1e15), FieldValue::Number(-0.125)] {
            assert_eq!(read(Control::Number, &shown(&value)), value);
        }
        assert_eq!(flag(&FieldValue::Number(1.0)), Some(true));
        assert_eq!(flag(&FieldValue::Text("No".into())), Some(false));
        assert_eq!(flag(&FieldValue::Number(2.0)), None);
    }

    #[test]
    fn arrow_keys_move_by_steps_that_fit_the_column() {
        let range = |low, median, high| Some(Range { low, median, high });
        let number = |x| Some(FieldValue::Number(x));
        assert_eq!(nudge(range(18.0, 44.0, 82.0), &FieldValue::Number(42.0), 1.0), number(43.0));
        assert_eq!(nudge(range(9000.0, 34_000.0, 140_000.0), &FieldValue::Number(34_000.0), -1.0), number(33_000.0));
        assert_eq!(nudge(range(0.0, 0.25, 1.0), &FieldValue::Number(0.29), 1.0), number(0.3));
        assert_eq!(nudge(range(18.0, 44.0, 82.0), &FieldValue::Number(42.5), 1.0), number(43.0));
        assert_eq!(nudge(range(18.0, 44.0, 82.0), &FieldValue::Number(42.5), -10.0), number(33.0));
        assert_eq!(nudge(range(18.0, 44.0, 82.0), &FieldValue::Missing, 1.0), number(44.0));
        assert_eq!(nudge(None, &FieldValue::Missing, 1.0), None);
        assert_eq!(nudge(None, &FieldValue::Text("x".into()), 1.0), None);
    }

    #[test]
    fn a_title_falls_back_from_region_to_language_to_english() {
        let titles: Titles = [("en".into(), "Age".into()), ("ko".into(), "나이".into())].into();
        assert_eq!(title(&titles, "ko-KR", "age"), "나이");
        assert_eq!(title(&titles, "fr", "age"), "Age");
        assert_eq!(title(&Titles::new(), "en", "age"), "age");
    }
}
