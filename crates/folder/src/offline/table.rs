//! The table of operations, read.

use morkdb::id::Oid;
use morkdb::store::TableRef;

use super::OfflineOperation;
use crate::folder::FolderRef;
use crate::key::{MessageKey, tables};

impl<'f> FolderRef<'f> {
    /// The id of the table of operations, whether there is such a table or not.
    pub(super) fn operations_table(self) -> Option<Oid> {
        self.schema().operations.map(|scope| Oid::new(scope, tables::FIRST))
    }

    fn operations(self) -> Option<TableRef<'f>> {
        self.store().table(self.operations_table()?)
    }

    /// All operations that wait for the server, by ascending keys (`listAllOfflineOpIds`).
    pub fn offline_operations(self) -> Vec<OfflineOperation<'f>> {
        let rows = self.operations().into_iter().flat_map(TableRef::rows);
        let mut operations: Vec<_> = rows.map(|row| OfflineOperation::new(self, row)).collect();
        operations.sort_unstable_by_key(|operation| operation.key());
        operations
    }

    /// The operation for a message (`getOfflineOpForKey`).
    ///
    /// Takes time in proportion to the operations, as for Thunderbird, where the message has a row among them: rows do not
    /// know their tables, and what is prepared to look that up quickly is prepared by changes. To ask for many messages, search
    /// [all](Self::offline_operations), which ascend.
    pub fn offline_operation(self, key: MessageKey) -> Option<OfflineOperation<'f>> {
        let row = self.store().row(Oid::new(self.schema().operations?, key.0))?;
        // What was played back is in no table any more.
        let is_member = row.uses() > 0 && self.operations()?.rows().any(|other| other.index() == row.index());
        is_member.then(|| OfflineOperation::new(self, row))
    }

    /// Messages that are as good as deleted, in the order of the table (`listAllOfflineDeletes`). For what Thunderbird takes for
    /// these see [`OfflineOperation::is_delete_for_thunderbird`].
    pub fn offline_deletes(self) -> impl Iterator<Item = MessageKey> {
        let rows = self.operations().into_iter().flat_map(TableRef::rows);
        let operations = rows.map(move |row| OfflineOperation::new(self, row));
        operations.filter(|operation| operation.is_delete()).map(OfflineOperation::key)
    }

    /// Whether anything waits for the server (`hasOfflineActivity`). Thunderbird makes a table to answer this.
    pub fn has_offline_activity(self) -> bool {
        self.operations().is_some_and(|table| !table.is_empty())
    }
}
