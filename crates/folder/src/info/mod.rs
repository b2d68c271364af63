//! The folder information: what a file says of the folder itself.

mod counts;
mod edit;
mod edit_imap;
mod edit_state;
mod imap;
mod lists;
mod read;
mod state;
mod transfer;

#[cfg(test)]
mod tests;

pub use edit::InfoEdit;
pub use lists::SearchScope;
pub use read::FolderInfo;
pub use transfer::TransferInfo;

use crate::folder::FolderRef;

impl<'f> FolderRef<'f> {
    /// The folder information (`dBFolderInfo`).
    pub const fn info(self) -> FolderInfo<'f> {
        FolderInfo::new(self)
    }
}
