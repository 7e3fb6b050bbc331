//! From a question to the answer: what is asked for, of what, and who answers it.

use crate::error::{Error, ErrorKind, Result};
use crate::model::Product;
use crate::model::ask::{Ask, Intent, PRODUCT, Taken, fold, languages};

use super::super::Advisor;
use super::super::customer::Customer;
use super::answer::{Answer, AnswerCard, HandOver, Turn};
use super::names::Named;
use super::narrow::by_place;
use super::question::Question;
use super::words::{self, Saying, Sayings};

/// Words of a question that is hardly more than a product: the question before is asked of it.
const HARDLY_MORE: usize = 4;
/// Words beside one product that hardly name another.
const HARDLY_ANY: usize = 2;
/// Words that point at what was spoken of.
const POINTING: [&str; 58] = [
    "it",
    "this",
    "that",
    "them",
    "these",
    "those",
    "one",
    "ones",
    "first",
    "second",
    "two",
    "both",
    "그것",
    "그것과",
    "그거",
    "그거랑",
    "그거하고",
    "이것",
    "이것과",
    "이거",
    "이거랑",
    "이거하고",
    "그",
    "이",
    "저것",
    "저거",
    "둘",
    "첫",
    "두",
    "방금",
    "그건",
    "이건",
    "그게",
    "이게",
    "그걸",
    "ним",
    "ней",
    "ними",
    "него",
    "нее",
    "них",
    "его",
    "ее",
    "их",
    "это",
    "этим",
    "этой",
    "этот",
    "эта",
    "эту",
    "этого",
    "той",
    "тем",
    "тот",
    "та",
    "ту",
    "первым",
    "первой",
];
/// Letters of a language that tell it; names may be of another one.
const TELLING: usize = 2;

/// An answer under way: what it is made from.
pub(super) struct Reply<'a> {
    pub(super) advisor: &'a Advisor,
    pub(super) catalogue: &'a [Product],
    pub(super) ask: &'a Ask,
    pub(super) sayings: Sayings,
    pub(super) named: Named,
    /// The question as it was typed.
    pub(super) text: &'a str,
    pub(super) question: &'a Question,
    pub(super) previous: Turn,
}

/// What an answer will say.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) text: String,
    pub(super) cards: Vec<AnswerCard>,
    /// Products that were spoken of, by position.
    pub(super) products: Vec<usize>,
    pub(super) index: Option<usize>,
    pub(super) category: Option<String>,
    pub(super) hand_over: Option<HandOver>,
}

