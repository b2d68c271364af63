//! Where records go.

use std::borrow::Cow;

/// Takes the values of a record, column by column, in the order of the schema; `None` is null.
pub(crate) trait Sink {
    fn text(&mut self, value: Option<&str>);
    fn number(&mut self, value: Option<u32>);
    fn long(&mut self, value: Option<i64>);
    fn yes(&mut self, value: Option<bool>);
    /// Seconds since 1970.
    fn time(&mut self, value: Option<u32>);
    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>);
    /// An object, as text.
    fn json(&mut self, object: &str);
    /// The first values of a record, which `write` gives, and which are those of every record that this is done for.
    fn same(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }
    /// The record is complete.
    fn end(&mut self);
}
