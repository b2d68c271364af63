//! A Mork file: reading one into a store, and what there is to say of it beside the store.

mod build;
mod database;
mod error;
mod group;
mod names;
mod open;

pub use database::{Database, OpenOptions};
pub use error::{Error, Fault};
pub use group::{Group, GroupLog, Outcome};