impl Draft {
    pub(super) fn of(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

impl Advisor {
    /// Answers a question of a person from the pack alone. Only its first lines are read.
    ///
    /// # Errors
    /// `parameter` when the pack answers no questions.
    pub fn ask(&self, text: &str, question: &Question) -> Result<Answer> {
        let pack = self.pack();
        let none = || {
            let expected = "a pack trained with an [ask] section";
            Error::new(ErrorKind::Parameter, "the pack answers no questions", &pack.name, expected, "none")
        };
        let ask = pack.ask.as_ref().ok_or_else(none)?;
        let folded = fold(text);
        let previous = question.previous.clone().unwrap_or_default();
        let lang = question.lang.as_deref().or(language(text)).or(previous.lang.as_deref()).unwrap_or("en");
        let mut named = self.names().find(&folded);
        if named.products.is_empty() {
            let shown = previous.shown.iter().filter_map(|id| pack.catalogue.iter().position(|product| product.id == *id));
            by_place(&mut named, &shown.collect::<Vec<_>>());
        }
        let mut taken = ask.take(&folded);
        for other in [&named.masked, &named.indexed].into_iter().filter(|text| !text.is_empty()) {
            let other = ask.take(other);
            if other.confidence >= taken.confidence {
                taken = other;
            }
        }
        let sayings = Sayings::new(lang);
        let reply = Reply { advisor: self, catalogue: &pack.catalogue, ask, sayings, named, text, question, previous };
        Ok(reply.answer(taken, folded.is_empty()))
    }
}

/// The language of a text's letters.
fn language(text: &str) -> Option<&'static str> {
    let [latin, hangul, cyrillic] = languages(text);
    // Names of products are often Latin in any language.
    [hangul, cyrillic]
        .into_iter()
        .filter(|(_, count)| *count >= TELLING)
        .max_by_key(|(_, count)| *count)
        .or(Some(latin))
        .filter(|(_, count)| *count > 0)
        .map(|(name, _)| name)
}

impl Reply<'_> {
    fn answer(self, taken: Taken, empty: bool) -> Answer {
        let intent = if empty { None } else { self.continued().or_else(|| self.ask.answerable(taken)) };
        // A product and nothing else is asked about as such.
        let alone = self.named.masked.trim() == PRODUCT.to_string();
        let intent = intent.or_else(|| alone.then_some(Intent::Facts));
        let (intent, draft) = match (intent, self.priced(intent)) {
            (_, Some(draft)) => (Some(Intent::Recommend), draft),
            // Nothing was asked yet.
            (None, _) if empty => (None, Draft::of(self.say(words::GREETING, &[]))),
            (None, _) => (None, Draft::of(self.say(words::UNKNOWN, &[]))),
            (Some(intent), _) => (Some(intent), self.draft(intent)),
        };
        let id = |&at: &usize| self.catalogue[at].id.clone();
        let turn = match intent {
            // What was not understood, and what is only polite, changes nothing.
            None | Some(Intent::Greeting | Intent::Thanks | Intent::Help | Intent::Privacy) => self.previous.clone(),
            Some(intent) => Turn {
                intent: Some(intent),
                products: draft.products.iter().map(id).collect(),
                shown: if draft.products.len() > 1 {
                    draft.products.iter().map(id).collect()
                } else {
                    self.previous.shown.clone()
                },
                category: draft.category.clone(),
                index: draft.index.map(|at| self.advisor.pack().indices[at].name.clone()),
                lang: None,
            },
        };
        Answer {
            suggestions: self.suggestions(intent, &draft),
            intent,
            confidence: taken.confidence,
            lang: self.sayings.lang().to_owned(),
            text: draft.text,
            cards: draft.cards,
            hand_over: draft.hand_over,
            turn: Turn { lang: Some(self.sayings.lang().to_owned()), ..turn },
        }
    }

    /// "And the travel card?" asks what was asked before.
    fn continued(&self) -> Option<Intent> {
        let words = self.named.masked.split(' ').filter(|word| !word.is_empty()).count();
        let product = self.named.masked.contains(PRODUCT);
        let of_products = |intent: &Intent| {
            matches!(intent, Intent::Facts | Intent::WhyNot | Intent::Why | Intent::Similar | Intent::Compare | Intent::Holdings)
        };
        let short = product && words < HARDLY_MORE && self.named.products.len() == 1;
        // Unless the words beside it ask for something of their own.
        let own = self.ask.answerable(self.ask.take(&self.named.masked)).filter(|intent| *intent != Intent::WhyNot);
        self.previous.intent.filter(of_products).filter(|_| short && own.is_none())
    }

    fn draft(&self, intent: Intent) -> Draft {
        match intent {
            Intent::Recommend => self.recommended(),
            Intent::Cheaper => self.cheaper(),
            Intent::More => self.more(),
            Intent::Similar => self.similar(),
            Intent::Why => self.why(),
            Intent::WhyScore => self.why_score(),
            Intent::Score => self.score(),
            Intent::Alike => self.alike(),
            Intent::WhyNot => self.why_not(),
            Intent::Facts => self.facts(),
            Intent::Compare => self.compare(),
            Intent::Holdings => self.holdings(),
            Intent::Change => self.change(),
            Intent::Privacy => Draft::of(self.say(words::PRIVACY, &[])),
            Intent::Help => Draft::of(self.say(words::HELP, &[])),
            Intent::Greeting => Draft::of(self.say(words::GREETING, &[])),
            Intent::Thanks => Draft::of(self.say(words::THANKS, &[])),
        }
    }

    pub(super) fn say(&self, saying: Saying, fills: &[&str]) -> String {
        self.sayings.say(saying, fills)
    }

    /// The name of a product.
    pub(super) fn name(&self, product: usize) -> String {
        self.sayings.words.title(&self.catalogue[product].name, &self.catalogue[product].id)
    }

    /// The names of products, as a list.
    pub(super) fn names(&self, products: &[usize]) -> String {
        products.iter().map(|&product| self.name(product)).collect::<Vec<_>>().join(", ")
    }

