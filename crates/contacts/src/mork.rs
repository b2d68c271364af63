//! Address books in Mork.
//!
//! One table (kind `pab`) has rows of three scopes: cards, lists, and one row of data about the book. A list names its members
//! by the ids of their rows, in the columns `Address1`, `Address2` and so on. What is defective about lists is passed over as in
//! Thunderbird: totals that are too large, members that are gone.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use morkdb::id::{Oid, Scope};
use morkdb::store::{RowRef, TableRef, Value};
use morkdb::{Database, Store};

use crate::book::{AddressBook, Card, Deleted, List, Options, Property};
use crate::error::Error;
use crate::number;
use crate::past;

pub(crate) const CARDS: &[u8] = b"ns:addrbk:db:row:scope:card:all";
const LISTS: &[u8] = b"ns:addrbk:db:row:scope:list:all";
const BOOK: &[u8] = b"ns:addrbk:db:table:kind:pab";
const DELETED: &[u8] = b"ns:addrbk:db:table:kind:deleted";

/// The columns of a list that are no members and have a place of their own.
const LIST_NAMES: [&str; 4] = ["ListName", "ListNickName", "ListDescription", "UID"];

/// Reads an address book.
pub(crate) fn read(database: &Database, options: &Options) -> Result<AddressBook, Error> {
    let store = database.store();
    let mut reader = Reader::new(store)?;
    reader.note_damage(database);
    reader.living();
    if options.deleted {
        reader.deleted(database);
    }
    reader.note_latin();
    Ok(reader.book)
}

struct Reader<'s> {
    store: &'s Store,
    cards: Vec<Scope>,
    lists: Vec<Scope>,
    /// The names of columns, by token.
    columns: HashMap<morkdb::id::Column, String>,
    /// Where the card of a row is among the cards.
    places: HashMap<u32, usize>,
    /// Rows of lists that were read.
    seen: HashSet<u32>,
    latin: usize,
    book: AddressBook,
}

impl<'s> Reader<'s> {
    fn new(store: &'s Store) -> Result<Self, Error> {
        let called = |name: &[u8]| -> Vec<Scope> {
            store.scopes().filter(|scope| store.name(*scope).as_deref() == Some(name)).collect()
        };
        let (cards, lists) = (called(CARDS), called(LISTS));
        if cards.is_empty() && lists.is_empty() && !store.tables().any(|table| is_kind(store, table, BOOK)) {
            return Err(Error::NotAddressBook);
        }
        Ok(Self {
            store,
            cards,
            lists,
            columns: HashMap::new(),
            places: HashMap::new(),
            seen: HashSet::new(),
            latin: 0,
            book: AddressBook::default(),
        })
    }

    fn note_damage(&mut self, database: &Database) {
        let count = database.diagnostics().count();
        if count > 0 {
            let places = if count == 1 { "place".to_owned() } else { format!("{count} places") };
            self.book
                .warnings
                .push(format!("the file is damaged or odd in {places}; all that can be had was read"));
        }
    }

    fn note_latin(&mut self) {
        if self.latin > 0 {
            let what = format!("{} values are not UTF-8 and were read as ISO 8859-1", self.latin);
            self.book.warnings.push(what);
        }
    }

