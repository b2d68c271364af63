//! Comma-separated values (RFC 4180), with the columns of Thunderbird.

use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};

use crate::book::{AddressBook, Written};
use crate::field::FIELDS;

/// Writes the cards with Thunderbird's columns, in its order and with its English titles, in UTF-8. Lists have no place there, as
/// in Thunderbird, nor have properties without a column: both are counted. Where there are deleted cards a last column,
/// `Deleted`, says where they were found.
///
/// # Errors
/// Those of `out`.
pub fn write(book: &AddressBook, out: &mut impl Write) -> io::Result<Written> {
    let has_deleted = book.cards.iter().any(|card| card.deleted.is_some());
    let fields: Vec<_> = FIELDS.iter().filter_map(|field| Some((field.name, field.title?))).collect();
    let mut written =
        Written { cards: book.cards.len(), lists_left_out: book.lists.len(), ..Written::default() };
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(out);
    let deleted = has_deleted.then_some("Deleted");
    writer.write_record(fields.iter().map(|(_, title)| *title).chain(deleted))?;
    for card in &book.cards {
        let deleted = has_deleted.then(|| card.deleted.map_or("", crate::Deleted::word));
        let values = fields.iter().map(|(name, _)| card.get(name).unwrap_or_default());
        writer.write_record(values.chain(deleted))?;
        for property in card.all() {
            if !fields.iter().any(|(name, _)| *name == property.name) {
                written.leave_out(&property.name);
            }
        }
    }
    writer.flush()?;
    Ok(written)
}
