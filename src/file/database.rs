//! A Mork file that was read.

use std::path::Path;
use std::sync::Arc;

use super::error::{Error, Fault};
use super::group::GroupLog;
use super::options::OpenOptions;
use super::saved::Saved;
use super::storage::{Stamp, Storage};
use crate::read::{Diagnostic, Diagnostics, Effect, Reading};
use crate::store::{Encoding, MAX_ATOM, Store};
use crate::syntax::{self, Span};

/// How Mork text is read where the store asks for it.
pub(super) static ENCODING: Encoding = Encoding {
    length: syntax::value_extent,
    short: syntax::short_value,
    says: syntax::value_says,
    decode: syntax::decode,
    encode: encode_value,
};

/// What the store makes an atom of is what text can have an alias for.
const _: () = assert!(MAX_ATOM == syntax::MAX_ALIASED);

/// The value with the `)` that ends it.
fn encode_value(value: &[u8], out: &mut Vec<u8>) {
    syntax::encode_into(value, out);
    out.push(b')');
}

/// A store with nothing in it.
impl Default for Store {
    fn default() -> Self {
        let mut store = Self::new(0, &ENCODING);
        store.finish(Vec::new());
        store
    }
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
    pub(super) store: Store,
    /// What tells that store from one that was put in its place.
    identity: Arc<()>,
    pub(super) options: OpenOptions,
    pub(super) diagnostics: Diagnostics,
    pub(super) groups: GroupLog,
    stopped_by: Option<Diagnostic>,
    unread: Span,
    pub(super) storage: Option<Arc<dyn Storage>>,
    /// The file as it was last read or written.
    pub(super) saved: Saved,
    /// What stands between the lines of the file.
    pub(super) newline: &'static [u8],
    /// Whether a write has failed, so that nobody knows what is in the file.
    pub(super) failed: bool,
    /// Whether a dict of names was written since the file was opened.
    pub(super) wrote_names: bool,
    /// Whether the file can be appended to, once that was looked into.
    pub(super) sound: Option<bool>,
}

impl Database {
    pub(super) fn new(
        store: Store,
        options: OpenOptions,
        diagnostics: Diagnostics,
        groups: GroupLog,
        stopped_by: Option<Diagnostic>,
        unread: Span,
    ) -> Self {
        Self {
            identity: Arc::clone(store.identity()),
            store,
            options,
            diagnostics,
            groups,
            stopped_by,
            unread,
            storage: None,
            saved: Saved::default(),
            newline: b"\n",
            failed: false,
            wrote_names: false,
            sound: None,
        }
    }

    /// Opens the file at `path` in the [`Lenient`](Reading::Lenient) reading.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        OpenOptions::new().open(path)
    }

    /// Reads a file that is in memory already, in the [`Lenient`](Reading::Lenient) reading.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Error> {
        OpenOptions::new().from_bytes(bytes)
    }

    /// Hands the bytes over to the store, unless the reading refuses the file.
    pub(super) fn accept(mut self, bytes: Vec<u8>) -> Result<Self, Error> {
        match self.stopped_by {
            Some(diagnostic)
                if self.options.reading == Reading::Strict || diagnostic.effect == Effect::Refuses =>
            {
                Err(Error::Refused(Fault::new(diagnostic, &bytes, self.options.reading)))
            }
            _ => {
                self.newline = first_line_break(&bytes);
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
        self.options.reading
    }

    /// The store, to be changed. What is changed is written by [`commit`](Self::commit). Another store that is put in its place
    /// is not.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Whether the store is still the one of this file.
    pub(super) fn is_own_store(&self) -> bool {
        Arc::ptr_eq(&self.identity, self.store.identity())
    }

    /// The size of the file as it was last read or written, in bytes.
    pub fn size(&self) -> u64 {
        self.saved.size
    }

    /// What the file was recognized by when it was last read or written; `None` where there was none. Where
    /// [`Stamp::at`] says something else, another program has changed the file.
    pub fn stamp(&self) -> Option<Stamp> {
        self.saved.stamp
    }

    /// Undoes all changes since the file was read or last committed.
    pub fn rollback(&mut self) {
        self.store.rollback();
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

/// The line break that a file ends its first line with; LF where it has none.
fn first_line_break(bytes: &[u8]) -> &'static [u8] {
    match memchr::memchr2(b'\r', b'\n', bytes).map(|at| &bytes[at..]) {
        Some([b'\r', b'\n', ..]) => b"\r\n",
        Some([b'\r', ..]) => b"\r",
        _ => b"\n",
    }
}
