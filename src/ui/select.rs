//! A drop-down list that shows what the state says. Yew sets `selected` as an attribute, which stops counting once a person
//! has chosen; so the element's value is set after every drawing.

use web_sys::Event;
use yew::{AttrValue, Callback, Html, Properties, function_component, html, use_effect, use_node_ref};

use super::dom;

#[derive(Properties, PartialEq)]
pub(super) struct SelectProps {
    #[prop_or_default]
    pub(super) id: Option<AttrValue>,
    /// The hook by which tests find it.
    pub(super) testid: AttrValue,
    /// The id of the element that names it, where no `label` does.
    #[prop_or_default]
    pub(super) labelledby: Option<AttrValue>,
    #[prop_or_default]
    pub(super) describedby: Option<AttrValue>,
    /// What it is called where no element on the page names it.
    #[prop_or_default]
    pub(super) label: Option<AttrValue>,
    /// Values and what they are called.
    pub(super) options: Vec<(AttrValue, AttrValue)>,
    /// The value that is chosen.
    pub(super) value: AttrValue,
    pub(super) on_pick: Callback<String>,
}

#[function_component]
pub(super) fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    {
        let (node, value) = (node.clone(), props.value.clone());
        use_effect(move || {
            if let Some(element) = node.get() {
                dom::set_value(element, &value);
            }
        });
    }
    let onchange = props.on_pick.reform(|event: Event| dom::value_of(&event));
    html! {
        <select ref={node} id={props.id.clone()} data-testid={props.testid.clone()} aria-labelledby={props.labelledby.clone()}
            aria-describedby={props.describedby.clone()} aria-label={props.label.clone()} {onchange}>
            { for props.options.iter().map(|(value, words)| html! {
                <option key={value.to_string()} value={value.clone()}>{ words }</option>
            }) }
        </select>
    }
}
