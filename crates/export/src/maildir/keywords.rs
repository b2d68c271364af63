//! `dovecot-keywords`: which letter stands for which keyword in a folder, `a` to `z`.
//!
//! What the file says already stays, so that letters in names keep their meaning. Then the keywords that most messages have come first.

use std::collections::HashMap;
use std::fmt::Write as _;

/// Letters that a Maildir has for keywords.
const SLOTS: usize = 26;

/// The keywords of a folder by their letters.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Slots {
    names: [Option<String>; SLOTS],
}

impl Slots {
    /// What the file says: lines of a number and a keyword.
    pub(super) fn parse(text: &str) -> Self {
        let mut slots = Self::default();
        for line in text.lines() {
            let Some((number, name)) = line.split_once(' ') else { continue };
            let slot = number.parse().ok().and_then(|number: usize| slots.names.get_mut(number));
            if let Some(slot) = slot {
                *slot = Some(name.to_owned());
            }
        }
        slots
    }

    /// The file.
    pub(super) fn to_text(&self) -> String {
        let mut text = String::new();
        for (number, name) in self.names.iter().enumerate() {
            if let Some(name) = name {
                let _ = writeln!(text, "{number} {name}");
            }
        }
        text
    }

    /// Gives letters to keywords, those that occur most often first.
    pub(super) fn add(&mut self, counts: HashMap<String, u64>) {
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_unstable_by(|(name, count), (other, others)| (others, name).cmp(&(count, other)));
        for (name, _) in counts {
            self.letter(&name);
        }
    }

    /// The letter of a keyword; it gets the next one that is free where it has none. `None` where all are taken.
    pub(super) fn letter(&mut self, keyword: &str) -> Option<char> {
        let known =
            |name: &Option<String>| name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(keyword));
        let slot = match self.names.iter().position(known) {
            Some(slot) => slot,
            None => {
                let slot = self.names.iter().position(Option::is_none)?;
                *self.names.get_mut(slot)? = Some(keyword.to_owned());
                slot
            }
        };
        u8::try_from(slot).ok().map(|slot| char::from(b'a' + slot))
    }
}
