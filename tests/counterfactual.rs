//! What would bring a customer to a grade: as few changes as there can be, checked against every single one, and never what is fixed.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod library;
    pub(crate) mod tables;
}

use confidant::engine::{Advisor, Customer, FieldValue};

use support::library::{advisor, project};

/// Churn follows late payments and the plan; age matters too and cannot be changed.
fn churn() -> Advisor {
    let mut table = String::from("age,late,plan,motor,churn\n");
    for row in 0..3000u32 {
        let (age, late, plan, motor) = (20 + row % 50, row / 7 % 9, row / 3 % 3, row / 11 % 2);
        let risk = 2 * late + 4 * u32::from(plan == 0) + u32::from(age < 35) * 3;
        let event = u32::from(risk * 37 + row * 7919 % 211 > 420);
        table.push_str(&format!("{age},{late},{},{motor},{event}\n", ["basic", "plus", "full"][plan as usize]));
    }
    advisor(&project("churn", "[columns.age]\nimmutable = true\n"), &table)
}

fn who(age: f64, late: f64, plan: &str) -> Customer {
    let number = FieldValue::Number;
    let fields = [
        ("age", number(age)),
        ("late", number(late)),
        ("plan", FieldValue::Text(plan.into())),
        ("motor", FieldValue::Boolean(true)),
    ];
    Customer::new(fields.map(|(name, value)| (name.to_owned(), value)).into()).unwrap()
}

#[test]
fn plans_reach_the_grade_within_what_training_saw_and_leave_what_is_fixed() {
    let advisor = churn();
    let mut reached = 0;
    for (age, late, plan) in [(22.0, 8.0, "basic"), (60.0, 6.0, "basic"), (30.0, 4.0, "plus"), (45.0, 0.0, "full")] {
        let customer = who(age, late, plan);
        let now = advisor.score(&customer, None)["churn"].grade;
        for grade in 1..=7 {
            let answer = advisor.counterfactual("churn", &customer, grade, None).unwrap();
            assert_eq!((answer.from, answer.grade), (now, grade));
            assert!(grade != now || answer.plans.is_empty(), "there is nothing to change for one's own grade");
            for plan in &answer.plans {
                reached += 1;
                let score = &plan.score;
                assert!(if grade < now { score.grade <= grade } else { score.grade >= grade }, "{grade}: {plan:?}");
                let mut changed = customer.clone();
                for change in &plan.changes {
                    assert_ne!(change.field, "age", "{plan:?}");
                    assert_ne!(change.from, change.to);
                    assert_eq!(Some(&change.from), customer.get(&change.field));
                    if let FieldValue::Number(late) = change.to {
                        assert!((0.0..=8.0).contains(&late) && late.fract() == 0.0, "{plan:?}");
                    }
                    changed.set(&change.field, change.to.clone());
                }
                assert_eq!(advisor.score(&changed, None)["churn"], *score);
            }
            assert!(answer.plans.is_sorted_by_key(|plan| plan.changes.len()));
        }
    }
    assert!(reached > 20, "{reached} plans");
}

#[test]
fn no_single_change_is_overlooked() {
    let advisor = churn();
    let customer = who(28.0, 7.0, "basic");
    let now = advisor.score(&customer, None)["churn"].grade;
    let singles: Vec<(&str, FieldValue)> = (0..=8)
        .map(|late| ("late", FieldValue::Number(f64::from(late))))
        .chain(["basic", "plus", "full"].map(|plan| ("plan", FieldValue::Text(plan.into()))))
        .chain([("motor", FieldValue::Boolean(false))])
        .collect();
    for grade in now + 1..=7 {
        let single = singles.iter().any(|(field, value)| {
            let mut changed = customer.clone();
            changed.set(field, value.clone());
            advisor.score(&changed, None)["churn"].grade >= grade
        });
        let plans = advisor.counterfactual("churn", &customer, grade, None).unwrap().plans;
        assert_eq!(single, plans.first().is_some_and(|plan| plan.changes.len() == 1), "grade {grade}: {plans:?}");
    }
}

#[test]
fn a_gap_is_filled_only_where_nothing_else_helps() {
    let advisor = churn();
    let mut customer = who(22.0, 8.0, "basic");
    customer.set("late", FieldValue::Missing);
    let now = advisor.score(&customer, None)["churn"].grade;
    // Of every plan, whether it fills the gap.
    let fills = |customer: &Customer| -> Vec<bool> {
        let others = (1..=7).filter(|grade| *grade != now);
        let plans = others.flat_map(|grade| advisor.counterfactual("churn", customer, grade, None).unwrap().plans);
        plans.map(|plan| plan.changes.iter().any(|change| change.from == FieldValue::Missing)).collect()
    };
    let known = fills(&customer);
    assert!(known.contains(&false), "the plan can be changed: {known:?}");
    // Where all that may be changed is a gap, gaps are all there is.
    for field in ["plan", "motor"] {
        customer.set(field, FieldValue::Missing);
    }
    let unknown = fills(&customer);
    assert!(!unknown.is_empty() && !unknown.contains(&false), "{unknown:?}");
}

#[test]
fn a_grade_that_is_none_is_refused_by_name() {
    let advisor = churn();
    let says = |index, grade| advisor.counterfactual(index, &who(40.0, 1.0, "plus"), grade, None).unwrap_err().to_string();
    assert_eq!(says("churn", 0), "no such grade, at the grade: expected 1 to 7, found 0");
    assert_eq!(says("churn", 8), "no such grade, at the grade: expected 1 to 7, found 8");
    assert!(says("chrun", 3).starts_with("unknown index"));
}
