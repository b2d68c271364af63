//! What a check finds.

use std::fmt;

use morkdb::id::Oid;

use super::{Invariant, Repair, Severity};
use crate::key::{MessageKey, ThreadKey};

/// Something that does not hold.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// What should hold.
    pub invariant: Invariant,
    /// How bad it is; never worse than [`Invariant::severity`].
    pub severity: Severity,
    /// What is found, with figures: lower case, no full stop.
    pub message: String,
    /// What it is about.
    pub places: Places,
    /// What [`Folder::repair`](crate::Folder::repair) can do about it. `None` where that would have to guess.
    pub repair: Option<Repair>,
}

impl Finding {
    pub(super) fn new(invariant: Invariant, message: impl Into<String>) -> Self {
        Self {
            invariant,
            severity: invariant.severity(),
            message: message.into(),
            places: Places::default(),
            repair: None,
        }
    }

    pub(super) fn at(self, places: Places) -> Self {
        Self { places, ..self }
    }

    pub(super) fn severe(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub(super) fn repaired_by(self, repair: Repair) -> Self {
        Self { repair: Some(repair), ..self }
    }
}

/// Its letter, its name and what is found.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]: {}", self.severity.letter(), self.invariant.name(), self.message)?;
        if self.places.is_empty() { Ok(()) } else { write!(f, ": {}", self.places) }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Place {
    /// A message, or the row of one that is none any more.
    Message(MessageKey),
    /// A thread.
    Thread(ThreadKey),
    /// Another row.
    Row(Oid),
    /// Another table.
    Table(Oid),
    /// A place in the mailbox, in bytes.
    Offset(u64),
}

/// As people would look for it: keys are decimal, ids of rows and tables hexadecimal.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(key) => write!(f, "{key}"),
            Self::Thread(key) => write!(f, "thread {key}"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Table(table) => write!(f, "table {table}"),
            Self::Offset(offset) => write!(f, "byte {offset}"),
        }
    }
}

/// The places that a finding is about: the first of them, and how many there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Places {
    list: Vec<Place>,
    count: usize,
}

impl Places {
    /// How many are listed at most.
    pub const LISTED: usize = 20;

    pub(super) fn push(&mut self, place: Place) {
        if self.list.len() < Self::LISTED {
            self.list.push(place);
        }
        self.count += 1;
    }

    /// The first of them.
    pub fn listed(&self) -> &[Place] {
        &self.list
    }

    /// How many there are.
    pub const fn count(&self) -> usize {
        self.count
    }

    /// Whether it is about no place.
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The finding, if there are any. What is said gets their number.
    pub(super) fn finding(self, invariant: Invariant, say: impl FnOnce(usize) -> String) -> Option<Finding> {
        (self.count > 0).then(|| Finding::new(invariant, say(self.count)).at(self))
    }
}

impl Extend<Place> for Places {
    fn extend<T: IntoIterator<Item = Place>>(&mut self, places: T) {
        places.into_iter().for_each(|place| self.push(place));
    }
}

impl FromIterator<Place> for Places {
    fn from_iter<T: IntoIterator<Item = Place>>(places: T) -> Self {
        let mut all = Self::default();
        all.extend(places);
        all
    }
}

/// `message 3, message 7 and 12 more`
impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let are_keys = self.list.iter().all(|place| matches!(place, Place::Message(_)));
        if are_keys && !self.list.is_empty() {
            f.write_str(if self.count == 1 { "message " } else { "messages " })?;
        }
        for (index, place) in self.list.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            match place {
                Place::Message(key) if !are_keys => write!(f, "{comma}message {key}")?,
                place => write!(f, "{comma}{place}")?,
            }
        }
        match self.count - self.list.len() {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// A number and what it counts: `1 message`, `2 messages`.
pub(super) fn counted(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_places_are_listed_and_all_are_counted() {
        let places: Places = (1..=23).map(|key| Place::Message(MessageKey(key))).collect();
        assert_eq!((places.listed().len(), places.count()), (20, 23));
        assert!(places.to_string().starts_with("messages 1, 2, 3, "), "{places}");
        assert!(places.to_string().ends_with(", 20 and 3 more"), "{places}");
        assert_eq!(Places::from_iter([Place::Message(MessageKey(7))]).to_string(), "message 7");
        let mixed = Places::from_iter([Place::Thread(ThreadKey(2)), Place::Message(MessageKey(7))]);
        assert_eq!(mixed.to_string(), "thread 2, message 7");
    }

    #[test]
    fn nothing_found_is_no_finding() {
        assert_eq!(Places::default().finding(Invariant::Keys, |count| count.to_string()), None);
    }
}
