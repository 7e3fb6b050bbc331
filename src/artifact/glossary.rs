//! What people call what a pack names, as JSON.

use crate::error::Result;
#[cfg(any(feature = "train", feature = "console"))]
use crate::error::{Error, ErrorKind};
use crate::model::{Described, Field, Glossary};

use super::json::Json;
use super::read::{Metadata, entry, has};

/// What the entry is called.
const GLOSSARY: &str = "glossary";

/// Reads the names and checks them; none in a pack that has none, and from `ask` in one of before there was a glossary.
///
/// # Errors
/// `pack` with the place.
pub(super) fn read(metadata: &Metadata<'_>, fields: &[Field]) -> Result<Described<Glossary>> {
    let glossary = if has(metadata, GLOSSARY) {
        entry(metadata, GLOSSARY)?.read()?
    } else {
        Json::of(&older(metadata)?, GLOSSARY).read()?
    };
    check(&glossary, fields)?;
    Ok(glossary)
}

#[cfg(any(feature = "train", feature = "console"))]
fn older(metadata: &Metadata<'_>) -> Result<String> {
    let names = if has(metadata, "ask") { entry(metadata, "ask")?.object()?.get("names").optional() } else { None };
    Ok(format!("{{\"catalogue\":{}}}", names.map_or("{}", Json::raw)))
}

#[cfg(any(feature = "train", feature = "console"))]
fn check(glossary: &Glossary, fields: &[Field]) -> Result<()> {
    let broken =
        |e: Error| Error::new(ErrorKind::Pack, "inconsistent pack", GLOSSARY, "names of what the pack has", e.to_string());
    glossary.check().and_then(|()| glossary.check_values(fields)).map_err(broken)
}

/// The scorer alone answers no questions and only hands names on.
#[cfg(not(any(feature = "train", feature = "console")))]
fn older(_: &Metadata<'_>) -> Result<String> {
    Ok("{}".to_owned())
}

#[cfg(not(any(feature = "train", feature = "console")))]
fn check(_: &Described<Glossary>, _: &[Field]) -> Result<()> {
    Ok(())
}
