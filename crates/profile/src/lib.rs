//! Thunderbird profiles: where they are, their preferences, accounts, tags and folders, and the mail itself.
//!
//! Nothing here creates, changes or locks a file of a profile.

pub mod account;
mod address_book;
pub mod body;
mod boundary;
mod error;
pub mod folder;
pub mod locate;
pub mod lock;
pub mod name;
pub mod prefs;
mod profile;
pub mod store;
pub mod tags;
mod tree;
mod unpack;
mod warning;

pub use account::{Account, Identity, Server, ServerKind};
pub use address_book::AddressBook;
pub use body::{Bodies, Body, Join, Unjoined};
pub use error::Error;
pub use folder::{Loaded, MailFolder, Origin, Role, SavedSearch, State, Survey};
pub use lock::Holder;
pub use prefs::Preferences;
pub use profile::Profile;
pub use store::Store;
pub use tags::{Tag, Tags};
pub use unpack::remove_unpacked;
pub use warning::Warning;
