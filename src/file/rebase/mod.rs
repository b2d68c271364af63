//! Unsaved changes, made again on what another program has written meanwhile.

mod replay;
mod unsaved;

use std::io;

use super::database::Database;
use super::error::Error;
use crate::id::{Column, Oid};
use crate::store::{Event, Store};
use replay::Replay;
use unsaved::Unsaved;

/// A cell that was changed here and in the file, and not to the same. The store has what the file has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The row.
    pub row: Oid,
    /// The column.
    pub column: Column,
    /// What it was before either change; `None` where there was no such cell, or it had no value.
    pub base: Option<Vec<u8>>,
    /// What it was to be here.
    pub ours: Option<Vec<u8>>,
    /// What it is in the file.
    pub theirs: Option<Vec<u8>>,
}

/// What became of unsaved changes when they were made again.
#[must_use = "what could not be made again is said here"]
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Rebased {
    /// The cells that were changed in both, to different values. There the file's value stays, and
    /// [`Store::set`](crate::Store::set) can bring ours back.
    pub conflicts: Vec<Conflict>,
    /// Rows that were made with the next id, which the file has given to another row meanwhile: the id that they had, and
    /// the one that they have now.
    pub rows: Vec<(Oid, Oid)>,
    /// The same of tables.
    pub tables: Vec<(Oid, Oid)>,
}

impl Rebased {
    /// Whether everything is as it was before, in addition to what the file has.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty() && self.rows.is_empty() && self.tables.is_empty()
    }
}

fn cell_value(store: &Store, row: Oid, column: Column) -> Option<Vec<u8>> {
    store.row(row)?.get(column).map(|value| value.bytes().into_owned())
}

impl Database {
    /// Reads the file again and makes the unsaved changes to what it has now. Answers what could not be made again as it was.
    /// Rows and tables that were made with the next id get another one where the file has given that away meanwhile. A cell
    /// that was emptied here is cut instead. Nothing is written.
    ///
    /// Listeners are told that the store was reloaded, and then of the changes as they are made again.
    ///
    /// # Errors
    ///
    /// The file cannot be read any more, or is gone, or the changes cannot be made to it. In the first two cases the database is
    /// as it was, and [`save_as`](Self::save_as) can save it; in the last it has what the file has, and those changes that
    /// could be made.
    pub fn rebase(&mut self) -> Result<Rebased, Error> {
        let storage = self.storage.clone().ok_or(Error::NoFile)?;
        let image = storage.read()?;
        if image.is_none() && self.saved.stamp.is_some() {
            let source = io::Error::from(io::ErrorKind::NotFound);
            return Err(Error::Io { path: storage.path().to_owned(), source });
        }
        let unsaved = Unsaved::of(&self.store);
        let mut fresh = self.options.read_again(image)?;
        fresh.store.set_listeners(self.store.listeners());
        fresh.storage = Some(storage);
        *self = fresh;
        self.store.tell(Event::Reloaded);
        Replay::new(&mut self.store).all(unsaved).map_err(|error| Error::Unwritable(error.into()))
    }
}
