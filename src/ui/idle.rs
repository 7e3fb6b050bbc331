//! Wiping the page when nobody has touched it for a while.

use std::cell::Cell;
use std::rc::Rc;

use yew::{Callback, hook, use_effect_with};

use super::dom;
use crate::app::Action;

/// Wipes after so many minutes without a key, a press or an input; never for 0.
#[hook]
pub(super) fn use_idle(minutes: u32, act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with(minutes, move |&minutes| {
        let last = Rc::new(Cell::new(js_sys::Date::now()));
        let touch = |kind| {
            let last = Rc::clone(&last);
            dom::listen(kind, move |_| last.set(js_sys::Date::now()))
        };
        let touches = ["keydown", "pointerdown", "input"].map(touch);
        let watch = (minutes > 0).then(|| {
            let last = Rc::clone(&last);
            dom::every(1000, move || {
                if js_sys::Date::now() - last.get() > f64::from(minutes) * 60_000.0 {
                    last.set(f64::INFINITY);
                    act.emit(Action::Wipe);
                }
            })
        });
        move || drop((touches, watch))
    });
}
