//! How files are opened.

use std::io;
use std::path::Path;

use super::build::Builder;
use super::database::{Database, ENCODING};
use super::error::Error;
use super::group::GroupLog;
use super::names::Supplement;
use super::open;
use super::saved::Saved;
use super::storage::{DiskStorage, Durability, Image, Storage};
use super::writing::Writing;
use crate::read::{Diagnostics, Reading, read_into};
use crate::store::Store;
use crate::syntax::Span;

/// How to open a file, and how to write it afterwards.
///
/// ```
/// use morkdb::{OpenOptions, Reading, Writing};
/// # fn main() -> Result<(), morkdb::Error> {
/// let options = OpenOptions::new().reading(Reading::Mozilla).writing(Writing::Mozilla);
/// let file = options.open("testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    pub(super) reading: Reading,
    audit: bool,
    pub(super) writing: Writing,
    pub(super) durability: Durability,
}

impl OpenOptions {
    /// The [`Lenient`](Reading::Lenient) reading, without an audit; the [`Safe`](Writing::Safe) writing, with
    /// [`Full`](Durability::Full) durability.
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses the reading.
    #[must_use = "this changes the options, it does not open a file"]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Whether to look for oddities that a lenient reading has no need to look for: literals that no dict defines, columns
    /// that a row has twice, rows that are cut from where they are not. This costs about as much again as reading does.
    #[must_use = "this changes the options, it does not open a file"]
    pub fn audit(mut self, audit: bool) -> Self {
        self.audit = audit;
        self
    }

    /// Chooses the writing.
    #[must_use = "this changes the options, it does not open a file"]
    pub fn writing(mut self, writing: Writing) -> Self {
        self.writing = writing;
        self
    }

    /// Chooses what a commit is safe from.
    #[must_use = "this changes the options, it does not open a file"]
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Opens the file at `path`. A file that another program changes meanwhile is read again.
    ///
    /// # Errors
    ///
    /// The file cannot be read, keeps changing, has 4 GiB or more, shows no sign of Mork, or is refused by the reading.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Database, Error> {
        self.open_on(Box::new(DiskStorage::new(path.as_ref())))
    }

    /// A new, empty database for the file at `path`, which the first commit writes. There must be no file yet, or one of no
    /// bytes.
    ///
    /// # Errors
    ///
    /// There is a file with something in it, or it cannot be looked at.
    pub fn create(&self, path: impl AsRef<Path>) -> Result<Database, Error> {
        let database = self.open_or_create(path.as_ref())?;
        match database.size() {
            0 => Ok(database),
            _ => Err(Error::Exists { path: path.as_ref().to_owned() }),
        }
    }

    /// Opens the file at `path`, or makes a new, empty database for it where there is none.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_or_create(&self, path: impl AsRef<Path>) -> Result<Database, Error> {
        self.open_or_create_on(Box::new(DiskStorage::new(path.as_ref())))
    }

    /// Opens what is in a storage.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_on(&self, storage: Box<dyn Storage>) -> Result<Database, Error> {
        match storage.read()? {
            Some(image) => self.read_image(image, storage),
            None => {
                let source = io::Error::from(io::ErrorKind::NotFound);
                Err(Error::Io { path: storage.path().to_owned(), source })
            }
        }
    }

    /// Opens what is in a storage, or makes a new, empty database for it where there is nothing.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open).
    pub fn open_or_create_on(&self, storage: Box<dyn Storage>) -> Result<Database, Error> {
        let mut database = self.read_again(storage.read()?)?;
        database.storage = Some(storage.into());
        Ok(database)
    }

    /// Reads a file that is in memory already. It can be changed, and what would be written can be
    /// [seen](Database::preview); it has no file that could be written until
    /// it is [saved](Database::save_as) as one.
    ///
    /// # Errors
    ///
    /// The bytes are 4 GiB or more, show no sign of Mork, or are refused by the reading.
    pub fn from_bytes(&self, bytes: Vec<u8>) -> Result<Database, Error> {
        let mut database = self.read_bytes(bytes)?;
        database.saved = Saved::of(database.store.bytes(), None);
        Ok(database)
    }

    /// Reads an image of a file, or nothing where it is gone.
    pub(super) fn read_again(&self, image: Option<Image>) -> Result<Database, Error> {
        match image {
            Some(Image { bytes, stamp }) if !bytes.is_empty() => {
                let mut database = self.from_bytes(bytes)?;
                database.saved.stamp = Some(stamp);
                Ok(database)
            }
            image => {
                let mut database = self.empty();
                database.saved = Saved::of(&[], image.map(|image| image.stamp));
                Ok(database)
            }
        }
    }

    fn read_image(&self, image: Image, storage: Box<dyn Storage>) -> Result<Database, Error> {
        let mut database = self.from_bytes(image.bytes)?;
        database.saved.stamp = Some(image.stamp);
        database.storage = Some(storage.into());
        Ok(database)
    }

    fn empty(&self) -> Database {
        let (diagnostics, groups) = (Diagnostics::default(), GroupLog::default());
        Database::new(Store::default(), self.clone(), diagnostics, groups, None, Span::new(0, 0))
    }

    fn read_bytes(&self, bytes: Vec<u8>) -> Result<Database, Error> {
        let size = bytes.len() as u64;
        if size > u64::from(u32::MAX) {
            return Err(Error::TooLarge { size });
        }
        if self.reading == Reading::Lenient && !open::looks_like_mork(&bytes) {
            return Err(Error::NotMork);
        }
        match self.build(&bytes, &[]) {
            Ok(database) => database.accept(bytes),
            Err(supplement) => {
                let database = self.build(&bytes, &supplement).map_err(|_| Error::NotMork)?;
                database.accept(bytes)
            }
        }
    }

    /// Reads the file once. The error is the names that it uses and does not define in time, which a second reading is
    /// to be given; that one has no error.
    fn build(&self, bytes: &[u8], supplement: &[(u32, Box<[u8]>)]) -> Result<Database, Supplement> {
        let store = Store::new(bytes.len(), &ENCODING);
        let mut builder = Builder::new(store, bytes, supplement, self.reading, self.audit);
        let stopped = read_into(bytes, self.reading, &mut builder);
        builder.stop();
        let Builder { mut store, diagnostics, groups, stopped_by, unread, undefined, .. } = builder;
        if self.reading == Reading::Lenient && supplement.is_empty() && !undefined.is_empty() {
            return Err(undefined.supplement(&mut store, bytes));
        }
        let unread = match stopped_by {
            Some(diagnostic) => Span::new(diagnostic.span.start as usize, bytes.len()),
            None => unread,
        };
        let stopped_by = stopped_by.or(stopped);
        Ok(Database::new(store, self.clone(), diagnostics, groups, stopped_by, unread))
    }
}
