//! What would bring the customer to another grade: asked for, told as plans, and tried on the desk at a press.

use yew::{AttrValue, Callback, Html, Properties, function_component, html, use_state_eq};

use super::select::Select;
use super::words::use_words;
use crate::app::{Action, State, in_table};
use crate::engine::{Counterfactual, Plan, PlannedChange};

#[derive(Properties, PartialEq)]
pub(super) struct WishProps {
    pub(super) state: State,
    pub(super) act: Callback<Action>,
}

#[function_component]
pub(super) fn Wish(props: &WishProps) -> Html {
    let words = use_words();
    let state = &props.state;
    let wished = use_state_eq(|| None::<u8>);
    let Some(score) = state.consultation().scores.get(state.index()) else { return Html::default() };
    if score.classes.is_some() {
        return Html::default();
    }
    let none = (AttrValue::from(""), AttrValue::from(words.say("wish-none")));
    let grades = (1..=7u8).filter(|grade| *grade != score.grade);
    let named =
        grades.map(|grade| (AttrValue::from(grade.to_string()), AttrValue::from(words.with("grade", [("grade", grade.into())]))));
    let options: Vec<_> = std::iter::once(none).chain(named).collect();
    let value = AttrValue::from(wished.map(|grade| grade.to_string()).unwrap_or_default());
    let on_pick = {
        let wished = wished.setter();
        Callback::from(move |grade: String| wished.set(grade.parse().ok()))
    };
    html! {
        <div class="wish">
            <div class="wish-head">
                <label for="wish">{ words.say("wish") }</label>
                <Select id="wish" testid="wish" {options} {value} {on_pick} />
            </div>
            if let Some(grade) = *wished {
                { plans(state, &props.act, grade) }
            }
        </div>
    }
}

fn plans(state: &State, act: &Callback<Action>, grade: u8) -> Html {
    let words = &state.desk().words;
    let answer = state.counterfactual(grade);
    let Some(Counterfactual { plans, .. }) = &answer else { return Html::default() };
    if plans.is_empty() {
        return html! { <p class="hint" role="status" data-testid="no-plan">{ words.say("wish-nothing") }</p> };
    }
    html! { <ol class="plans" data-testid="plans">{ for plans.iter().map(|plan| told(state, act, plan)) }</ol> }
}

fn told(state: &State, act: &Callback<Action>, plan: &Plan) -> Html {
    let desk = state.desk();
    let words = &desk.words;
    let line = |change: &PlannedChange| {
        let field = desk.form.field(&change.field);
        let title = field.map_or(change.field.as_str(), |field| field.title.as_str());
        let (from, to) = (in_table(words, field, &change.from), in_table(words, field, &change.to));
        html! { <li>{ words.with("wish-change", [("title", title.into()), ("from", from.into()), ("to", to.into())]) }</li> }
    };
    let apply = {
        let changes: Vec<_> = plan.changes.iter().map(|change| (change.field.clone(), change.to.clone())).collect();
        act.reform(move |_| Action::Apply(changes.clone()))
    };
    let says = words.with(
        "wish-score",
        [
            ("grade", plan.score.grade.into()),
            ("index", words.fixed(plan.score.index, 1).into()),
            ("probability", words.percent(plan.score.probability).into()),
        ],
    );
    html! {
        <li class="plan">
            <ul>{ for plan.changes.iter().map(line) }</ul>
            <p class="hint">{ says }</p>
            <button type="button" class="plain" onclick={apply}>{ words.say("wish-try") }</button>
        </li>
    }
}
