//! A Mork file: reading one into a store, what there is to say of it beside the store, and writing it.

mod build;
mod commit;
mod database;
mod draft;
mod error;
mod group;
mod names;
mod open;
mod options;
mod rebase;
mod saved;
mod sound;
mod storage;
mod writing;

pub use crate::write::Unwritable;
pub use database::Database;
pub use error::{Error, Fault};
pub use group::{Group, GroupLog, Outcome};
pub use options::OpenOptions;
pub use rebase::{Conflict, Rebased};
pub use storage::{DiskStorage, Durability, Image, Session, Stamp, Storage};
pub use writing::{Commit, Preview, What, Why, Writing, Written};
