//! What a commit is to write: nothing, a group, or the whole file.

use super::database::Database;
use super::error::Error;
use super::sound;
use super::writing::{Commit, What, Why, Writing};
use crate::id::Scope;
use crate::store::Slot;
use crate::write::{Plan, Text, mozilla_group, mozilla_whole, safe_group, safe_whole};

/// From this share of groups on, in percent, Thunderbird rewrites a file.
const WASTE: u32 = 30;

/// A file that is not longer than this, in bytes, is rewritten by Mozilla's engine.
const SHORT: u64 = 128;

/// Mozilla's engine multiplies the size of what is behind the first group by 100, in 32 bits.
const MAX_GROUPS: u64 = (u32::MAX / 100) as u64;

/// Mozilla's engine counts offsets in 31 bits.
pub(super) const MAX_SIZE: u64 = i32::MAX as u64;

/// What is to be written.
pub(super) enum Draft {
    Nothing,
    Group(Group),
    Whole(Plan, Why),
}

/// A group, ready to be appended.
pub(super) struct Group {
    pub(super) text: Vec<u8>,
    /// The atoms that it defines.
    pub(super) defined: Vec<Slot>,
    /// The tables that were written.
    pub(super) tables: Vec<crate::store::TableIndex>,
}

impl Draft {
    pub(super) fn what(&self) -> What {
        match self {
            Self::Nothing => What::Nothing,
            Self::Group(_) => What::Group,
            Self::Whole(_, why) => What::Whole(*why),
        }
    }
}

impl Database {
    /// Decides what is to be written. Nothing of the file or of what the store says is changed.
    pub(super) fn draft(&mut self, how: Commit) -> Result<Draft, Error> {
        match self.options.writing {
            Writing::Mozilla => Ok(self.mozilla_draft(how)),
            Writing::Safe => self.safe_draft(how),
        }
    }

    fn mozilla_draft(&mut self, how: Commit) -> Draft {
        let why = match (how, self.waste()) {
            (Commit::Whole, _) => Why::Asked,
            (Commit::Thunderbird, percent) if percent >= WASTE => Why::Waste { percent },
            _ if self.size() <= SHORT => Why::New,
            _ if !self.store.is_touched() => return Draft::Nothing,
            _ => {
                let plan = mozilla_group(&self.store, self.names_known());
                return Draft::Group(self.group(plan));
            }
        };
        Draft::Whole(mozilla_whole(&self.store), why)
    }

    fn safe_draft(&mut self, how: Commit) -> Result<Draft, Error> {
        if self.stopped_by().is_some() {
            return Err(Error::Unread { path: self.path(), at: self.unread().start });
        }
        let why = match (how, self.waste()) {
            _ if self.size() == 0 => Why::New,
            (Commit::Whole, _) => Why::Asked,
            (Commit::Thunderbird, percent) if percent >= WASTE => Why::Waste { percent },
            _ if !self.store.is_changed() => return Ok(Draft::Nothing),
            _ if !self.is_sound() => Why::Unsound,
            _ if self.store.scopes().any(|scope| scope == Scope(0)) => Why::ScopeZero,
            _ => match safe_group(&mut self.store)? {
                None => Why::FlagCleared,
                Some(plan) if plan.is_empty() => return Ok(Draft::Nothing),
                Some(plan) => {
                    let group = self.group(plan);
                    if self.has_room_for(&group.text) {
                        return Ok(Draft::Group(group));
                    }
                    Why::TooManyGroups
                }
            },
        };
        Ok(Draft::Whole(safe_whole(&mut self.store)?, why))
    }

    /// Whether Mozilla's engine can append, and read what it did, and still count the groups.
    fn has_room_for(&self, text: &[u8]) -> bool {
        let after = self.size() + text.len() as u64;
        let first = match self.groups.first_positions().0 {
            0 => self.size(),
            first => u64::from(first),
        };
        after <= MAX_SIZE && after.saturating_sub(first) <= MAX_GROUPS
    }

    fn group(&mut self, plan: Plan) -> Group {
        let tables = plan.tables().collect();
        let unwritten = self.store.take_unwritten();
        let text = Text::new(&self.store, self.newline, unwritten);
        let (text, defined, unwritten) = text.group(plan, self.next_group());
        self.store.set_unwritten(unwritten);
        Group { text, defined, tables }
    }

    /// The id of the next group: Mozilla's engine counts before it writes.
    pub(super) fn next_group(&self) -> u32 {
        self.groups.next_id().wrapping_add(1)
    }

    /// How much of the file are groups, in percent.
    fn waste(&self) -> u32 {
        u32::try_from(self.groups.exact_waste_percent(self.size())).unwrap_or(u32::MAX)
    }

    /// Whether the engine has a space of names, which it makes when it first needs one.
    fn names_known(&self) -> bool {
        self.wrote_names || self.store.names().any(|name| !self.store.unwritten().contains(name))
    }

    /// Whether Mozilla's engine reads the file to its end and has the very same store.
    fn is_sound(&mut self) -> bool {
        if let Some(sound) = self.sound {
            return sound;
        }
        let sound = sound::is_sound(self);
        self.sound = Some(sound);
        sound
    }
}
