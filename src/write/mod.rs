//! Writing Mork text: what is to be written, and how it looks.
//!
//! A [`Plan`] names the rows and tables that have to be written; [`mozilla`] makes it as Mozilla's engine does, faults
//! included, and [`safe`] without them. [`Text`] writes a plan down. It is one text for both: lines break where the engine
//! breaks them, and a value that is no longer than its id stands as it is.

mod cells;
mod dicts;
mod error;
mod line;
mod mozilla;
mod plan;
mod safe;
mod tables;
mod text;

pub(crate) use mozilla::{mozilla_group, mozilla_whole};
pub(crate) use plan::Plan;
pub(crate) use safe::{safe_group, safe_whole};
pub(crate) use text::{Sink, Text};

pub use error::Unwritable;
