//! What a question names: products, categories, benefits and indices, by any of their names, with slips of the pen, endings and particles.
//!
//! A name and a stretch of words are compared by their runs of three letters, spaces left out, as sets A and B:
//! 2 Σ_{A ∩ B} w / (Σ_A w + Σ_B w) (Dice 1945), where a run that few names have weighs more, w = ln(1 + names / names that have it)
//! (Spärck Jones 1972): so `insurance` alone is no product of an insurer's.

use xxhash_rust::xxh64::xxh64;

use crate::dataset::Semantic;
use crate::math::ln;
use crate::model::Pack;
use crate::model::ask::{INDEX, PRODUCT, fold};

/// How alike a name and a stretch of words are at least.
const ALIKE: f64 = 0.55;
/// Words of a question that are looked at, and of a stretch.
const MOST_WORDS: usize = 60;
const STRETCH: usize = 7;
/// Names that are compared with a question; the likeliest by their runs.
const CANDIDATES: usize = 40;
/// Products that one question names.
const MOST_PRODUCTS: usize = 3;

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Product,
    Category,
    Benefit,
    Index,
    Field,
}

/// All names of a pack.
pub(in crate::engine) struct Names {
    names: Vec<Name>,
    /// (a run, a name that has it), ascending.
    runs: Vec<(u64, u32)>,
    /// (the beginning of a word, with the space before it, the index that is meant by it).
    beginnings: Vec<(String, usize)>,
    /// The categories and benefits, ascending.
    pub(super) categories: Vec<String>,
    pub(super) benefits: Vec<String>,
}

struct Name {
    kind: Kind,
    /// The position among those of its kind.
    at: usize,
    /// Ascending, each once.
    runs: Vec<u64>,
}

/// What a question names, each by its position.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Named {
    /// In the order of the question.
    pub(super) products: Vec<usize>,
    pub(super) category: Option<usize>,
    pub(super) benefit: Option<usize>,
    pub(super) index: Option<usize>,
    pub(super) field: Option<usize>,
    /// The question with one sign for each product.
    pub(super) masked: String,
    /// And one for what the index is called; empty where none is.
    pub(super) indexed: String,
}

/// A stretch of words that is a name.
struct Found {
    at: usize,
    words: std::ops::Range<usize>,
    alike: f64,
    weight: f64,
}

impl Names {
    pub(in crate::engine) fn new(pack: &Pack) -> Self {
        let mut categories: Vec<String> = pack.catalogue.iter().filter_map(|product| product.category.clone()).collect();
        let mut benefits: Vec<String> = pack.catalogue.iter().flat_map(|product| product.benefits.keys().cloned()).collect();
        for list in [&mut categories, &mut benefits] {
            list.sort();
            list.dedup();
        }
        let mut names = Vec::new();
        let mut add = |kind, at, text: &str| names.push(Name { kind, at, runs: runs(&fold(text)) });
        for (at, product) in pack.catalogue.iter().enumerate() {
            std::iter::once(&product.id).chain(product.name.values()).for_each(|text| add(Kind::Product, at, text));
        }
        for (kind, list) in [(Kind::Category, &categories), (Kind::Benefit, &benefits)] {
            for (at, name) in list.iter().enumerate() {
                let titles = pack.glossary.catalogue.get(name).into_iter().flat_map(|titles| titles.values());
                std::iter::once(name).chain(titles).for_each(|text| add(kind, at, text));
            }
        }
        for (at, index) in pack.indices.iter().enumerate() {
            std::iter::once(&index.name).chain(index.title.values()).for_each(|text| add(Kind::Index, at, text));
        }
        // Columns of numbers, which a question may suppose another number in.
        for (at, field) in pack.fields.iter().enumerate().filter(|(_, field)| field.semantic == Semantic::Numerical) {
            for text in std::iter::once(&field.name).chain(field.title.values()) {
                add(Kind::Field, at, text);
                // "Yearly income" is spoken of as income, and so is what is written as one word in Korean.
                let last = text.split_once(' ').map(|(_, last)| last).or_else(|| text.strip_prefix(['연', '월']));
                if let Some(last) = last.filter(|last| !last.contains([' ', ','])) {
                    add(Kind::Field, at, last);
                }
            }
        }
        let mut runs: Vec<(u64, u32)> =
            names.iter().zip(0..).flat_map(|(name, number)| name.runs.iter().map(move |&run| (run, number))).collect();
        runs.sort_unstable();
        let mut beginnings = Vec::new();
        for (at, index) in pack.indices.iter().enumerate() {
            let words = pack.ask.as_ref().and_then(|ask| ask.words.get(&index.name)).into_iter().flatten();
            beginnings.extend(words.map(|word| (format!(" {word}"), at)));
        }
        Self { names, runs, beginnings, categories, benefits }
    }

