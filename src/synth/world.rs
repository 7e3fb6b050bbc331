//! What stands before any customer comes: regions, branches, agents, occupations. It depends on the seed alone, never on how
//! many customers are drawn.

use super::dice::{Dice, Stream, Wheel};
use super::occupations::Occupations;

/// A region: its share of the population, what it adds to the logarithm of income, how urban it is in [0, 1].
pub(super) struct Region {
    pub(super) name: &'static str,
    pub(super) share: f64,
    pub(super) wage: f64,
    pub(super) urban: f64,
}

const fn region(name: &'static str, share: f64, wage: f64, urban: f64) -> Region {
    Region { name, share, wage, urban }
}

/// The country. Its names are made up.
pub(super) const REGIONS: [Region; 16] = [
    region("Capital", 15.0, 0.25, 0.95),
    region("Old Harbour", 11.0, 0.12, 0.8),
    region("Silver Coast", 9.0, 0.1, 0.6),
    region("Steel Valley", 9.0, 0.0, 0.7),
    region("Northern Lakes", 7.0, -0.05, 0.35),
    region("Granite Hills", 7.0, -0.08, 0.3),
    region("River Delta", 7.0, -0.02, 0.5),
    region("Vineyards", 6.0, 0.02, 0.35),
    region("High Plateau", 5.0, -0.15, 0.2),
    region("Pine Forest", 5.0, -0.12, 0.2),
    region("South Gate", 5.0, 0.05, 0.65),
    region("Wheat Plain", 4.0, -0.1, 0.15),
    region("Amber Bay", 4.0, 0.0, 0.4),
    region("Border March", 3.0, -0.18, 0.2),
    region("Salt Islands", 2.0, -0.1, 0.1),
    region("Winter Pass", 1.0, -0.2, 0.05),
];

/// A branch office.
pub(super) struct Branch {
    pub(super) code: String,
    pub(super) region: usize,
}

/// An agent.
pub(super) struct Agent {
    pub(super) code: String,
    pub(super) branch: usize,
    /// Hidden: how good the agent is, a standard normal. Only the labels know.
    pub(super) quality: f64,
}

/// Everything that customers are drawn from.
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) occupations: Occupations,
    pub(super) branches: Vec<Branch>,
    pub(super) agents: Vec<Agent>,
    regions: Wheel,
    books: Wheel,
}

const BRANCHES: usize = 400;
const AGENTS: usize = 3_000;

impl World {
    pub(super) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed, Stream::World, 0);
        let regions = Wheel::new(REGIONS.iter().map(|r| r.share));
        let branches: Vec<_> =
            (1..=BRANCHES).map(|number| Branch { code: format!("B{number:03}"), region: regions.spin(&mut dice) }).collect();
        let agents = (1..=AGENTS)
            .map(|number| Agent {
                code: format!("A{number:04}"),
                branch: dice.whole(0, BRANCHES as i32 - 1) as usize,
                quality: dice.normal(),
            })
            .collect();
        // A few agents keep thick books, most keep thin ones.
        let books = Wheel::new((1..=AGENTS).map(|rank| 1.0 / (rank as f64 + 20.0)));
        Self { seed, occupations: Occupations::new(seed), branches, agents, regions, books }
    }

    /// A region, by population.
    pub(super) fn region(&self, dice: &mut Dice) -> usize {
        self.regions.spin(dice)
    }

    /// An agent, by the thickness of the book.
    pub(super) fn agent(&self, dice: &mut Dice) -> &Agent {
        &self.agents[self.books.spin(dice)]
    }

    /// A branch in the region, if a few tries find one.
    pub(super) fn branch_near(&self, dice: &mut Dice, region: usize) -> Option<&Branch> {
        (0..40).map(|_| &self.branches[dice.whole(0, BRANCHES as i32 - 1) as usize]).find(|b| b.region == region)
    }
}
