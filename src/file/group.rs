//! The commit groups of a file, and what Mozilla's engine remembers of them.

use crate::syntax::{Dropped, Span};

/// A commit group.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Group {
    /// Its id.
    pub id: u32,
    /// From its start marker to behind its end marker.
    pub span: Span,
    /// What became of it.
    pub outcome: Outcome,
    /// How many dicts, tables and rows it has. 0 for a group that is not applied, whose content is not looked at.
    pub items: u32,
}

/// What became of a commit group.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Outcome {
    /// It is applied.
    Committed,
    /// It is not.
    Dropped(Dropped),
}

/// The groups of a file, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GroupLog {
    pub(super) groups: Vec<Group>,
    /// Offsets behind the start markers of the first two groups that are applied; 0 for none.
    pub(super) first: u32,
    pub(super) second: u32,
    /// One more than the highest id, or 0.
    pub(super) next_id: u32,
}

impl GroupLog {
    /// The groups, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Group> {
        self.groups.iter()
    }

    /// How many there are, applied or not.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The counter that Mozilla's engine has after reading: one more than the highest group id. The next group that it
    /// writes has the id behind this one.
    pub fn next_id(&self) -> u32 {
        self.next_id
    }

    /// The offsets behind the start markers of the first two groups that are applied, as
    /// `mStore_FirstCommitGroupPos` and its sibling; 0 for none.
    pub fn first_positions(&self) -> (u32, u32) {
        (self.first, self.second)
    }

    /// The share of a file of `size` bytes that Mozilla's engine takes for wasted, in percent
    /// (`morkStore::PercentOfStoreWasted`): from 30 on, Thunderbird rewrites the file at the next commit. The engine
    /// multiplies in 32 bits, so this is too low for files with more than 42.9 MB of groups.
    pub fn waste_percent(&self, size: u32) -> u32 {
        match self.wasted_from() {
            Some(from) if size > 0 => size.saturating_sub(from).wrapping_mul(100) / size,
            _ => 0,
        }
    }

    /// The same without the overflow.
    pub(super) fn exact_waste_percent(&self, size: u64) -> u64 {
        match self.wasted_from() {
            Some(from) if size > 0 => size.saturating_sub(u64::from(from)) * 100 / size,
            _ => 0,
        }
    }

    /// Where the part of the file begins that counts as wasted: at the first group, or at the second where the first is near
    /// the beginning.
    fn wasted_from(&self) -> Option<u32> {
        let second = self.first < 512 && self.second > self.first;
        match if second { self.second } else { self.first } {
            0 => None,
            from => Some(from),
        }
    }

    pub(super) fn begin(&mut self, id: u32, span: Span) {
        self.groups.push(Group { id, span, outcome: Outcome::Committed, items: 0 });
        self.next_id = self.next_id.max(id.wrapping_add(1));
        if self.first == 0 {
            self.first = span.end;
        } else if self.second == 0 {
            self.second = span.end;
        }
    }

    /// Notes a group that was appended at this offset, and begins with a line break.
    pub(super) fn append(&mut self, id: u32, at: u64, length: u64, newline: usize) {
        let offset = |offset: u64| u32::try_from(offset).unwrap_or(u32::MAX);
        let span = Span { start: offset(at + newline as u64), end: offset(at + length - newline as u64) };
        self.groups.push(Group { id, span, outcome: Outcome::Committed, items: 0 });
        self.next_id = id;
        if self.first == 0 {
            self.first = span.start;
        } else if self.second == 0 {
            self.second = span.start;
        }
    }

    pub(super) fn drop_group(&mut self, id: u32, span: Span, why: Dropped) {
        self.groups.push(Group { id, span, outcome: Outcome::Dropped(why), items: 0 });
    }

    /// Counts an item of the group that is open.
    pub(super) fn count_item(&mut self) {
        if let Some(group) = self.groups.last_mut() {
            group.items += 1;
        }
    }

    pub(super) fn end(&mut self, end: u32) {
        if let Some(group) = self.groups.last_mut() {
            group.span.end = end;
        }
    }
}

impl<'a> IntoIterator for &'a GroupLog {
    type Item = &'a Group;
    type IntoIter = std::slice::Iter<'a, Group>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
