//! Mail folders: messages, threads, folder information, offline operations.

mod change;
pub(crate) mod column;
pub(crate) mod csv;
mod delete;
mod folder;
pub(crate) mod json;
mod mark;
mod marks;
pub(crate) mod message;
pub(crate) mod messages;
mod ops;
pub(crate) mod pen;
pub(crate) mod query;
mod sort;
mod summary;
pub(crate) mod table;
pub(crate) mod tags;
mod threads;
pub(crate) mod tree;
pub(crate) mod value;
mod watch;
mod which;
pub(crate) mod zone;

pub(crate) use delete::run as delete;
pub(crate) use folder::run as folder;
pub(crate) use mark::run as mark;
pub(crate) use messages::run as messages;
pub(crate) use ops::run as ops;
pub(crate) use threads::run as threads;
pub(crate) use watch::run as watch;
