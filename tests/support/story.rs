//! A database that is changed at random, with its model beside it: commits, rollbacks, reopenings, and what must hold
//! behind each. The tests and the fuzz target `changes` have it in common.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "every user takes what it needs")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

use morkdb::file::{Error, Unwritable, What, Why};
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::{Commit, Database, OpenOptions, Reading};

use crate::ops::{Choices, State, change, check_commit};
use crate::support::READINGS;
use crate::support::faulty::Faulty;

pub const COMMITS: [Commit; 3] = [Commit::Group, Commit::Thunderbird, Commit::Whole];

/// A database, the storage that it is in, and the model of it.
pub struct Story {
    pub disk: Faulty,
    pub database: Database,
    pub model: State,
    /// The model as it was when it was last committed or read.
    pub saved: State,
}

impl Story {
    /// A new database.
    pub fn new() -> Self {
        let disk = Faulty::new();
        let database = OpenOptions::new().open_or_create_on(Box::new(disk.clone())).unwrap();
        Self { disk, database, model: State::default(), saved: State::default() }
    }

    /// A database with this file; `None` where the reading refuses it.
    pub fn of(file: &[u8], reading: Reading) -> Option<Self> {
        let disk = Faulty::holding(file);
        let database = OpenOptions::new().reading(reading).open_on(Box::new(disk.clone())).ok()?;
        let model = State::of(database.store());
        Some(Self { disk, database, saved: model.clone(), model })
    }

    pub fn change(&mut self, choices: &mut Choices) {
        change(choices, self.database.store_mut(), &mut self.model);
    }

    #[track_caller]
    pub fn check(&self, what: &str) {
        State::of(self.database.store()).assert_same(&self.model, what);
    }

    /// Commits, and looks at what was written. A preview says what will be.
    #[track_caller]
    pub fn commit(&mut self, how: Commit) -> Result<What, Error> {
        let before = self.disk.live().unwrap_or_default();
        let preview = self.database.preview(how);
        let waste = self.database.groups().waste_percent(before.len() as u32);
        self.check("a preview changes nothing");
        assert_eq!(self.disk.live().unwrap_or_default(), before, "a preview writes nothing");
        let written = match self.database.commit_as(how) {
            Ok(written) => written,
            Err(error) => {
                assert_eq!(preview.unwrap_err().to_string(), error.to_string());
                assert_eq!(self.disk.live().unwrap_or_default(), before, "nothing is written after {error}");
                self.check("an error changes nothing");
                return Err(error);
            }
        };
        let after = self.disk.live().unwrap_or_default();
        let preview = preview.unwrap();
        assert_eq!(preview.what, written.what);
        assert_eq!(preview.text, after[after.len() - written.bytes as usize..], "the preview said so");
        self.check("a commit changes nothing in memory");
        if how == Commit::Thunderbird && !before.is_empty() {
            let is_waste = matches!(written.what, What::Whole(Why::Waste { .. }));
            assert_eq!(is_waste, waste >= 30, "{:?} with {waste} % of groups", written.what);
        }
        assert!(!self.database.store().is_changed() && self.database.store().changes().next().is_none());
        check_commit(&before, &after, written, &self.model);
        assert_eq!(self.database.size(), after.len() as u64);
        assert_eq!(self.disk.temporaries(), 0);
        self.saved = self.model.clone();
        Ok(written.what)
    }

    pub fn rollback(&mut self) {
        self.database.rollback();
        self.model = self.saved.clone();
        self.check("a rollback leads back to the last commit");
        assert!(!self.database.store().is_changed());
    }

    /// Drops the database, changes and all, and opens the file again.
    pub fn reopen(&mut self, reading: Reading) {
        let options = OpenOptions::new().reading(reading);
        let opened = options.open_or_create_on(Box::new(self.disk.clone())).unwrap();
        self.database = opened;
        self.model = self.saved.written();
        if self.disk.live().is_none() {
            self.model = State::default();
        }
        self.saved = self.model.clone();
        self.check("what is read is what was committed");
    }

    /// Random changes with commits, rollbacks and reopenings.
    pub fn go_on(&mut self, choices: &mut Choices) {
        while !choices.is_over() {
            match choices.pick(40) {
                0 => self.rollback(),
                1 => self.reopen(READINGS[choices.pick(3)]),
                2..=5 => _ = self.commit(COMMITS[choices.pick(3)]).unwrap(),
                6..=8 => _ = self.commit(Commit::Group).unwrap(),
                _ => self.change(choices),
            }
        }
        self.check("after all");
        self.commit(Commit::Group).unwrap();
        self.reopen(Reading::Strict);
    }

    /// Commits, and mends what keeps that from being done. `None` where it cannot be mended: then nothing was written.
    #[track_caller]
    pub fn commit_mended(&mut self, how: Commit) -> Option<What> {
        loop {
            let error = match self.commit(how) {
                Ok(what) => return Some(what),
                Err(error) => error,
            };
            let is_unread = matches!(error, Error::Unread { .. });
            assert_eq!(is_unread, self.database.stopped_by().is_some(), "{error}");
            if is_unread || !mend(self, &error) {
                return None;
            }
        }
    }

    /// Like [`go_on`](Self::go_on), for a file that may be damaged. What was once written can be read in every reading.
    pub fn go_anywhere(&mut self, choices: &mut Choices) {
        let mut is_ours = false;
        while !choices.is_over() {
            let how = match choices.pick(32) {
                0 => {
                    self.rollback();
                    continue;
                }
                1 => {
                    let reading = READINGS[choices.pick(3)];
                    self.reopen(if is_ours { reading } else { self.database.reading() });
                    continue;
                }
                2..=4 => COMMITS[choices.pick(3)],
                5..=8 => Commit::Group,
                _ => {
                    self.change(choices);
                    continue;
                }
            };
            let Some(what) = self.commit_mended(how) else { return };
            is_ours |= what.is_something();
        }
        self.check("after all");
        if let Some(what) = self.commit_mended(Commit::Group)
            && (is_ours || what.is_something())
        {
            self.reopen(Reading::Strict);
        }
    }
}

/// Mends what only damaged files have and cannot be written. `false` where that cannot be.
pub fn mend(story: &mut Story, error: &Error) -> bool {
    let store = story.database.store_mut();
    match error {
        Error::Unwritable(Unwritable::NoKind { table }) => {
            let kind = store.make_kind("k").unwrap();
            assert!(store.set_kind(*table, kind).unwrap());
        }
        Error::Unwritable(Unwritable::NoScope { row }) => {
            assert_eq!(row.scope, Scope(0));
            let before = store.changes().count();
            store.make_unique_table(Scope(0), Kind(b'k'.into())).unwrap();
            let tables: Vec<Oid> = store.tables().map(|table| table.oid()).collect();
            for table in tables.into_iter().filter(|table| table.scope != Scope(0)) {
                store.cut_row(table, *row).unwrap();
            }
            if store.changes().count() == before {
                assert!(store.tables().any(|table| table.meta_row().is_some_and(|meta| meta.oid() == *row)));
                return false;
            }
        }
        // A column may stand too far from itself where a literal named another new column twice. The last of them stays.
        Error::Unwritable(Unwritable::Duplicates { row }) => {
            let columns: Vec<Column> = store.row(*row).unwrap().cells().map(|cell| cell.column).collect();
            for (at, &column) in columns.iter().enumerate() {
                if columns[at + 1..].contains(&column) {
                    assert!(store.cut(*row, column).unwrap());
                }
            }
        }
        _ => panic!("{error}"),
    }
    story.model = State::of(store);
    true
}