    /// The index that a folded question means by the words that begin it: the one with the longest of them, unless two have it. Beside it
    /// the beginning.
    fn meant(&self, folded: &str) -> Option<(usize, &str)> {
        let mut found: Vec<(usize, usize, &str)> = Vec::new();
        for (word, index) in self.beginnings.iter().filter(|(word, _)| folded.contains(word.as_str())) {
            let length = word.chars().count();
            match found.iter_mut().find(|(_, of, _)| of == index) {
                Some(best) if best.0 < length => *best = (length, *index, word),
                Some(_) => {}
                None => found.push((length, *index, word)),
            }
        }
        found.sort_unstable();
        match found[..] {
            [.., (second, ..), (first, ..)] if first == second => None,
            [.., (_, index, word)] => Some((index, word)),
            [] => None,
        }
    }

    /// What a folded question names.
    pub(super) fn find(&self, folded: &str) -> Named {
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let looked_at = &words[..words.len().min(MOST_WORDS)];
        let mut products = self.stretches(looked_at, Kind::Product);
        products.truncate(MOST_PRODUCTS);
        products.sort_by_key(|found| found.words.start);
        let best = |kind| self.stretches(looked_at, kind).first().map(|found| found.at);
        let mut masked = String::from(" ");
        for (at, word) in words.iter().enumerate() {
            match products.iter().find(|found| found.words.contains(&at)) {
                Some(found) if found.words.start < at => continue,
                Some(_) => masked.push(PRODUCT),
                None => masked.push_str(word),
            }
            masked.push(' ');
        }
        let meant = self.meant(&masked);
        let (index, indexed) = match (self.stretches(looked_at, Kind::Index).first(), meant) {
            (Some(found), _) => {
                let name = format!(" {} ", words[found.words.clone()].join(" "));
                (Some(found.at), masked.replacen(&name, &format!(" {INDEX} "), 1))
            }
            (None, Some((index, beginning))) => {
                let start = masked.find(beginning).unwrap_or_default();
                let rest = &masked[start + beginning.len()..];
                let end = rest.find(' ').unwrap_or(rest.len());
                (Some(index), format!("{} {INDEX}{}", &masked[..start], &rest[end..]))
            }
            (None, None) => (None, String::new()),
        };
        let mut named = Named {
            products: products.iter().map(|found| found.at).collect(),
            category: best(Kind::Category),
            benefit: best(Kind::Benefit),
            field: best(Kind::Field),
            index,
            indexed,
            masked: if words.is_empty() { String::new() } else { masked },
        };
        let mut seen = Vec::new();
        named.products.retain(|at| {
            !seen.contains(at) && {
                seen.push(*at);
                true
            }
        });
        named
    }

