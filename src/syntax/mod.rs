//! The vocabulary of Mork text: events, spans, values and their escapes. Reading and writing both speak it; it knows
//! neither.

mod escape;
mod event;
mod span;
pub(crate) mod swar;
mod value;

pub use escape::{decode, encode, encode_into, value_end};
pub(crate) use escape::{
    escaped, is_plain, long_value_end, plain_length, short_value, value_extent, value_says,
};
pub use event::{
    Alias, Cell, ColumnName, Dropped, Event, EventKind, Mid, RowHead, ScopeName, Slot, TableHead,
};
pub(crate) use span::line_break;
pub use span::{LineIndex, Position, Span};
pub use value::RawValue;

/// The first 33 bytes of every Mork 1.4 file. Mozilla's engine opens nothing that begins with anything else
/// (`morkFactory::CanOpenMorkTextFile`).
pub const HEADER: &[u8; 33] = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->";

/// The header up to its version number: older writers of the format begin like this too.
pub const HEADER_STEM: &[u8] = b"// <!-- <mdb:mork:z v=\"";

/// The longest name or value, in decoded bytes, that can have an alias (`morkBookAtom_kMaxBodySize`).
pub const MAX_ALIASED: usize = 1024;
