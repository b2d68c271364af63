//! Reads and writes Mork, the text database of Thunderbird's `.msf` files and of older Mozilla address books (`.mab`),
//! history and form data. It reads as Mozilla's own engine does, or better where the file is damaged. It writes what that
//! engine reads whole, or byte for byte what it would write.
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
//! Changes are made to the store, and committed:
//!
//! ```
//! # let path = std::env::temp_dir().join(format!("morkdb-lib-{}.msf", std::process::id()));
//! # std::fs::copy("testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf", &path)?;
//! let mut file = morkdb::Database::open(&path)?;
//! let store = file.store_mut();
//! let row = store.rows().next().expect("it has rows").oid();
//! let note = store.make_column("note")?;
//! store.set(row, note, "seen")?;
//! assert!(store.is_changed());
//! let written = file.commit()?;
//! assert_eq!(written.what, morkdb::file::What::Group);
//! # drop(file);
//! # let again = morkdb::Database::open(&path)?;
//! # assert_eq!(again.store().row(row).unwrap().get(note).unwrap(), *"seen");
//! # std::fs::remove_file(&path)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which layer?
//!
//! | to | use | copies |
//! |---|---|---|
//! | have a file as tables and rows | [`Database`], [`Store`] | nothing but ids; values are decoded when asked for |
//! | change it | [`Database::store_mut`], [`Store::set`] and others | new values |
//! | be told of changes | [`Store::listeners`] | nothing |
//! | write it | [`Database::commit`], [`Database::compress`] | what is written, in memory where it is a group |
//! | see what would be written | [`Database::preview`] | all of it |
//! | keep the bytes elsewhere than on disk | [`OpenOptions::open_on`] with a [`file::Storage`] | nothing |
//! | see every piece of a file, damaged or not | [`read::Reader`], an iterator of [`syntax::Event`]s | nothing |
//! | have the same pushed, faster | [`read::read_into`] with an [`read::EventSink`] | nothing |
//!
//! # Words
//!
//! A *store* holds *tables* and *rows*. A row has an [`Oid`](id::Oid), a number within a *scope*, and *cells*, each of a
//! *column*; it may be in no table or in several. A table has a *kind*, and may have a *meta row*. An *atom* is a value
//! that has an id; the text calls that an *alias* and lists them in *dicts*. A *commit group* is a change that was
//! appended to the file. There are three [readings](Reading) of a damaged file, and two [writings](Writing) of any.
//!
//! # Limits
//!
//! Files below 4 GiB are read, and below 2 GiB written: that is where Mozilla's engine ends. A row has at most 65,535
//! cells, a name 1024 bytes; column ids have 24 bits, as for that engine. A cell without a value cannot be written.
//! Thunderbird heeds no lock: do not write into a profile that it has open.
//!
//! Nothing here recurses, so no input exhausts the stack; while a file is read, memory is at most 3 times the size of a
//! real one and 24 times that of a hostile one (44 where it makes up atom scopes), and time about linear in it.

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
