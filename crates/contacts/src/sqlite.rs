//! Address books in SQLite, as Thunderbird 78 and later have them.
//!
//! The file is opened so that nothing is written and no file appears beside it. Where another program has it open, or was killed,
//! a part of it stands in a file of its own (`-wal`, `-journal`). Then all are copied to a temporary folder and read there.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use tempfile::TempDir;

use crate::book::{AddressBook, Card, List, Options, Property};
use crate::error::Error;
use crate::mork::latin_or_utf8;

/// Reads an address book.
pub(crate) fn open(path: &Path, options: &Options) -> Result<AddressBook, Error> {
    let copy = copied(path)?;
    let connection = match &copy {
        Some(copy) => connect(&copy.file, "mode=rw")?,
        None => connect(path, "mode=ro&immutable=1")?,
    };
    let mut reader = Reader { connection, places: HashMap::new(), book: AddressBook::default() };
    reader.read()?;
    if options.deleted {
        let what = "an SQLite address book keeps nothing of deleted cards that could be read";
        reader.book.warnings.push(what.to_owned());
    }
    Ok(reader.book)
}

/// A copy of a file and of what belongs to it, which goes when it is dropped.
struct Copied {
    _folder: TempDir,
    file: PathBuf,
}

fn copied(path: &Path) -> Result<Option<Copied>, Error> {
    let beside = |end: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    };
    let others = [("-wal", "book.sqlite-wal"), ("-journal", "book.sqlite-journal")];
    let has_more =
        |end: &str| fs::metadata(beside(end)).is_ok_and(|found| found.is_file() && found.len() > 0);
    if !others.iter().any(|(end, _)| has_more(end)) {
        return Ok(None);
    }
    let folder = TempDir::new()?;
    let file = folder.path().join("book.sqlite");
    fs::write(&file, fs::read(path)?)?;
    for (end, name) in others {
        if has_more(end) {
            fs::write(folder.path().join(name), fs::read(beside(end))?)?;
        }
    }
    Ok(Some(Copied { _folder: folder, file }))
}

fn connect(path: &Path, how: &str) -> Result<Connection, Error> {
    let path = std::path::absolute(path)?;
    let uri = format!("file:{}?{how}", quoted(path.as_os_str().as_encoded_bytes()));
    let flags =
        OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
    let flags = if how.starts_with("mode=ro") {
        flags.difference(OpenFlags::SQLITE_OPEN_READ_WRITE) | OpenFlags::SQLITE_OPEN_READ_ONLY
    } else {
        flags
    };
    let connection = Connection::open_with_flags(uri, flags)?;
    // The file is not ours, and what it defines may not be harmless.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    Ok(connection)
}

/// A path within a URI.
fn quoted(path: &[u8]) -> String {
    let mut quoted = String::with_capacity(path.len());
    if cfg!(windows) {
        quoted.push('/');
    }
    for byte in path {
        match byte {
            b'\\' if cfg!(windows) => quoted.push('/'),
            b':' if cfg!(windows) => quoted.push(':'),
            byte if byte.is_ascii_alphanumeric() || b"/-._~".contains(byte) => quoted.push(char::from(*byte)),
            // Writing to a string does not fail.
            byte => _ = write!(quoted, "%{byte:02X}"),
        }
    }
    quoted
}

struct Reader {
    connection: Connection,
    /// Where a card is among the cards, by UID.
    places: HashMap<String, usize>,
    book: AddressBook,
}

impl Reader {
    fn read(&mut self) -> Result<(), Error> {
        if !self.has_table("properties")? {
            return Err(Error::NotAddressBookSqlite);
        }
        self.cards()?;
        if self.has_table("lists")? && self.has_table("list_cards")? {
            if let Err(error) = self.lists() {
                self.book.warnings.push(format!("the lists cannot be read: {error}"));
            }
        } else {
            self.book.warnings.push("there is no table of lists".to_owned());
        }
        Ok(())
    }

    fn has_table(&self, name: &str) -> Result<bool, Error> {
        let sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?1";
        Ok(self.connection.query_row(sql, [name], |row| row.get::<_, i64>(0))? > 0)
    }

    /// Cards are in the order in which the file first mentions them.
    fn cards(&mut self) -> Result<(), Error> {
        let mut found: Vec<(String, Vec<Property>)> = Vec::new();
        let mut statement =
            self.connection.prepare("SELECT card, name, value FROM properties ORDER BY rowid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let [uid, name, value] = [text(row, 0)?, text(row, 1)?, text(row, 2)?];
            let place = *self.places.entry(uid).or_insert_with_key(|uid| {
                found.push((uid.clone(), Vec::new()));
                found.len() - 1
            });
            if let Some((_, properties)) = found.get_mut(place) {
                properties.push(Property { name, value });
            }
        }
        for (uid, mut properties) in found {
            if !properties.iter().any(|property| property.name == "UID") {
                properties.insert(0, Property::new("UID", uid.clone()));
            }
            let card = Card::new(uid, properties);
            if card.properties.iter().any(|property| property.name == "_vCard") {
                let what =
                    format!("the vCard of the card {} cannot be read; its properties were taken", card.id);
                self.book.warnings.push(what);
            }
            self.book.cards.push(card);
        }
        Ok(())
    }

    fn lists(&mut self) -> Result<(), Error> {
        let sql = "SELECT uid, name, nickName, description FROM lists ORDER BY rowid";
        let mut statement = self.connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some(row) = rows.next()? {
            let uid = text(row, 0)?;
            places.insert(uid.clone(), self.book.lists.len());
            self.book.lists.push(List {
                id: uid.clone(),
                uid: Some(uid),
                name: text(row, 1)?,
                nickname: text(row, 2)?,
                description: text(row, 3)?,
                ..List::default()
            });
        }
        let mut gone = 0_usize;
        let mut statement = self.connection.prepare("SELECT list, card FROM list_cards ORDER BY rowid")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let list = places.get(&text(row, 0)?).and_then(|place| self.book.lists.get_mut(*place));
            match (list, self.places.get(&text(row, 1)?)) {
                (Some(list), Some(card)) => list.members.push(*card),
                _ => gone += 1,
            }
        }
        if gone > 0 {
            let what = format!("{gone} members of lists name cards or lists that are not there");
            self.book.warnings.push(what);
        }
        Ok(())
    }
}

/// A value as text, whatever it is.
fn text(row: &Row<'_>, column: usize) -> Result<String, Error> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => latin_or_utf8(bytes).0.into_owned(),
    })
}
