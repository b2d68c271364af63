//! Where the mail of a folder is.

use std::path::PathBuf;

pub mod date;
pub mod header;
pub mod lines;
pub mod maildir;
pub mod mbox;
mod md5;
mod window;

/// Where the mail of a folder is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Store {
    /// One file for all.
    Mbox(PathBuf),
    /// A folder with `cur`.
    Maildir(PathBuf),
    /// Nowhere here: on a server, or there is none.
    None,
}
