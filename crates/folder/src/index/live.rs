//! Which rows are messages: those in the table of all messages.

use morkdb::store::{RowRef, TableRef};

/// A set of rows, by their place in the store.
#[derive(Clone, Debug, Default)]
pub(crate) struct LiveRows {
    words: Vec<u64>,
}

impl LiveRows {
    /// The rows of a table.
    pub(crate) fn of(table: Option<TableRef<'_>>) -> Self {
        let mut rows = Self::default();
        for row in table.into_iter().flat_map(TableRef::rows) {
            rows.insert(row);
        }
        rows
    }

    #[inline]
    pub(crate) fn contains(&self, row: RowRef<'_>) -> bool {
        let (word, bit) = place(row);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    pub(crate) fn insert(&mut self, row: RowRef<'_>) {
        let (word, bit) = place(row);
        if word >= self.words.len() {
            self.words.resize((word + 1).max(self.words.len() * 2), 0);
        }
        self.words[word] |= bit;
    }

    pub(crate) fn remove(&mut self, row: RowRef<'_>) {
        let (word, bit) = place(row);
        if let Some(word) = self.words.get_mut(word) {
            *word &= !bit;
        }
    }
}

fn place(row: RowRef<'_>) -> (usize, u64) {
    let index = row.index();
    (index / 64, 1 << (index % 64))
}
