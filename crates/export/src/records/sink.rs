//! Where records go.

use std::borrow::Cow;

use super::memo::Key;

/// Takes the values of a record, column by column, in the order of the schema; `None` is null.
pub(crate) trait Sink {
    fn text(&mut self, value: Option<&str>);
    /// Text that is known to be UTF-8.
    fn utf8(&mut self, value: &[u8]);
    fn number(&mut self, value: Option<u32>);
    fn long(&mut self, value: Option<i64>);
    fn yes(&mut self, value: Option<bool>);
    /// Seconds since 1970.
    fn time(&mut self, value: Option<u32>);
    fn list<'a>(&mut self, items: impl Iterator<Item = Cow<'a, str>>);
    /// An object, as text in UTF-8.
    fn json(&mut self, object: &[u8]);
    /// The first values of a record, which `write` gives, and which are those of every record that this is done for.
    fn same(&mut self, write: impl FnOnce(&mut Self)) {
        write(self);
    }
    /// The values of a column or a few, which `write` gives, and whether these tell all that is stored. What was written under the same key before
    /// may be copied.
    fn once(&mut self, key: Key, write: impl FnOnce(&mut Self) -> bool) -> bool;
    /// The record is complete.
    fn end(&mut self);
}
