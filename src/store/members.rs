//! Which rows are in a table, and where.
//!
//! A table that rows are cut from or moved in gets a [`Sequence`] on the side once it is long, and one that rows are only
//! looked for in gets a set, so that no file takes more than about linear time. Both go when the store is finished.

use hashbrown::HashSet;

use super::Store;
use super::row::RowIndex;
use super::sequence::Sequence;
use super::table::TableIndex;

/// What a longer table has beside its run.
#[derive(Debug)]
pub(super) enum Side {
    /// The members, to look for one.
    Set(HashSet<RowIndex>),
    /// The members in order, in the place of the run.
    Sequence(Sequence),
}

/// Up to this many members are simply looked through.
const SHORT: usize = 64;

/// At this many rows Mozilla's engine makes a map (`morkTable_kMakeRowMapThreshold`).
const MAPPED: usize = 17;

impl Store {
    /// Adds a row at the end of a table, unless it is in it.
    #[inline]
    pub(crate) fn add_member(&mut self, table: TableIndex, row: RowIndex) {
        if self.rows[row.0 as usize].uses > 0 && self.is_member(table, row) {
            return;
        }
        self.rows[row.0 as usize].add_use();
        let record = &mut self.tables[table.0 as usize];
        self.members.push(&mut record.run, row);
        record.mapped |= record.run.len() >= MAPPED;
        if !self.sides.is_empty() {
            self.add_to_side(table, row);
        }
    }

    fn add_to_side(&mut self, table: TableIndex, row: RowIndex) {
        match self.sides.get_mut(&table) {
            Some(Side::Sequence(sequence)) => sequence.push(row),
            Some(Side::Set(set)) => _ = set.insert(row),
            None => {}
        }
    }

    /// Takes a row out of a table. Answers whether it was in it.
    pub(crate) fn cut_member(&mut self, table: TableIndex, row: RowIndex) -> bool {
        if self.rows[row.0 as usize].uses == 0 || !self.is_member(table, row) {
            return false;
        }
        self.rows[row.0 as usize].cut_use();
        if let Some(sequence) = self.sequence(table) {
            sequence.remove(row);
        } else {
            let run = &mut self.tables[table.0 as usize].run;
            let members = self.members.get_mut(*run);
            if let Some(at) = members.iter().position(|&member| member == row) {
                members.copy_within(at + 1.., at);
                run.truncate(run.len() - 1);
            }
        }
        true
    }

    /// Moves a member of a table to a place, or to the last one where there are fewer.
    pub(crate) fn move_member(&mut self, table: TableIndex, row: RowIndex, to: usize) {
        if self.rows[row.0 as usize].uses == 0 || !self.is_member(table, row) {
            return;
        }
        if let Some(sequence) = self.sequence(table) {
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
        let members = match self.sides.remove(&table) {
            Some(Side::Sequence(sequence)) => sequence.iter().collect(),
            _ => self.members.get(record.run).to_vec(),
        };
        record.run = record.run.cleared();
        members
    }

    fn is_member(&mut self, table: TableIndex, row: RowIndex) -> bool {
        let members = self.members.get(self.tables[table.0 as usize].run);
        if members.len() <= SHORT && !self.sides.contains_key(&table) {
            return members.contains(&row);
        }
        let side = self.sides.entry(table).or_insert_with(|| Side::Set(members.iter().copied().collect()));
        match side {
            Side::Set(set) => set.contains(&row),
            Side::Sequence(sequence) => sequence.contains(row),
        }
    }

    /// The sequence of a long table, made where there is none. While there is one, the run only says how long the table
    /// would be if nothing had been cut.
    fn sequence(&mut self, table: TableIndex) -> Option<&mut Sequence> {
        let members = self.members.get(self.tables[table.0 as usize].run);
        let side = self.sides.get_mut(&table)?;
        if let Side::Set(_) = side {
            *side = Side::Sequence(Sequence::new(members));
        }
        match side {
            Side::Sequence(sequence) => Some(sequence),
            Side::Set(_) => None,
        }
    }

    /// Puts all sequences back into runs.
    pub(super) fn flatten_members(&mut self) {
        let sides = std::mem::take(&mut self.sides);
        for (number, table) in self.tables.iter_mut().enumerate() {
            if let Some(Side::Sequence(sequence)) = sides.get(&TableIndex(super::idmap::index(number))) {
                table.run.truncate(sequence.len());
                for (slot, row) in self.members.get_mut(table.run).iter_mut().zip(sequence.iter()) {
                    *slot = row;
                }
            }
        }
        self.members.shrink();
    }
}
