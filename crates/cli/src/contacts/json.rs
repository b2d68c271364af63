//! Address books as JSON.

use std::io::{self, Write};

use morkdb_contacts::{AddressBook, Card, Deleted, List, Written};
use serde_json::{Map, Value, json};

/// Writes an object with `cards` and `lists`. A card has all of its properties, decoded, in `properties`; members of lists are the
/// `id`s of cards.
pub(super) fn write(book: &AddressBook, out: &mut impl Write) -> io::Result<Written> {
    out.write_all(b"{\"cards\":")?;
    array(book.cards.iter().map(card), out)?;
    out.write_all(b",\n\"lists\":")?;
    array(book.lists.iter().map(|one| list(book, one)), out)?;
    out.write_all(b"}\n")?;
    let mut written = Written::default();
    (written.cards, written.lists) = (book.cards.len(), book.lists.len());
    Ok(written)
}

fn array(elements: impl Iterator<Item = Value>, out: &mut impl Write) -> io::Result<()> {
    let mut before: &[u8] = b"[\n";
    for element in elements {
        out.write_all(before)?;
        serde_json::to_writer(&mut *out, &element)?;
        before = b",\n";
    }
    out.write_all(if before == b"[\n" { b"[]" } else { b"\n]" })
}

fn card(card: &Card) -> Value {
    let mut properties = Map::new();
    for property in card.all() {
        // The first cell of a column counts.
        properties.entry(property.name.clone()).or_insert_with(|| json!(property.value));
    }
    json!({ "id": card.id, "name": card.name(), "deleted": card.deleted.map(Deleted::word), "properties": properties })
}

fn list(book: &AddressBook, list: &List) -> Value {
    let members: Vec<_> =
        list.members.iter().filter_map(|place| book.cards.get(*place)).map(|card| &card.id).collect();
    json!({
        "id": list.id,
        "name": list.name,
        "nickname": list.nickname,
        "description": list.description,
        "deleted": list.deleted.map(Deleted::word),
        "members": members,
    })
}
