//! Writing a database: so that at any moment the file is the old state or the new one.

use std::io;
use std::path::Path;
use std::sync::Arc;

use super::database::Database;
use super::draft::{Draft, Group, MAX_SIZE};
use super::error::Error;
use super::saved::Saved;
use super::storage::{DiskStorage, Durability, Session, Storage};
use super::writing::{Commit, Preview, What, Writing, Written};
use crate::read::Reading;
use crate::store::{AtomSet, Event};
use crate::write::{Plan, Text};

impl Database {
    /// Writes the changes: as a group at the end of the file, or, where that cannot be, the whole file. Nothing where nothing
    /// was changed.
    ///
    /// ```
    /// # let path = std::env::temp_dir().join(format!("morkdb-doc-commit-{}.mab", std::process::id()));
    /// # let _ = std::fs::remove_file(&path);
    /// let mut book = morkdb::OpenOptions::new().create(&path)?;
    /// let store = book.store_mut();
    /// let (cards, name) = (store.make_scope("cards")?, store.make_column("DisplayName")?);
    /// let ada = store.make_row(cards)?;
    /// store.set(ada, name, "Ada")?;
    /// book.commit()?;
    /// # let again = morkdb::Database::open(&path)?;
    /// # assert_eq!(again.store().row(ada).unwrap().get(name).unwrap(), *"Ada");
    /// # std::fs::remove_file(&path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Where writing into the file itself fails, the database is [`Failed`](Error::Failed) from then on; what had been
    /// written is taken away again, if that can be done. After every other error nothing was written, and the
    /// commit can be tried again.
    pub fn commit(&mut self) -> Result<Written, Error> {
        self.commit_as(Commit::Group)
    }

    /// Writes the whole file anew, without what is not needed any more.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit).
    pub fn compress(&mut self) -> Result<Written, Error> {
        self.commit_as(Commit::Whole)
    }

    /// Writes the changes, or the whole file.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit).
    pub fn commit_as(&mut self, how: Commit) -> Result<Written, Error> {
        let storage = self.storage.clone().ok_or(Error::NoFile)?;
        self.store.tell(Event::Committing);
        let done = self.check().and_then(|()| self.write(&*storage, how));
        self.store.tell(if done.is_ok() { Event::Committed } else { Event::CommitFailed });
        done
    }

    /// Writes everything to a new file, which there must not be yet, and goes on with that one.
    ///
    /// # Errors
    ///
    /// As for [`commit`](Self::commit). The database stays with its old file, unless it is [`Failed`](Error::Failed) then.
    pub fn save_as(&mut self, path: impl AsRef<Path>) -> Result<Written, Error> {
        let storage: Arc<dyn Storage> = Arc::new(DiskStorage::new(path.as_ref()));
        let exists = || Error::Exists { path: path.as_ref().to_owned() };
        if storage.read()?.is_some() {
            return Err(exists());
        }
        let old = (
            self.storage.replace(storage),
            std::mem::take(&mut self.saved),
            std::mem::take(&mut self.failed),
        );
        let written = self.commit_as(Commit::Whole);
        // A database that has failed has the new file already, whole or not.
        if written.is_err() && !self.failed {
            (self.storage, self.saved, self.failed) = old;
        }
        written.map_err(|error| if matches!(error, Error::ChangedOnDisk { .. }) { exists() } else { error })
    }

    /// What a commit would write. Nothing is written by this.
    ///
    /// # Errors
    ///
    /// The database cannot be written so, or has failed.
    pub fn preview(&mut self, how: Commit) -> Result<Preview, Error> {
        self.check()?;
        let draft = self.draft(how)?;
        let what = draft.what();
        let text = match draft {
            Draft::Nothing => Vec::new(),
            Draft::Group(group) => group.text,
            Draft::Whole(plan, _) => {
                let mut text = Vec::new();
                let done = self.whole(plan, &mut |piece| {
                    text.extend_from_slice(piece);
                    Ok(())
                });
                done.map_err(|source| Error::Io { path: self.path(), source })?;
                text
            }
        };
        Ok(Preview { what, text })
    }

    fn check(&self) -> Result<(), Error> {
        if self.options.writing == Writing::Mozilla && self.options.reading != Reading::Mozilla {
            return Err(Error::NeedsMozillaReading);
        }
        if !self.is_own_store() {
            return Err(Error::AnotherStore);
        }
        if self.failed { Err(Error::Failed { path: self.path() }) } else { Ok(()) }
    }

    fn write(&mut self, storage: &dyn Storage, how: Commit) -> Result<Written, Error> {
        let draft = self.draft(how)?;
        let (what, before) = (draft.what(), self.size());
        let bytes = match draft {
            Draft::Nothing => {
                self.note_commit();
                0
            }
            Draft::Group(group) => self.append(storage, group)?,
            Draft::Whole(plan, _) => self.replace(storage, plan)?,
        };
        self.store.mark_saved();
        Ok(Written { what, bytes, before, after: self.size() })
    }

    /// Mozilla's engine counts commits that write nothing, too.
    fn note_commit(&mut self) {
        if self.options.writing == Writing::Mozilla {
            self.groups.next_id = self.next_group();
        }
    }

    fn whole(&self, plan: Plan, sink: &mut crate::write::Sink<'_>) -> io::Result<AtomSet> {
        Text::new(&self.store, self.newline, self.store.all_unwritten()).whole(plan, sink)
    }

