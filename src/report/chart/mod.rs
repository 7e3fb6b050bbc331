//! A small family of charts in SVG. Colours come from classes, so that they follow the reader's theme; sizes are chosen so that
//! the letters stay legible on a telephone.

mod axis;
mod cell;
mod heat;
mod plot;

pub(super) use axis::Unit;
pub(super) use cell::{bar, interval, spark, swing};
pub(super) use heat::{Cell, heat};
pub(super) use plot::{Mark, Plot, Series};
