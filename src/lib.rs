//! draft
pub mod file;
pub mod id;
pub mod read;
pub mod store;
pub mod syntax;

pub use file::{Database, Error, OpenOptions};
pub use read::Reading;
pub use store::Store;
