//! An address book: cards, and lists of them.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::error::Error;
use crate::mork;
use crate::vcard::{self, VCard};

/// An address book.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct AddressBook {
    /// The cards, in the order of the file. Those that were deleted are behind the others, and only where they were asked for.
    pub cards: Vec<Card>,
    /// The mailing lists, in the order of the file.
    pub lists: Vec<List>,
    /// What is odd about the file, a sentence each.
    pub warnings: Vec<String>,
}

/// What to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Options {
    /// Also what is left of deleted cards and lists; see [`Deleted`].
    pub deleted: bool,
}

/// A card.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Card {
    /// What the file calls it: the id of its row in hexadecimal digits, or its UID in an SQLite file.
    pub id: String,
    /// Whether it was deleted, and where it was found then.
    pub deleted: Option<Deleted>,
    /// What the file says of it, in the file's order, without empty values. Numbers that a `.mab` has in hexadecimal digits
    /// are decimal here, as in an SQLite file.
    pub properties: Vec<Property>,
    /// Its vCard, where it has one (in SQLite files since Thunderbird 102). What it says wins over the properties.
    pub vcard: Option<VCard>,
    /// What the vCard says, by the names of properties.
    told: Vec<Property>,
}

/// A property of a card: its name as Thunderbird has it, and its value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Property {
    /// `PrimaryEmail`, for example.
    pub name: String,
    /// The value; never empty.
    pub value: String,
}

/// Where a deleted card or list was found. Only a `.mab` keeps any.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Deleted {
    /// In the table of deleted cards, which Thunderbird kept for the synchronisation with other devices. Such a card has only a
    /// few of its properties.
    Listed,
    /// Its row was taken out of the table of cards, and still has its cells.
    Cut,
    /// Its row has no cells any more, but an earlier part of the file says which ones it had. That lasts until the file is
    /// written anew. The values are the last ones before the row was emptied.
    Past,
}

impl Deleted {
    /// One word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Cut => "cut",
            Self::Past => "past",
        }
    }
}

/// A mailing list.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct List {
    /// What the file calls it: the id of its row in hexadecimal digits, or its UID in an SQLite file.
    pub id: String,
    /// Its UID, where it has one.
    pub uid: Option<String>,
    /// Its name.
    pub name: String,
    /// Its short name.
    pub nickname: String,
    /// Its description.
    pub description: String,
    /// The places of its members in [`AddressBook::cards`].
    pub members: Vec<usize>,
    /// Whether it was deleted, and where it was found then.
    pub deleted: Option<Deleted>,
}

/// What was written, and what the format has no place for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Written {
    /// How many cards were written.
    pub cards: usize,
    /// How many lists were written.
    pub lists: usize,
    /// How many lists were left out.
    pub lists_left_out: usize,
    /// Names of properties that were left out, and of how many cards, by name.
    pub left_out: Vec<(String, usize)>,
}

/// What the address book notes for itself: nearly all cards have these, they are made of other properties or are of no use elsewhere, and Thunderbird
/// makes them anew.
const BOOKKEEPING: [&str; 6] = [
    "DbRowID",
    "LastModifiedDate",
    "LowercasePrimaryEmail",
    "LowercaseSecondEmail",
    "PopularityIndex",
    "RecordKey",
];

impl Written {
    /// Counts a property that the format has no place for. What is no loss is not counted.
    pub(crate) fn leave_out(&mut self, name: &str) {
        if BOOKKEEPING.contains(&name) {
            return;
        }
        match self.left_out.binary_search_by(|(known, _)| known.as_str().cmp(name)) {
            Ok(at) => self.left_out.iter_mut().skip(at).take(1).for_each(|(_, count)| *count += 1),
            Err(at) => self.left_out.insert(at, (name.to_owned(), 1)),
        }
    }
}

impl AddressBook {
    /// Reads an address book: Mork or SQLite, as its first bytes say.
    ///
    /// # Errors
    /// The file cannot be read, or is no address book. Whatever is wrong with a part of it is one of the
    /// [`warnings`](Self::warnings).
    pub fn open(path: impl AsRef<Path>, options: &Options) -> Result<Self, Error> {
        let path = path.as_ref();
        if is_sqlite(path)? {
            return open_sqlite(path, options);
        }
        mork::read(&morkdb::Database::open(path)?, options)
    }

