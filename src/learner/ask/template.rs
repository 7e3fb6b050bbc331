//! Templates of questions: `what (should|can) i (get|take|)` stands for six phrases.

use crate::learner::random::{Rng, below};

/// Blanks that are filled in from the pack.
pub(super) const BLANKS: [&str; 4] = ["product", "category", "benefit", "index"];

/// A template, taken apart.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq)]
enum Part {
    Text(String),
    /// Ways to go on.
    Ways(Vec<String>),
}

impl Template {
    /// Takes a template apart; what is wrong with it where that fails.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('(') {
            let (ways, tail) = after.split_once(')').ok_or("a parenthesis that is not closed")?;
            if ways.contains('(') || before.contains(')') {
                return Err("parentheses in each other".to_owned());
            }
            parts.push(Part::Text(before.to_owned()));
            parts.push(Part::Ways(ways.split('|').map(str::to_owned).collect()));
            rest = tail;
        }
        if rest.contains(')') {
            return Err("a parenthesis that is not opened".to_owned());
        }
        parts.push(Part::Text(rest.to_owned()));
        let mut blank = text;
        while let Some((_, after)) = blank.split_once('{') {
            let (name, tail) = after.split_once('}').ok_or("a brace that is not closed")?;
            if !BLANKS.contains(&name) {
                return Err(format!("the blank {{{name}}}"));
            }
            blank = tail;
        }
        Ok(Self(parts))
    }

    /// How many phrases it stands for.
    pub(super) fn phrases(&self) -> usize {
        let ways = |part: &Part| if let Part::Ways(ways) = part { ways.len() } else { 1 };
        self.0.iter().map(ways).fold(1, usize::saturating_mul)
    }

    /// The phrase at `position` below [`Template::phrases`], one space between words.
    fn phrase(&self, mut position: usize) -> String {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Text(piece) => text.push_str(piece),
                Part::Ways(ways) => {
                    text.push_str(&ways[position % ways.len()]);
                    position /= ways.len();
                }
            }
        }
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Up to `most` of its phrases, each once, drawn by lot where there are more.
    pub(super) fn some(&self, most: usize, random: &mut impl Rng) -> Vec<String> {
        let all = self.phrases();
        let mut positions: Vec<usize> = if all <= most {
            (0..all).collect()
        } else {
            // Spread evenly from a random start, by a step that shares no factor with most numbers of ways.
            let (start, step) = (below(random, all), (all / most).max(1) | 1);
            (0..most).map(|at| (start + at * step) % all).collect()
        };
        positions.sort_unstable();
        positions.dedup();
        let mut phrases: Vec<String> = positions.into_iter().map(|position| self.phrase(position)).collect();
        phrases.retain(|phrase| !phrase.is_empty());
        phrases
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learner::random::{Purpose, stream};

    #[test]
    fn a_template_stands_for_each_of_its_ways() {
        let template = Template::read("what (should|can) i (get|take|) ").unwrap();
        assert_eq!(template.phrases(), 6);
        let all = template.some(10, &mut stream(1, Purpose::Ask, 0, 0));
        assert_eq!(all.len(), 6);
        assert!(all.contains(&"what should i take".to_owned()) && all.contains(&"what can i".to_owned()), "{all:?}");
        assert_eq!(template.some(4, &mut stream(1, Purpose::Ask, 0, 0)).len(), 4);
    }

    #[test]
    fn a_broken_template_says_how() {
        for (text, wrong) in [
            ("(a|b", "not closed"),
            ("a) b", "not opened"),
            ("((a|b)|c)", "in each other"),
            ("{prodcut} now", "{prodcut}"),
            ("{product", "brace"),
        ] {
            let message = Template::read(text).unwrap_err();
            assert!(message.contains(wrong), "{text}: {message}");
        }
    }
}
