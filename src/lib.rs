//! Reads Mork, the text database of Thunderbird's `.msf` files and of older Mozilla address books (`.mab`), history and
//! form data, as Mozilla's own engine reads it, or better where the file is damaged.
//!
//! ```
//! let file = morkdb::Database::open("testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
//! let store = file.store();
//! let subject = store.column("subject").expect("a mail folder has subjects");
//! for table in store.tables() {
//!     for row in table.rows() {
//!         if let Some(subject) = row.get(subject) {
//!             println!("{}: {}", row.oid(), subject.to_string_lossy());
//!         }
//!     }
//! }
//! # Ok::<(), morkdb::Error>(())
//! ```
//!
//! # Which layer?
//!
//! | to | use | copies |
//! |---|---|---|
//! | have a file as tables and rows | [`Database`], [`Store`] | nothing but ids; values are decoded when asked for |
//! | see every piece of a file, damaged or not | [`read::Reader`], an iterator of [`syntax::Event`]s | nothing |
//! | have the same pushed, faster | [`read::read_into`] with an [`read::EventSink`] | nothing |
//!
//! # Words
//!
//! A *store* holds *tables* and *rows*. A row has an [`Oid`](id::Oid), a number within a *scope*, and *cells*, each of a
//! *column*; it may be in no table or in several. A table has a *kind*, and may have a *meta row*. An *atom* is a value
//! that has an id; the text calls that an *alias* and lists them in *dicts*. A *commit group* is a change that was
//! appended to the file.
//!
//! # Limits
//!
//! Files below 4 GiB. Column ids have 24 bits, as for Mozilla's engine. Nothing here recurses, so no input exhausts the
//! stack; memory is at most 3 times the size of a real file and 24 times that of a hostile one (44 where it makes up atom scopes),
//! and time about linear in it.

pub mod file;
pub mod id;
pub mod read;
pub mod store;
pub mod syntax;
mod write;

pub use file::{Commit, Database, Durability, Error, OpenOptions, Writing};
pub use read::Reading;
pub use store::Store;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