    /// What is in the table of the book.
    fn living(&mut self) {
        let store = self.store;
        let rows: Vec<RowRef<'s>> = if store.tables().any(|table| is_kind(store, table, BOOK)) {
            rows_of(store, BOOK)
        } else {
            let what = "there is no table of cards; all rows that look like cards were read";
            self.book.warnings.push(what.to_owned());
            let scopes = self.cards.iter().chain(&self.lists);
            scopes.flat_map(|scope| store.rows_in(*scope)).filter(|row| !row.is_empty()).collect()
        };
        self.take(&rows, None);
    }

    /// Cards first: lists name them, and may stand before them.
    fn take(&mut self, rows: &[RowRef<'s>], deleted: Option<Deleted>) {
        for row in rows {
            if self.is_card(row.oid()) && !self.places.contains_key(&row.oid().id) {
                self.card(*row, deleted);
            }
        }
        for row in rows {
            if self.lists.contains(&row.oid().scope) && self.seen.insert(row.oid().id) {
                self.list(*row, deleted);
            }
        }
    }

    fn is_card(&self, oid: Oid) -> bool {
        self.cards.contains(&oid.scope)
    }

    fn card(&mut self, row: RowRef<'s>, deleted: Option<Deleted>) {
        let properties = self.properties(row);
        let mut card = Card::new(format!("{:X}", row.oid().id), properties);
        card.deleted = deleted;
        self.places.insert(row.oid().id, self.book.cards.len());
        self.book.cards.push(card);
    }

    fn properties(&mut self, row: RowRef<'s>) -> Vec<Property> {
        let mut properties: Vec<Property> = Vec::with_capacity(row.len());
        for cell in row.cells() {
            let Some(value) = cell.value else { continue };
            let name = self.column(cell.column);
            let value = self.text(value);
            if !value.is_empty() {
                let value = number::decimal(&name, value);
                properties.push(Property { name, value });
            }
        }
        properties
    }

    fn column(&mut self, column: morkdb::id::Column) -> String {
        let name = self.columns.entry(column).or_insert_with(|| match self.store.name(column) {
            Some(name) => latin_or_utf8(&name).0.into_owned(),
            None => format!("^{:X}", column.0),
        });
        name.clone()
    }

    fn text(&mut self, value: Value<'_>) -> String {
        let bytes = value.bytes();
        let (text, is_latin) = latin_or_utf8(&bytes);
        self.latin += usize::from(is_latin);
        text.into_owned()
    }

    fn list(&mut self, row: RowRef<'s>, deleted: Option<Deleted>) {
        let mut list = List { id: format!("{:X}", row.oid().id), deleted, ..List::default() };
        let mut members: Vec<(u32, String)> = Vec::new();
        for Property { name, value } in self.properties(row) {
            match name.as_str() {
                "ListName" => list.name = value,
                "ListNickName" => list.nickname = value,
                "ListDescription" => list.description = value,
                "UID" => list.uid = Some(value),
                _ => members.extend(member_number(&name).map(|number| (number, value))),
            }
        }
        members.sort_by_key(|(number, _)| *number);
        let gone = self.members(&mut list, &members);
        if gone > 0 {
            let what = if gone == 1 { "a card that is".to_owned() } else { format!("{gone} cards that are") };
            let what = format!("the list `{}` names {what} not there", list.name);
            self.book.warnings.push(what);
        }
        self.book.lists.push(list);
    }

    /// Looks the members up, and counts those that are not there.
    fn members(&self, list: &mut List, members: &[(u32, String)]) -> usize {
        let (mut gone, mut seen) = (0, HashSet::new());
        for (_, value) in members {
            match number::hex(value).and_then(|id| self.places.get(&id)) {
                Some(place) if seen.insert(*place) => list.members.push(*place),
                Some(_) => {}
                None => gone += 1,
            }
        }
        gone
    }

    fn deleted(&mut self, database: &Database) {
        let store = self.store;
        self.take(&rows_of(store, DELETED), Some(Deleted::Listed));
        let scopes = self.cards.iter().chain(&self.lists);
        let cut: Vec<_> =
            scopes.flat_map(|scope| store.rows_in(*scope)).filter(|row| has_values(*row)).collect();
        self.take(&cut, Some(Deleted::Cut));
        for (id, cells) in past::emptied(store.bytes(), database.reading()) {
            if !self.places.contains_key(&id) {
                self.past_card(id, cells);
            }
        }
    }

    fn past_card(&mut self, id: u32, cells: Vec<(String, Vec<u8>)>) {
        let mut properties = Vec::with_capacity(cells.len());
        for (name, value) in cells {
            let (value, is_latin) = latin_or_utf8(&value);
            self.latin += usize::from(is_latin);
            let value = number::decimal(&name, value.into_owned());
            properties.push(Property { name, value });
        }
        let mut card = Card::new(format!("{id:X}"), properties);
        card.deleted = Some(Deleted::Past);
        if !card.properties.is_empty() {
            self.places.insert(id, self.book.cards.len());
            self.book.cards.push(card);
        }
    }
}

fn is_kind(store: &Store, table: TableRef<'_>, kind: &[u8]) -> bool {
    store.name(table.kind()).as_deref() == Some(kind)
}

fn rows_of<'s>(store: &'s Store, kind: &[u8]) -> Vec<RowRef<'s>> {
    store.tables().filter(|table| is_kind(store, *table, kind)).flat_map(TableRef::rows).collect()
}

fn has_values(row: RowRef<'_>) -> bool {
    row.cells().any(|cell| cell.value.is_some_and(|value| !value.raw().is_empty()))
}

/// `Address12` is member 12.
fn member_number(name: &str) -> Option<u32> {
    debug_assert!(!LIST_NAMES.contains(&name), "these are no members");
    let digits = name.strip_prefix("Address")?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

/// Text as UTF-8, or as ISO 8859-1 where it is none: every byte can be told from every other then.
pub(crate) fn latin_or_utf8(bytes: &[u8]) -> (Cow<'_, str>, bool) {
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), false),
        Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into(), true),
    }
}
