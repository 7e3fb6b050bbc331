//! What a customer holds. Each product has its own log-odds over age, family, wealth, caution and channel; because the leanings
//! are shared, holdings come in correlated bundles, as they do in a real book.

use super::dice::Dice;
use super::person::Person;
use crate::math::{exp, sigmoid};

/// The products, in the order of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Policy {
    TermLife,
    WholeLife,
    Endowment,
    Annuity,
    ChildSavings,
    Health,
    CriticalIllness,
    Dental,
    LongTermCare,
    Accident,
    Disability,
    Motor,
    Roadside,
    Home,
    Liability,
    Travel,
    Pet,
    Legal,
}

/// How many products there are.
pub(super) const POLICIES: usize = 18;

/// Who holds a product: log-odds = `base` - ((age - `peak`) / `width`)² + leanings.
struct Habit {
    policy: Policy,
    /// The price in the catalogue, euros a year; a test holds the two together.
    price: f64,
    base: f64,
    peak: f64,
    width: f64,
    family: f64,
    wealth: f64,
    caution: f64,
    /// Added for customers of an agent, taken off for direct ones.
    agent: f64,
}

/// Leanings of a row: family, wealth, caution, agent.
type Leanings = [f64; 4];

const fn habit(policy: Policy, price: f64, base: f64, peak: f64, width: f64, leanings: Leanings) -> Habit {
    let [family, wealth, caution, agent] = leanings;
    Habit { policy, price, base, peak, width, family, wealth, caution, agent }
}

const HABITS: [Habit; POLICIES] = [
    habit(Policy::TermLife, 240.0, -0.9, 40.0, 16.0, [0.8, 0.1, 0.4, 0.1]),
    habit(Policy::WholeLife, 900.0, -1.4, 57.0, 20.0, [0.3, 0.4, 0.5, 0.9]),
    habit(Policy::Endowment, 1200.0, -2.1, 48.0, 18.0, [0.2, 0.6, 0.3, 0.7]),
    habit(Policy::Annuity, 1800.0, -1.8, 58.0, 14.0, [0.0, 0.8, 0.4, 0.6]),
    habit(Policy::ChildSavings, 600.0, -2.9, 37.0, 12.0, [1.6, 0.5, 0.2, 0.3]),
    habit(Policy::Health, 780.0, -0.8, 52.0, 35.0, [0.2, 0.4, 0.7, 0.2]),
    habit(Policy::CriticalIllness, 360.0, -1.7, 45.0, 18.0, [0.4, 0.3, 0.8, 0.4]),
    habit(Policy::Dental, 180.0, -1.9, 40.0, 30.0, [0.3, 0.3, 0.5, -0.4]),
    habit(Policy::LongTermCare, 540.0, -2.0, 62.0, 12.0, [0.0, 0.3, 0.8, 0.7]),
    habit(Policy::Accident, 120.0, -1.2, 42.0, 28.0, [0.3, 0.0, 0.5, 0.4]),
    habit(Policy::Disability, 420.0, -1.9, 38.0, 16.0, [0.5, 0.4, 0.6, 0.0]),
    habit(Policy::Motor, 620.0, 0.1, 42.0, 40.0, [0.3, 0.3, 0.0, -0.6]),
    habit(Policy::Roadside, 60.0, -0.6, 40.0, 40.0, [0.2, 0.1, 0.5, -0.3]),
    habit(Policy::Home, 310.0, -0.9, 52.0, 35.0, [0.3, 0.4, 0.4, 0.1]),
    habit(Policy::Liability, 85.0, -1.2, 40.0, 32.0, [0.4, 0.2, 0.7, -0.2]),
    habit(Policy::Travel, 95.0, -1.5, 32.0, 22.0, [-0.2, 0.6, 0.2, -0.9]),
    habit(Policy::Pet, 260.0, -2.4, 34.0, 20.0, [-0.1, 0.2, 0.3, -0.7]),
    habit(Policy::Legal, 210.0, -2.1, 44.0, 25.0, [0.1, 0.5, 0.5, 0.0]),
];

/// The policies a customer holds and what they cost together.
pub(super) struct Holdings {
    held: [bool; POLICIES],
    /// Euros a year, after the discount for several policies.
    pub(super) premium: f64,
}

impl Holdings {
    pub(super) fn draw(dice: &mut Dice, person: &Person<'_>) -> Self {
        let family = person.children - 0.7 + if person.marital_status == "married" { 0.5 } else { -0.4 };
        let agent = if person.direct() { -1.0 } else { 1.0 };
        let mut held = [false; POLICIES];
        for habit in &HABITS {
            let span = (person.age - habit.peak) / habit.width;
            let leanings = habit.family * family.min(2.0)
                + habit.wealth * person.wealth.clamp(-2.0, 2.0)
                + habit.caution * person.caution
                + habit.agent * agent;
            let open = match habit.policy {
                Policy::Roadside => held[Policy::Motor as usize],
                Policy::ChildSavings => person.children > 0.0,
                _ => true,
            };
            let owner = if habit.policy == Policy::Home && person.home_owner { 1.4 } else { 0.0 };
            held[habit.policy as usize] = dice.chance(sigmoid(habit.base - span * span + leanings + owner)) && open;
        }
        if !held.contains(&true) {
            held[if person.direct() { Policy::Motor } else { Policy::TermLife } as usize] = true;
        }
        let mut holdings = Self { held, premium: 0.0 };
        let list: f64 = HABITS.iter().filter(|h| holdings.holds(h.policy)).map(|h| h.price).sum();
        let discount = 1.0 - 0.03 * (holdings.count() - 1.0).min(5.0);
        let risk = exp(0.22 * dice.normal() + 0.008 * (person.age - 45.0));
        holdings.premium = (list * discount * risk).round().max(20.0);
        holdings
    }

    pub(super) fn holds(&self, policy: Policy) -> bool {
        self.held[policy as usize]
    }

    pub(super) fn count(&self) -> f64 {
        self.held.iter().filter(|held| **held).count() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_stand_in_the_order_of_the_catalogue_at_its_prices() {
        let catalogue = crate::synth::catalogue().unwrap();
        assert!(catalogue.len() >= POLICIES);
        for (position, (habit, product)) in HABITS.iter().zip(&catalogue).enumerate() {
            assert_eq!(habit.policy as usize, position);
            assert_eq!(Some(habit.price), product.price, "{}", product.id);
            assert_eq!(format!("{:?}", habit.policy).to_lowercase(), product.id.replace('_', ""));
            assert_eq!(product.held.as_deref(), Some(format!("has_{}", product.id).as_str()));
        }
    }
}
