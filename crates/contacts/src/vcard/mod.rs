//! vCard 4.0 (RFC 6350).

mod line;
mod map;
mod parse;
mod upgrade;
mod write;

pub(crate) use map::properties;
pub use parse::{Line, VCard};
pub use write::write;
