//! About 300 occupations: sixty trades at five ranks, and four ways of having none. Frequencies fall off as Zipf's law, so most
//! are rare: what a target statistic with a prior is for.

use super::dice::{Dice, Stream, Wheel};

/// An occupation and what it does to a life.
pub(super) struct Occupation {
    pub(super) name: String,
    /// Added to the logarithm of income.
    pub(super) wage: f64,
    /// The education that the trade asks for, a position in the list of educations.
    pub(super) schooling: usize,
    /// Hidden: how readily its people buy, a standard normal. Only the labels know.
    pub(super) appetite: f64,
}

/// All occupations. The first four are not trades.
pub(super) struct Occupations {
    all: Vec<Occupation>,
    wheel: Wheel,
}

/// The occupations that are not trades, in the order of their positions.
pub(super) const RETIRED: usize = 0;
pub(super) const STUDENT: usize = 1;
pub(super) const HOMEMAKER: usize = 2;
pub(super) const UNEMPLOYED: usize = 3;
const WITHOUT_TRADE: [(&str, f64); 4] = [("retired", -0.45), ("student", -1.2), ("homemaker", -0.9), ("unemployed", -0.8)];

const RANKS: [(&str, f64); 5] = [("", 0.0), ("senior ", 0.22), ("junior ", -0.2), ("lead ", 0.42), ("trainee ", -0.5)];

/// Trades by schooling, each with its wage.
#[rustfmt::skip]
const TRADES: [(usize, &[(&str, f64)]); 4] = [
    (0, &[
        ("cleaner", -0.5), ("farm worker", -0.45), ("courier", -0.3), ("warehouse worker", -0.28), ("kitchen hand", -0.45),
        ("security guard", -0.25), ("driver", -0.1), ("machine operator", -0.1), ("shop assistant", -0.35), ("fisher", -0.2),
    ]),
    (1, &[
        ("office clerk", -0.15), ("receptionist", -0.25), ("sales representative", 0.1), ("call-centre agent", -0.2), ("police officer", 0.1),
        ("firefighter", 0.1), ("train driver", 0.1), ("flight attendant", 0.0), ("real estate agent", 0.25), ("shopkeeper", 0.05),
        ("waiter", -0.35), ("bookkeeper", 0.0), ("postal worker", -0.1), ("photographer", -0.05), ("musician", -0.2),
    ]),
    (2, &[
        ("electrician", 0.05), ("plumber", 0.05), ("carpenter", -0.05), ("mechanic", 0.0), ("welder", 0.0), ("hairdresser", -0.35),
        ("baker", -0.25), ("cook", -0.25), ("nurse", 0.0), ("care worker", -0.3), ("dental assistant", -0.15), ("paramedic", 0.0),
        ("technician", 0.1), ("roofer", 0.0), ("gardener", -0.25), ("builder", 0.0), ("farmer", 0.0), ("optician", 0.05),
    ]),
    (3, &[
        ("teacher", 0.1), ("accountant", 0.25), ("software engineer", 0.5), ("civil engineer", 0.35), ("architect", 0.3), ("lawyer", 0.6),
        ("doctor", 0.75), ("dentist", 0.7), ("pharmacist", 0.45), ("journalist", 0.05), ("designer", 0.05), ("economist", 0.4),
        ("scientist", 0.3), ("consultant", 0.5), ("product manager", 0.5), ("pilot", 0.7), ("translator", 0.0),
    ]),
];

impl Occupations {
    /// The list; only appetites depend on the seed.
    pub(super) fn new(seed: u64) -> Self {
        let none = WITHOUT_TRADE.iter().map(|(name, wage)| ((*name).to_owned(), *wage, 1));
        let trades = RANKS.iter().flat_map(|(rank, raise)| {
            // One trade of each schooling in turn, so that frequency and education are not the same thing.
            let longest = TRADES.iter().map(|t| t.1.len()).max().unwrap_or(0);
            (0..longest).flat_map(move |position| {
                TRADES.iter().filter_map(move |(schooling, trades)| {
                    let (trade, wage) = trades.get(position)?;
                    Some((format!("{rank}{trade}"), wage + raise, *schooling))
                })
            })
        });
        let mut dice = Dice::new(seed, Stream::World, 1);
        let all: Vec<_> = none
            .chain(trades)
            .map(|(name, wage, schooling)| Occupation { name, wage, schooling, appetite: dice.normal() })
            .collect();
        let wheel = Wheel::new((WITHOUT_TRADE.len()..all.len()).map(|place| 1.0 / place as f64));
        Self { all, wheel }
    }

    /// All of them, in a fixed order.
    pub(super) fn all(&self) -> &[Occupation] {
        &self.all
    }

    /// The occupation at a position such as [`RETIRED`].
    pub(super) fn get(&self, position: usize) -> &Occupation {
        &self.all[position]
    }

    /// A trade that suits an education: three tries, then whatever came.
    pub(super) fn trade(&self, dice: &mut Dice, education: usize) -> &Occupation {
        let mut position = 0;
        for _ in 0..3 {
            position = WITHOUT_TRADE.len() + self.wheel.spin(dice);
            if self.all[position].schooling == education.min(3) {
                break;
            }
        }
        &self.all[position]
    }
}
