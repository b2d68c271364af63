//! Text to events: the scanner of bytes, the productions of the grammar, and the two faces that both lead to.
//!
//! [`Reader`] is an iterator of [`Event`](crate::syntax::Event)s; [`read_into`] pushes the same events into an
//! [`EventSink`]. The spans of the events put together are the file, whatever is in it.

mod diagnostic;
mod dicts;
mod grammar;
mod group;
mod plain;
mod reader;
mod reading;
mod recovery;
mod rows;
mod scan;
mod tables;
mod walk;

pub use diagnostic::{Diagnostic, DiagnosticKind, Diagnostics, Effect};
pub use reader::{EventSink, Reader, read_into};
pub use reading::Reading;
