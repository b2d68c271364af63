//! Mail folders: messages, threads, folder information, offline operations.

mod change;
mod column;
mod csv;
mod delete;
mod folder;
mod json;
mod mark;
mod marks;
mod message;
mod messages;
mod ops;
mod pen;
mod query;
mod sort;
mod summary;
mod table;
mod tags;
mod threads;
mod value;
mod watch;
mod which;
mod zone;

pub(crate) use delete::run as delete;
pub(crate) use folder::run as folder;
pub(crate) use mark::run as mark;
pub(crate) use messages::run as messages;
pub(crate) use ops::run as ops;
pub(crate) use threads::run as threads;
pub(crate) use watch::run as watch;
