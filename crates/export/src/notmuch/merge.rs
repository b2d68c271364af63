//! One set of tags for each Message-ID: notmuch has one message where a profile has copies in several folders.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashMap;

/// Tags by Message-ID. A set of tags is kept once, however many messages have it.
#[derive(Debug, Default)]
pub(super) struct Merged {
    by_id: BTreeMap<Box<str>, u32>,
    sets: Vec<BTreeSet<String>>,
    places: HashMap<BTreeSet<String>, u32>,
}

impl Merged {
    /// Adds a message. A copy adds its tags to those of the others; `unread` stays only where all copies are. Says whether a copy came before that
    /// had other tags.
    pub(super) fn add(&mut self, id: String, tags: BTreeSet<String>) -> bool {
        let Some(known) = self.by_id.get(id.as_str()).copied() else {
            let place = self.place(tags);
            self.by_id.insert(id.into_boxed_str(), place);
            return false;
        };
        let Some(theirs) = self.sets.get(known as usize).filter(|theirs| **theirs != tags) else {
            return false;
        };
        let merged = merge(theirs, &tags);
        let place = self.place(merged);
        self.by_id.insert(id.into_boxed_str(), place);
        true
    }

    fn place(&mut self, tags: BTreeSet<String>) -> u32 {
        if let Some(place) = self.places.get(&tags) {
            return *place;
        }
        let place = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.push(tags.clone());
        self.places.insert(tags, place);
        place
    }

    /// All messages, in the order of their ids.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &BTreeSet<String>)> {
        self.by_id.iter().filter_map(|(id, place)| Some((&**id, self.sets.get(*place as usize)?)))
    }
}

fn merge(ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> BTreeSet<String> {
    let mut all: BTreeSet<String> = ours.union(theirs).cloned().collect();
    if !(ours.contains(super::UNREAD) && theirs.contains(super::UNREAD)) {
        all.remove(super::UNREAD);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(words: &str) -> BTreeSet<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    /// A message lies in the Inbox unread, and its copy was read in the archive and starred there.
    #[test]
    fn copies_come_together() {
        let copies =
            [("a", "unread todo"), ("a", "flagged"), ("b", "unread"), ("a", "flagged"), ("b", "unread work")];
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 0, 3, 4, 2]] {
            let mut merged = Merged::default();
            for place in order {
                let (id, words): (&str, &str) = copies[place];
                merged.add(id.to_owned(), tags(words));
            }
            let all: Vec<_> = merged.iter().collect();
            assert_eq!(all, [("a", &tags("flagged todo")), ("b", &tags("unread work"))]);
        }
    }

    #[test]
    fn only_copies_that_differ_are_counted() {
        let mut merged = Merged::default();
        let added = ["x", "x", "x y", "x"].map(|words| merged.add("a".to_owned(), tags(words)));
        // The last one differs from what the first three came to.
        assert_eq!(added, [false, false, true, true]);
    }
}