    /// What people call a category or a benefit.
    pub(super) fn called(&self, name: &str) -> String {
        self.sayings.words.called(self.advisor.pack().glossary.catalogue.get(name), &name.replace('_', " "))
    }

    pub(super) fn number(&self, value: f64) -> String {
        self.sayings.words.number(value)
    }

    /// A price.
    pub(super) fn money(&self, amount: f64) -> String {
        self.sayings.words.money(&self.advisor.pack().glossary, amount)
    }

    /// Whether a comparison is with what was spoken of before: by a word for it, or because there is hardly another word in which something
    /// else could be named.
    pub(super) fn speaks_of_before(&self) -> bool {
        let words = || self.named.masked.split(' ').filter(|word| !word.is_empty() && *word != PRODUCT.to_string());
        let points = || {
            let pointing = POINTING.map(fold);
            words().any(|word| pointing.iter().any(|known| known.trim() == word))
        };
        self.named.products.is_empty() || words().count() <= HARDLY_ANY || points()
    }

    /// The position of a product.
    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.catalogue.iter().position(|product| product.id == id)
    }

    /// The products that were spoken of before.
    pub(super) fn spoken_of(&self) -> Vec<usize> {
        self.previous.products.iter().filter_map(|id| self.position(id)).collect()
    }

    /// The product that the question is about: one that it names, else the one that was spoken of most.
    pub(super) fn product(&self) -> Option<usize> {
        self.named.products.first().copied().or_else(|| self.spoken_of().first().copied())
    }

    /// The customer, empty where nobody is known.
    pub(super) fn customer(&self) -> Customer {
        self.question.customer.clone().unwrap_or_default()
    }

    /// What an answer begins with where nobody is known.
    pub(super) fn anybody(&self) -> String {
        if self.question.customer.is_some() { String::new() } else { self.say(words::ANYBODY, &[]) }
    }

    fn suggestions(&self, intent: Option<Intent>, draft: &Draft) -> Vec<String> {
        use Intent::{Alike, Change, Cheaper, Compare, Facts, Holdings, More, Recommend, Score, Similar, Why, WhyNot, WhyScore};
        use words::{
            ASK_ALIKE, ASK_CHANGE, ASK_CHEAPER, ASK_COMPARE, ASK_FACTS, ASK_HELP, ASK_HOLDINGS, ASK_MORE, ASK_PRIVACY,
            ASK_RECOMMEND, ASK_SCORE, ASK_WHY, ASK_WHY_SCORE,
        };
        let several = draft.products.len() > 1;
        let (known, offers) = (self.question.customer.is_some(), self.advisor.pack().offers.is_some());
        let scored = known && !self.advisor.pack().indices.is_empty();
        let wanted: &[(Saying, bool)] = match intent {
            Some(Recommend | More | Cheaper) => {
                &[(ASK_WHY, offers), (ASK_CHEAPER, offers), (ASK_COMPARE, several), (ASK_MORE, offers)]
            }
            Some(Similar | Facts | Compare) => &[(ASK_COMPARE, several), (ASK_CHEAPER, offers), (ASK_RECOMMEND, offers)],
            Some(Why | WhyNot | Alike | Holdings) => {
                &[(ASK_CHEAPER, offers), (ASK_MORE, offers), (ASK_ALIKE, offers && known), (ASK_SCORE, scored)]
            }
            Some(Score) => &[(ASK_WHY_SCORE, scored), (ASK_CHANGE, scored), (ASK_RECOMMEND, offers)],
            Some(WhyScore | Change) => {
                &[(ASK_CHANGE, scored && intent != Some(Change)), (ASK_RECOMMEND, offers), (ASK_ALIKE, offers && known)]
            }
            _ => &[
                (ASK_RECOMMEND, offers),
                (ASK_ALIKE, offers && known),
                (ASK_WHY_SCORE, scored),
                (ASK_HOLDINGS, offers && known),
                (ASK_FACTS, !self.catalogue.is_empty()),
                (ASK_PRIVACY, true),
                (ASK_HELP, intent.is_none()),
            ],
        };
        wanted.iter().filter(|(_, there)| *there).map(|(saying, _)| self.say(*saying, &[])).take(4).collect()
    }
}