    /// Stretches of words that are names of a kind, none over another, the likeliest first.
    fn stretches(&self, words: &[&str], kind: Kind) -> Vec<Found> {
        let candidates = self.candidates(words, kind);
        let mut found: Vec<Found> = Vec::new();
        if candidates.is_empty() {
            return found;
        }
        for start in 0..words.len() {
            for end in start + 1..=words.len().min(start + STRETCH) {
                let stretch = runs(&words[start..end].join(" "));
                let own: f64 = stretch.iter().map(|&run| self.weight(run)).sum();
                for &name in &candidates {
                    let name = &self.names[name];
                    let both: f64 = common(&stretch, &name.runs).map(|run| self.weight(run)).sum();
                    let weight: f64 = name.runs.iter().map(|&run| self.weight(run)).sum();
                    let alike = 2.0 * both / (own + weight);
                    if alike >= ALIKE {
                        found.push(Found { at: name.at, words: start..end, alike, weight });
                    }
                }
            }
        }
        // Of names that fit alike the longer one: it says more.
        found.sort_by(|a, b| {
            let worth = |found: &Found| found.alike * found.alike * found.weight;
            let more = |a: &Found, b: &Found| worth(b).total_cmp(&worth(a));
            more(a, b).then(a.words.start.cmp(&b.words.start)).then(a.at.cmp(&b.at))
        });
        let mut kept: Vec<Found> = Vec::new();
        for one in found {
            if kept.iter().all(|other| one.words.end <= other.words.start || other.words.end <= one.words.start) {
                kept.push(one);
            }
        }
        kept
    }

    /// The names of a kind that share most with the words.
    fn candidates(&self, words: &[&str], kind: Kind) -> Vec<usize> {
        let mut all: Vec<u64> = (0..words.len())
            .flat_map(|start| [1, 2].map(|length| runs(&words[start..words.len().min(start + length)].join(" "))))
            .flatten()
            .collect();
        all.sort_unstable();
        all.dedup();
        let mut shared = vec![0.0; self.names.len()];
        for run in all {
            let weight = self.weight(run);
            self.named(run).iter().for_each(|&(_, name)| shared[name as usize] += weight);
        }
        let likely = |&name: &usize| self.names[name].kind == kind && shared[name] > 0.0;
        let mut likely: Vec<usize> = (0..shared.len()).filter(likely).collect();
        likely.sort_by(|&a, &b| shared[b].total_cmp(&shared[a]));
        likely.truncate(CANDIDATES);
        likely
    }

    /// The names that have a run.
    fn named(&self, run: u64) -> &[(u64, u32)] {
        let start = self.runs.partition_point(|&(other, _)| other < run);
        let count = self.runs[start..].partition_point(|&(other, _)| other == run);
        &self.runs[start..start + count]
    }

    /// What a run weighs; one that is in no name as much as a common one.
    fn weight(&self, run: u64) -> f64 {
        let all = self.names.len() as f64;
        let have = match self.named(run).len() {
            0 => (all / 8.0).max(1.0),
            count => count as f64,
        };
        ln(1.0 + all / have)
    }
}

/// The runs of three letters in folded words, spaces left out and both ends marked; ascending, each once.
fn runs(words: &str) -> Vec<u64> {
    let mut letters = vec!['^'];
    words.split(' ').for_each(|word| letters.extend(stem(word).chars()));
    if letters.len() == 1 {
        return Vec::new();
    }
    letters.push('$');
    let hash = |run: &[char]| xxh64(run.iter().collect::<String>().as_bytes(), 0);
    let mut runs: Vec<u64> = letters.windows(3).map(hash).collect();
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// A Russian word without its ending, roughly; any other word as it is.
fn stem(word: &str) -> &str {
    let letters = word.chars().count();
    let russian = word.chars().all(|letter| matches!(letter as u32, 0x400..=0x4FF));
    let dropped = match letters {
        7.. => 2,
        5 | 6 => 1,
        _ => 0,
    };
    if !russian || dropped == 0 {
        return word;
    }
    word.char_indices().nth(letters - dropped).map_or(word, |(end, _)| &word[..end])
}

/// What two ascending lists have in common.
fn common<'a>(a: &'a [u64], b: &'a [u64]) -> impl Iterator<Item = u64> + 'a {
    a.iter().copied().filter(|run| b.binary_search(run).is_ok())
}
