//! Where a host page's panels stand. What Yew listens with on the root of an app is never given back, so roots are kept and used again: as
//! many as were on pages at one time.

use std::cell::{Cell, RefCell};

use web_sys::Element;
use yew::{AppHandle, Html, Properties, Renderer, function_component, html};

use super::panel::{Panel, PanelProps};

thread_local! {
    /// Stages that nobody stands on.
    static SPARE: RefCell<Vec<(AppHandle<Stage>, Element)>> = const { RefCell::new(Vec::new()) };
    /// The number of the next panel's turn.
    static TURN: Cell<u32> = const { Cell::new(0) };
}

#[derive(Properties, PartialEq, Default)]
struct StageProps {
    /// The panel and the number of its turn; `None` on a spare stage.
    panel: Option<(u32, PanelProps)>,
}

#[function_component]
fn Stage(props: &StageProps) -> Html {
    let panel = |(turn, panel): &(u32, PanelProps)| html! { <Panel key={turn.to_string()} ..panel.clone() /> };
    props.panel.as_ref().map(panel).unwrap_or_default()
}

/// A panel on somebody's page, until this is dropped.
pub(crate) struct Staged {
    stage: Option<(AppHandle<Stage>, Element)>,
    /// Another number than the one that stood here before: it begins afresh.
    turn: u32,
}

impl Staged {
    /// Puts a panel into `root`, in place of what is there; `None` where `root` belongs to no document.
    pub(crate) fn new(root: &Element, props: PanelProps) -> Option<Self> {
        let turn = TURN.get();
        TURN.set(turn.wrapping_add(1));
        let stage = match SPARE.with_borrow_mut(Vec::pop) {
            Some(spare) => spare,
            None => {
                let element = root.owner_document()?.create_element("div").ok()?;
                (Renderer::<Stage>::with_root_and_props(element.clone(), StageProps::default()).render(), element)
            }
        };
        root.replace_children_with_node_1(&stage.1);
        let mut staged = Self { stage: Some(stage), turn };
        staged.update(props);
        Some(staged)
    }

    /// Draws the panel anew.
    pub(crate) fn update(&mut self, props: PanelProps) {
        if let Some((stage, _)) = &mut self.stage {
            stage.update(StageProps { panel: Some((self.turn, props)) });
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some((mut stage, element)) = self.stage.take() {
            stage.update(StageProps::default());
            element.remove();
            SPARE.with_borrow_mut(|spare| spare.push((stage, element)));
        }
    }
}
