//! Folder information that belongs to no folder: what a folder that is built anew takes over from the old one.

use super::FolderInfo;

/// All cells of the folder information of a folder (`GetTransferInfo`).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TransferInfo {
    cells: Vec<(Vec<u8>, Vec<u8>)>,
}

impl TransferInfo {
    /// Names and values, in the order of the row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&[u8], &[u8])> {
        self.cells.iter().map(|(name, value)| (name.as_slice(), value.as_slice()))
    }

    /// The value of a column.
    pub fn get(&self, name: impl AsRef<[u8]>) -> Option<&[u8]> {
        let name = name.as_ref();
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Takes a column away, so that it is not restored. `false` where there is none of this name.
    pub fn cut(&mut self, name: impl AsRef<[u8]>) -> bool {
        let (name, before) = (name.as_ref(), self.cells.len());
        self.cells.retain(|(own, _)| own != name);
        self.cells.len() < before
    }
}

impl FolderInfo<'_> {
    /// A copy of all its cells, for [`InfoEdit::restore`](super::InfoEdit::restore) in another folder or after this one was
    /// built anew. A property of any length keeps its name, where Thunderbird loses what is behind 99 bytes.
    pub fn transfer_info(self) -> TransferInfo {
        let cells = self.properties().map(|(name, value)| (name.into_owned(), value.into_owned()));
        TransferInfo { cells: cells.collect() }
    }
}