    /// Reads the bytes of a `.mab`.
    ///
    /// # Errors
    /// They are no Mork file, or one of something else.
    pub fn from_mork(bytes: Vec<u8>, options: &Options) -> Result<Self, Error> {
        mork::read(&morkdb::Database::from_bytes(bytes)?, options)
    }

    /// The cards that were not deleted.
    pub fn living(&self) -> impl Iterator<Item = &Card> {
        self.cards.iter().filter(|card| card.deleted.is_none())
    }
}

#[cfg(feature = "sqlite")]
fn open_sqlite(path: &Path, options: &Options) -> Result<AddressBook, Error> {
    crate::sqlite::open(path, options)
}

#[cfg(not(feature = "sqlite"))]
fn open_sqlite(_: &Path, _: &Options) -> Result<AddressBook, Error> {
    Err(Error::NoSqlite)
}

fn is_sqlite(path: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head == b"SQLite format 3\0")
}

impl Property {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl Card {
    /// A card of these properties; empty ones are dropped. The property `_vCard` becomes its [`vcard`](Self::vcard), or stays a
    /// property where it is none.
    pub(crate) fn new(id: String, mut properties: Vec<Property>) -> Self {
        properties.retain(|property| !property.value.is_empty());
        let place = properties.iter().position(|property| property.name == "_vCard");
        let vcard = place.and_then(|at| properties.get(at)).and_then(|text| VCard::parse(&text.value));
        if let (Some(at), Some(_)) = (place, &vcard) {
            properties.remove(at);
        }
        let told = vcard.as_ref().map(vcard::properties).unwrap_or_default();
        Self { id, deleted: None, properties, vcard, told }
    }

    /// The value of a property: of the vCard where that says it, otherwise of the first property of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let of = |list: &'_ [Property]| list.iter().position(|property| property.name == name);
        let told = of(&self.told).and_then(|at| self.told.get(at));
        told.or_else(|| self.properties.get(of(&self.properties)?)).map(|property| property.value.as_str())
    }

    /// All properties that can be had by name: those of the vCard, then those of which it says nothing.
    pub fn all(&self) -> impl Iterator<Item = &Property> {
        let is_told = |name: &str| self.told.iter().any(|property| property.name == name);
        self.told.iter().chain(self.properties.iter().filter(move |property| !is_told(&property.name)))
    }

    /// The name to show: the display name, or what else there is to call it by. Empty where there is nothing.
    pub fn name(&self) -> String {
        if let Some(name) = self.get("DisplayName") {
            return name.to_owned();
        }
        let parts: Vec<_> = ["FirstName", "LastName"].iter().filter_map(|name| self.get(name)).collect();
        if !parts.is_empty() {
            return parts.join(" ");
        }
        let others = ["NickName", "Company", "PrimaryEmail", "SecondEmail"];
        others.iter().find_map(|name| self.get(name)).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(properties: &[(&str, &str)]) -> Card {
        let properties = properties.iter().map(|(name, value)| Property::new(*name, *value));
        Card::new("1".to_owned(), properties.collect())
    }

    #[test]
    fn a_card_is_called_by_what_there_is() {
        assert_eq!(card(&[("DisplayName", "Ada"), ("LastName", "L")]).name(), "Ada");
        assert_eq!(card(&[("FirstName", "Ada"), ("LastName", "L")]).name(), "Ada L");
        assert_eq!(card(&[("FirstName", ""), ("PrimaryEmail", "a@b")]).name(), "a@b");
        assert_eq!(card(&[]).name(), "");
    }

    #[test]
    fn the_vcard_wins() {
        let text = "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:New\r\nEND:VCARD\r\n";
        let both = card(&[("DisplayName", "Old"), ("_vCard", text), ("PopularityIndex", "3")]);
        assert_eq!(both.get("DisplayName"), Some("New"));
        assert_eq!(both.get("PopularityIndex"), Some("3"));
        assert_eq!(both.all().count(), 2);
        let broken = card(&[("DisplayName", "Old"), ("_vCard", "no vcard")]);
        assert_eq!((broken.get("DisplayName"), broken.get("_vCard")), (Some("Old"), Some("no vcard")));
    }
}
