//! Why an address book cannot be read.

use std::io;

/// Why an address book cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file itself cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is no Mork file, or one that cannot be read.
    #[error(transparent)]
    Mork(#[from] morkdb::Error),
    /// It is a Mork file, but of something else.
    #[error("this Mork file is no address book: it has neither cards nor lists of addresses")]
    NotAddressBook,
    /// It is an SQLite file, and this program was built without SQLite.
    #[error("this is an SQLite address book, and this program was built without SQLite")]
    NoSqlite,
    /// SQLite cannot read it.
    #[cfg(feature = "sqlite")]
    #[error("SQLite cannot read it: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// It is an SQLite file, but of something else.
    #[error("this SQLite file is no address book: it has no table `properties`")]
    NotAddressBookSqlite,
}