    fn append(&mut self, storage: &dyn Storage, group: Group) -> Result<u64, Error> {
        let mut session = open(storage, &self.saved)?;
        let (at, length) = (self.saved.size, group.text.len() as u64);
        let durability = self.options.durability;
        if at + length > MAX_SIZE {
            return Err(Error::TooLargeToWrite { path: storage.path().to_owned() });
        }
        if !self.saved.is_name_synced {
            let synced = session.sync_folder(durability);
            synced.map_err(|source| Error::Io { path: storage.path().to_owned(), source })?;
            self.saved.is_name_synced = true;
        }
        if let Err(source) = write_at_end(&mut *session, at, &group.text, durability) {
            self.failed = true;
            return Err(Error::Io { path: storage.path().to_owned(), source });
        }
        let stamp = session.stamp();
        self.saved.size = at + length;
        self.saved.end_with(&group.text);
        self.groups.append(self.next_group(), at, length, self.newline.len());
        self.store.note_written(&group.defined);
        self.settle(group.tables);
        self.take_stamp(storage, stamp)?;
        Ok(length)
    }

    fn replace(&mut self, storage: &dyn Storage, plan: Plan) -> Result<u64, Error> {
        let io = |source| Error::Io { path: storage.path().to_owned(), source };
        let mut session = open(storage, &self.saved)?;
        let tables = plan.tables().collect();
        session.begin_replacement().map_err(io)?;
        let mut saved = Saved::default();
        let unwritten = self.whole(plan, &mut |piece| {
            saved.size += piece.len() as u64;
            if saved.size > MAX_SIZE {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
            saved.end_with(piece);
            session.write_replacement(piece)
        });
        // The system has limits of its own, and the same kind of error for them.
        let is_too_large = saved.size > MAX_SIZE;
        let unwritten = unwritten.map_err(|error| {
            if is_too_large { Error::TooLargeToWrite { path: storage.path().to_owned() } } else { io(error) }
        })?;
        session.sync_replacement(self.options.durability).map_err(io)?;
        check_same(storage, &self.saved, &mut *session)?;
        self.install(storage, &mut *session)?;
        let stamp = session.sync_folder(self.options.durability).and_then(|()| session.stamp());
        let size = saved.size;
        self.saved = saved;
        self.saved.is_name_synced = true;
        (self.groups.first, self.groups.second) = (0, 0);
        self.groups.groups.clear();
        self.sound = Some(true);
        self.store.touch(); // as `DirtyAll` does
        self.store.set_unwritten(unwritten);
        self.settle(tables);
        self.take_stamp(storage, stamp)?;
        Ok(size)
    }

    fn install(&mut self, storage: &dyn Storage, session: &mut dyn Session) -> Result<(), Error> {
        let path = || storage.path().to_owned();
        session.install().map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::ResourceBusy => {
                Error::ChangedOnDisk { path: path() }
            }
            _ => {
                self.failed = true;
                Error::Io { path: path(), source }
            }
        })
    }

    /// Notes what was written.
    fn settle(&mut self, tables: Vec<crate::store::TableIndex>) {
        self.wrote_names = true;
        if self.options.writing == Writing::Mozilla {
            for table in tables {
                self.store.clear_flags(table);
            }
        }
    }

    /// Notes the state that the file is in; without, nothing can be written any more.
    fn take_stamp(
        &mut self,
        storage: &dyn Storage,
        stamp: io::Result<Option<super::storage::Stamp>>,
    ) -> Result<(), Error> {
        match stamp {
            Ok(stamp) => {
                self.saved.stamp = stamp;
                Ok(())
            }
            Err(source) => {
                self.failed = true;
                Err(Error::Io { path: storage.path().to_owned(), source })
            }
        }
    }

    pub(super) fn path(&self) -> std::path::PathBuf {
        self.storage.as_ref().map(|storage| storage.path().to_owned()).unwrap_or_default()
    }
}

/// Opens a file for writing, if it is as it was.
fn open<'s>(storage: &'s dyn Storage, saved: &Saved) -> Result<Box<dyn Session + 's>, Error> {
    let opened = storage.open().map_err(|source| Error::Io { path: storage.path().to_owned(), source });
    let mut session = opened?;
    check_same(storage, saved, &mut *session)?;
    Ok(session)
}

/// An error where the file that is open is not as it was.
fn check_same(storage: &dyn Storage, saved: &Saved, session: &mut dyn Session) -> Result<(), Error> {
    let path = storage.path().to_owned();
    match saved.is_same(session) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::ChangedOnDisk { path }),
        // Somebody has just made it shorter.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(Error::ChangedOnDisk { path }),
        Err(source) => Err(Error::Io { path, source }),
    }
}

/// Writes at the end of the file. After an error, what got there is taken away again, if that can be done and is all ours.
fn write_at_end(session: &mut dyn Session, at: u64, text: &[u8], durability: Durability) -> io::Result<()> {
    let done = session.write_at(at, text).and_then(|()| session.sync(durability));
    if done.is_err() && is_ours(session, at, text).unwrap_or(false) {
        let _ = session.truncate(at).and_then(|()| session.sync(durability));
    }
    done
}

/// Whether all that is behind an offset is a part of this text. A program that heeds no lock may have written there, too.
fn is_ours(session: &mut dyn Session, at: u64, text: &[u8]) -> io::Result<bool> {
    let end = session.stamp()?.map_or(0, |stamp| stamp.len);
    let Some(written) = end.checked_sub(at).and_then(|length| text.get(..usize::try_from(length).ok()?))
    else {
        return Ok(false);
    };
    let mut there = vec![0; written.len()];
    session.read_at(at, &mut there)?;
    // A disk that failed has zeros where nothing got to.
    Ok(there.iter().zip(written).all(|(there, ours)| there == ours || *there == 0))
}

impl What {
    /// Whether anything was written.
    pub fn is_something(self) -> bool {
        self != Self::Nothing
    }
}
