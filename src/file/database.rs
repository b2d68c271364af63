//! A Mork file that was read.

use std::path::Path;

use super::build::Builder;
use super::error::{Error, Fault};
use super::group::GroupLog;
use super::names::Supplement;
use super::open;
use crate::read::{Diagnostic, Diagnostics, Effect, Reading, read_into};
use crate::store::{Encoding, Store};
use crate::syntax::{self, Span};

/// How Mork text is read where the store asks for it.
static ENCODING: Encoding =
    Encoding { length: syntax::value_end, decode: syntax::decode, encode: encode_value };

/// The value with the `)` that ends it.
fn encode_value(value: &[u8]) -> Vec<u8> {
    let mut text = syntax::encode(value);
    text.push(b')');
    text
}

/// A Mork file: its store, its commit groups, and what is odd about it.
///
/// ```
/// # fn main() -> Result<(), morkdb::Error> {
/// let file = morkdb::Database::open("testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
/// for table in file.store().tables() {
///     println!("{} has {} rows", table.oid(), table.len());
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Database {
    store: Store,
    reading: Reading,
    diagnostics: Diagnostics,
    groups: GroupLog,
    stopped_by: Option<Diagnostic>,
    unread: Span,
}

/// How to open a file.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    reading: Reading,
    audit: bool,
}

impl OpenOptions {
    /// The [`Lenient`](Reading::Lenient) reading, without an audit.
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

    /// Opens the file at `path`. A file that another program changes meanwhile is read again.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<Database, Error> {
        self.from_bytes(open::read(path.as_ref())?)
    }

    /// Reads a file that is in memory already.
    pub fn from_bytes(&self, bytes: Vec<u8>) -> Result<Database, Error> {
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
        let reading = self.reading;
        let unread = match stopped_by {
            Some(diagnostic) => Span::new(diagnostic.span.start as usize, bytes.len()),
            None => unread,
        };
        let stopped_by = stopped_by.or(stopped);
        Ok(Database { store, reading, diagnostics, groups, stopped_by, unread })
    }
}

impl Database {
    /// Opens the file at `path` in the [`Lenient`](Reading::Lenient) reading.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        OpenOptions::new().open(path)
    }

    /// Reads a file that is in memory already, in the [`Lenient`](Reading::Lenient) reading.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        OpenOptions::new().from_bytes(bytes)
    }

    /// Hands the bytes over to the store, unless the reading refuses the file.
    fn accept(mut self, bytes: Vec<u8>) -> Result<Self, Error> {
        match self.stopped_by {
            Some(diagnostic) if self.reading == Reading::Strict || diagnostic.effect == Effect::Refuses => {
                Err(Error::Refused(Fault::new(diagnostic, &bytes, self.reading)))
            }
            _ => {
                self.store.finish(bytes);
                Ok(self)
            }
        }
    }

    /// What is in the file.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The reading that the file was opened in.
    pub fn reading(&self) -> Reading {
        self.reading
    }

    /// What is odd about the file, in the order of reading.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// Its commit groups.
    pub fn groups(&self) -> &GroupLog {
        &self.groups
    }

    /// Why the reading stopped before the end of the file, where it did, as Mozilla's engine stops and keeps what it has.
    pub fn stopped_by(&self) -> Option<Diagnostic> {
        self.stopped_by
    }

    /// What the reading did not get to: empty, or from what it [stopped](Self::stopped_by) at to the end of the file.
    pub fn unread(&self) -> Span {
        self.unread
    }

    /// Gives the bytes of the file back, to read them in another way without a second copy.
    pub fn into_bytes(self) -> Vec<u8> {
        self.store.into_bytes()
    }

    /// Takes the store and leaves the rest.
    pub fn into_store(self) -> Store {
        self.store
    }
}
