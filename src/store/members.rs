//! Which rows are in a table, and where.
//!
//! A short table is looked through. A longer one that rows are looked for in, cut from or moved in gets a [`Sequence`] on the
//! side, so that no file takes more than about linear time; it goes when the store is finished.

use super::Store;
use super::row::RowIndex;
use super::sequence::Sequence;
use super::table::TableIndex;

/// Up to this many members are simply looked through.
const SHORT: usize = 64;

/// At this many rows Mozilla's engine makes a map (`morkTable_kMakeRowMapThreshold`).
const MAPPED: usize = 17;

impl Store {
    /// Adds a row at the end of a table, unless it is in it.
    #[inline]
    pub(crate) fn add_member(&mut self, table: TableIndex, row: RowIndex) {
        if self.rows[row.0 as usize].uses() > 0 && self.is_member(table, row) {
            return;
        }
        self.rows[row.0 as usize].add_use();
        let record = &mut self.tables[table.0 as usize];
        self.members.push(&mut record.run, row);
        record.mapped |= record.run.len() >= MAPPED;
        if !self.sequences.is_empty()
            && let Some(sequence) = self.sequences.get_mut(&table)
        {
            sequence.push(row);
        }
    }

    /// Takes a row out of a table. Answers whether it was in it.
    pub(crate) fn cut_member(&mut self, table: TableIndex, row: RowIndex) -> bool {
        if self.rows[row.0 as usize].uses() == 0 || !self.is_member(table, row) {
            return false;
        }
        self.rows[row.0 as usize].cut_use();
        if let Some(sequence) = self.sequences.get_mut(&table) {
            sequence.remove(row);
            return true;
        }
        let run = &mut self.tables[table.0 as usize].run;
        let members = self.members.get_mut(*run);
        if let Some(at) = members.iter().position(|&member| member == row) {
            members.copy_within(at + 1.., at);
            run.truncate(run.len() - 1);
        }
        true
    }

    /// Moves a member of a table to a place, or to the last one where there are fewer.
    pub(crate) fn move_member(&mut self, table: TableIndex, row: RowIndex, to: usize) {
        if self.rows[row.0 as usize].uses() == 0 || !self.is_member(table, row) {
            return;
        }
        if let Some(sequence) = self.sequences.get_mut(&table) {
            return sequence.move_to(row, to);
        }
        let members = self.members.get_mut(self.tables[table.0 as usize].run);
        let to = to.min(members.len() - 1);
        match members.iter().position(|&member| member == row) {
            Some(from) if from < to => members[from..=to].rotate_left(1),
            Some(from) => members[to..=from].rotate_right(1),
            None => {}
        }
    }

    /// Takes all rows out of a table. Mozilla's engine counts their uses down only where it has made a map of them.
    pub(crate) fn cut_all_members(&mut self, table: TableIndex) {
        let members = self.take_members(table);
        if self.tables[table.0 as usize].mapped {
            for row in members {
                self.rows[row.0 as usize].cut_use();
            }
        }
    }

    fn take_members(&mut self, table: TableIndex) -> Vec<RowIndex> {
        let record = &mut self.tables[table.0 as usize];
        let members = match self.sequences.remove(&table) {
            Some(sequence) => sequence.iter().collect(),
            None => self.members.get(record.run).to_vec(),
        };
        record.run.truncate(0);
        members
    }

    /// Whether a row is in a table. A long table has a sequence afterwards; its run then only says how long it would be if
    /// nothing were cut.
    fn is_member(&mut self, table: TableIndex, row: RowIndex) -> bool {
        if let Some(sequence) = self.sequences.get(&table) {
            return sequence.contains(row);
        }
        let members = self.members.get(self.tables[table.0 as usize].run);
        if members.len() <= SHORT {
            return members.contains(&row);
        }
        let sequence = Sequence::new(members, self.rows.len());
        let contains = sequence.contains(row);
        self.sequences.insert(table, sequence);
        contains
    }

    /// Puts all sequences back into runs.
    pub(super) fn flatten_members(&mut self) {
        for (table, sequence) in std::mem::take(&mut self.sequences) {
            let run = &mut self.tables[table.0 as usize].run;
            run.truncate(sequence.len());
            for (slot, row) in self.members.get_mut(*run).iter_mut().zip(sequence.iter()) {
                *slot = row;
            }
        }
    }
}
