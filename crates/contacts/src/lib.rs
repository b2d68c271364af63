//! Thunderbird's address books: the Mork files (`.mab`) of all versions before 78, and the SQLite files (`abook.sqlite`) since.
//! They are read, and written as vCard 4.0, LDIF and CSV.
//!
//! ```
//! # let text = b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n\
//! # <<(a=c)>(80=ns:addrbk:db:row:scope:card:all)(81=ns:addrbk:db:table:kind:pab)\
//! # (82=DisplayName)(83=PrimaryEmail)>{1:^80{(k^81:c)(s=9)}[1(^82=Ada)(^83=ada@example.org)]}";
//! use morkdb_contacts::{AddressBook, Options, vcard};
//!
//! let book = AddressBook::from_mork(text.to_vec(), &Options::default())?;
//! assert_eq!(book.cards[0].get("PrimaryEmail"), Some("ada@example.org"));
//! let mut text = Vec::new();
//! vcard::write(&book, &mut text)?;
//! assert!(text.starts_with(b"BEGIN:VCARD\r\nVERSION:4.0\r\n"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Nothing here writes to a file that it reads, or beside it.

mod book;
pub mod csv;
mod error;
mod field;
pub mod ldif;
mod mork;
mod number;
mod past;
#[cfg(feature = "sqlite")]
mod sqlite;
mod uid;
pub mod vcard;

pub use book::{AddressBook, Card, Deleted, List, Options, Property, Written};
pub use error::Error;
pub use field::{FIELDS, Field};
