//! Which rows are in a table, and where.
//!
//! A short table is looked through. A longer one that rows are looked for in, cut from or moved in gets a [`Sequence`] on the
//! side, so that no file takes more than about linear time; it goes when the store is finished.

use super::Store;
use super::row::RowIndex;
use super::sequence::{Sequence, Walk};
use super::table::TableIndex;

/// The rows of a table, in their order.
#[derive(Clone, Debug)]
pub(crate) enum Members<'s> {
    Run(std::slice::Iter<'s, RowIndex>),
    Sequence(Walk<'s>),
}

impl Iterator for Members<'_> {
    type Item = RowIndex;

    fn next(&mut self) -> Option<RowIndex> {
        match self {
            Self::Run(rows) => rows.next().copied(),
            Self::Sequence(rows) => rows.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Run(rows) => rows.size_hint(),
            Self::Sequence(rows) => rows.size_hint(),
        }
    }
}

impl DoubleEndedIterator for Members<'_> {
    fn next_back(&mut self) -> Option<RowIndex> {
        match self {
            Self::Run(rows) => rows.next_back().copied(),
            Self::Sequence(rows) => rows.next_back(),
        }
    }
}

impl ExactSizeIterator for Members<'_> {}

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

    /// Where a row is in a table.
    pub(super) fn member_place(&mut self, table: TableIndex, row: RowIndex) -> Option<u32> {
        if self.rows[row.0 as usize].uses() == 0 || !self.is_member(table, row) {
            return None;
        }
        let place = match self.sequences.get(&table) {
            Some(sequence) => sequence.position(row),
            None => self.members_of(table).position(|member| member == row),
        };
        place.map(super::idmap::index)
    }

    /// The rows of a table.
    pub(crate) fn members_of(&self, table: TableIndex) -> Members<'_> {
        match self.sequences.get(&table) {
            Some(sequence) if !self.sequences.is_empty() => Members::Sequence(sequence.walk()),
            _ => Members::Run(self.members.get(self.tables[table.0 as usize].run).iter()),
        }
    }

    /// Adds a row at the end of a table that it is not in, and counts no use.
    pub(super) fn push_member(&mut self, table: TableIndex, row: RowIndex) {
        self.members.push(&mut self.tables[table.0 as usize].run, row);
        if let Some(sequence) = self.sequences.get_mut(&table) {
            sequence.push(row);
        }
    }

    /// Puts a row back into a table that it was cut from, and counts no use.
    pub(super) fn insert_member(&mut self, table: TableIndex, row: RowIndex, at: usize) {
        if let Some(sequence) = self.sequences.get_mut(&table) {
            return sequence.insert(at, row);
        }
        let run = &mut self.tables[table.0 as usize].run;
        self.members.push(run, row);
        self.members.get_mut(*run)[at..].rotate_right(1);
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
