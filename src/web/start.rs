//! How `main.js` puts the console on the page: packs on the shelf, then the page, then perhaps more packs.

use std::rc::Rc;

use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use yew::{AppHandle, AttrValue, Renderer};

use super::argument::{bytes, element, refuse};
use crate::app::{Lang, Shelf, Shelved, read_records};
use crate::engine::Advisor;
use crate::engine::receipt::sha256;
use crate::error::Result;
use crate::ui::{Console, ConsoleProps};

/// The console of a page.
#[wasm_bindgen(js_name = Console)]
#[derive(Default)]
pub struct Opening {
    packs: Vec<Shelved>,
    /// The bytes of those among them, from the first on, that were read for scores alone.
    begun: Vec<Rc<Vec<u8>>>,
    /// Whether packs are read as a whole from now on, and all of the page is drawn.
    whole: bool,
    opened: Option<(AppHandle<Console>, ConsoleProps)>,
}

#[wasm_bindgen(js_class = Console)]
impl Opening {
    /// A console that nothing is known of yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a pack on the shelf, an `ArrayBuffer` or a `Uint8Array`, with its demo customers where there are any: a text, in JSON an array
    /// of objects with `id`, `name` and `fields`. Before `complete` a pack is read for scores alone, which is half the work.
    pub fn shelve(&mut self, pack: &JsValue, customers: &JsValue) -> std::result::Result<(), JsValue> {
        let bytes = Rc::new(bytes(pack)?);
        let advisor = if self.whole { Advisor::from_bytes(&bytes)? } else { Advisor::for_scores(&bytes)? };
        self.packs.push(shelved(advisor, Rc::clone(&bytes), customers)?);
        if !self.whole {
            self.begun.push(bytes);
        }
        self.update();
        Ok(())
    }

    /// Reads the rest of the packs and draws the rest of the page. What `open` draws before that is the first picture: who is on the desk, and
    /// the scores.
    pub fn complete(&mut self) -> std::result::Result<(), JsValue> {
        for (pack, bytes) in self.packs.iter_mut().zip(std::mem::take(&mut self.begun)) {
            pack.advisor = Rc::new(Advisor::from_bytes(&bytes)?);
        }
        self.whole = true;
        self.update();
        Ok(())
    }

    /// Hands the packs to the console, if it is open.
    fn update(&mut self) {
        if let Some((console, props)) = &mut self.opened
            && let Some(shelf) = Shelf::new(self.packs.clone())
        {
            (props.shelf, props.whole) = (shelf, self.whole);
            console.update(props.clone());
        }
    }

    /// Opens the console in `root` with the first pack on the desk. `lang` is the language to begin in, such as `ko-KR`; `handover` a
    /// consultation that the page before this one handed over, in answer to `confidant-handover`; `workforce` scores tables, and `proof`
    /// measures what leaves the page. All but `root` may be undefined. `complete` is to follow, unless it went before.
    pub fn open(
        &mut self,
        root: &JsValue,
        lang: &JsValue,
        handover: &JsValue,
        workforce: JsValue,
        proof: JsValue,
    ) -> std::result::Result<(), JsValue> {
        let root = element(root)?;
        let missing = || refuse("no packs", "the shelf", "at least one pack", "none");
        let shelf = Shelf::new(self.packs.clone()).ok_or_else(missing)?;
        let props = ConsoleProps {
            shelf,
            lang: Lang::of(&lang.as_string().unwrap_or_default()),
            workforce: Some(workforce).filter(JsValue::is_object).map(JsCast::unchecked_into),
            proof: Some(proof).filter(JsValue::is_object).map(JsCast::unchecked_into),
            whole: self.whole,
            handover: handover.as_string().map(AttrValue::from),
        };
        self.opened = Some((Renderer::<Console>::with_root_and_props(root, props.clone()).render(), props));
        Ok(())
    }
}

fn shelved(advisor: Advisor, bytes: Rc<Vec<u8>>, customers: &JsValue) -> Result<Shelved> {
    let records = customers.as_string().as_deref().map_or_else(|| Ok(Vec::new()), read_records)?;
    Ok(Shelved::new(Rc::new(advisor), records, move || sha256(&bytes)))
}
