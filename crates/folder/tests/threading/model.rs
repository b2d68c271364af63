//! Thunderbird's rules for threads, written down as simply as they can be.

use std::collections::BTreeMap;

use morkdb_folder::Preferences;

/// The token of the scope of threads in a folder of Thunderbird.
const THREADS: u32 = 0x99;

#[derive(Clone, Debug)]
pub(crate) struct Mail {
    pub(crate) key: u32,
    pub(crate) id: String,
    pub(crate) references: Vec<String>,
    /// The references as they stand in the message, its own id too.
    pub(crate) text: String,
    pub(crate) subject: String,
    pub(crate) has_re: bool,
    pub(crate) read: bool,
    pub(crate) date: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) thread: u32,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Thread {
    pub(crate) children: Vec<u32>,
    pub(crate) root: Option<u32>,
    pub(crate) newest: u32,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Model {
    pub(crate) preferences: Preferences,
    pub(crate) mails: BTreeMap<u32, Mail>,
    pub(crate) threads: BTreeMap<u32, Thread>,
    /// Subjects and the threads that have them. The last counts of those that are the same.
    pub(crate) subjects: Vec<(String, u32)>,
    /// Whether anybody asked for a subject.
    pub(crate) asked: bool,
    /// Ids that were referred to, and in which threads; once anybody asked.
    pub(crate) referred: Option<Vec<(String, u32, usize)>>,
}

impl Model {
    /// Of several the last one.
    fn by_id(&self, id: &str) -> Option<&Mail> {
        self.mails.values().rev().find(|mail| mail.id == id)
    }

    fn refer(referred: &mut Vec<(String, u32, usize)>, mail: &Mail) {
        for id in &mail.references {
            match referred.iter_mut().find(|entry| entry.0 == *id) {
                Some(entry) => entry.2 += 1,
                None => referred.push((id.clone(), mail.thread, 1)),
            }
        }
    }

    fn referring(&mut self, id: &str, order: &[u32]) -> Option<u32> {
        if !self.preferences.correct_threading || id.is_empty() {
            return None;
        }
        let mails = &self.mails;
        let referred = self.referred.get_or_insert_with(|| {
            let mut referred = Vec::new();
            order.iter().for_each(|key| Self::refer(&mut referred, &mails[key]));
            referred
        });
        referred
            .iter()
            .find(|entry| entry.0 == id)
            .map(|entry| entry.1)
            .filter(|key| self.threads.contains_key(key))
    }

    fn find(&mut self, mail: &Mail, order: &[u32]) -> Option<(u32, Option<u32>)> {
        for id in mail.references.iter().rev() {
            if let Some(parent) = self.by_id(id) {
                return Some((parent.thread, Some(parent.key)));
            }
            if let Some(thread) = self.referring(id, order) {
                return Some((thread, None));
            }
        }
        if !self.preferences.strict_threading && (self.preferences.thread_without_re || mail.has_re) {
            let found = self.by_subject(&mail.subject);
            if found.is_some() {
                return found.map(|thread| (thread, None));
            }
        }
        self.referring(&mail.id, order).map(|thread| (thread, None))
    }

    /// Threads are in the order in which they came. Those that were there when somebody asked first are in that of Mozilla's map of
    /// rows: the rows of the scope of threads are in slots, 11 or twice as many as often as it takes, the latest first in each.
    fn by_subject(&mut self, subject: &str) -> Option<u32> {
        if !std::mem::replace(&mut self.asked, true) {
            let slots = (0..).map(|times| 11 << times).find(|slots| self.subjects.len() <= *slots as usize);
            let slots: u32 = slots.unwrap();
            self.subjects.reverse();
            self.subjects.sort_by_key(|entry| (THREADS << 16 ^ entry.1) % slots);
        }
        self.subjects.iter().rev().find(|entry| entry.0 == subject).map(|entry| entry.1)
    }

    /// `order`: the keys that are there, as they were added.
    pub(crate) fn add(&mut self, mut mail: Mail, order: &[u32]) {
        mail.references.retain(|id| *id != mail.id);
        let (key, thread, parent) = match self.find(&mail, order) {
            Some((thread, parent)) => (mail.key, thread, parent),
            None => {
                let thread = self.found(mail.key);
                self.subjects.push((mail.subject.clone(), thread));
                self.threads.insert(thread, Thread::default());
                (mail.key, thread, None)
            }
        };
        (mail.thread, mail.parent) = (thread, None);
        self.mails.insert(key, mail);
        self.join(thread, key, parent);
        let mail = self.mails[&key].clone();
        if let Some(referred) = &mut self.referred {
            Self::refer(referred, &mail);
        }
    }

    /// A thread takes the key of its founder, unless another is still called so.
    fn found(&self, key: u32) -> u32 {
        let wanted = if key == 1 { 0xFFFF_FFFE } else { key };
        let is_free = |key: &u32| self.threads.get(key).is_none_or(|thread| thread.children.is_empty());
        if is_free(&wanted) { wanted } else { (0..=0xFFFF_FFFC).rev().find(is_free).unwrap() }
    }

    fn join(&mut self, thread: u32, key: u32, parent: Option<u32>) {
        let mail = self.mails[&key].clone();
        let target = self.threads.get_mut(&thread).unwrap();
        target.newest = target.newest.max(mail.date);
        let before = target.children.len();
        if before == 0 {
            target.root = Some(key);
        }
        target.children.push(key);
        self.set_parent(key, parent);
        let (mut moved, mut has_parent, mut later) = (false, parent.is_some(), None);
        let mut place = 0;
        while place < before {
            let other = self.threads[&thread].children[place];
            if self.is_parent(key, other) {
                if !moved {
                    moved = true;
                    has_parent |= self.put_before(thread, key, place, other);
                }
                if !self.is_above(other, key) {
                    self.set_parent(other, Some(key));
                }
            } else if !moved && place > 0 && later.is_none() && mail.date < self.mails[&other].date {
                later = Some(place);
            }
            place += 1;
        }
        if before > 0 && !mail.has_re && parent.is_none() {
            let root = self.threads[&thread].root.unwrap();
            // A root that has just been found to answer the new one is none any more: there is nothing to overtake.
            let is_root = root != key && self.mails[&root].parent.is_none();
            if is_root && mail.date < self.mails[&root].date {
                self.reroot(thread, key, root);
                self.set_parent(root, Some(key));
                (moved, has_parent) = (true, true);
            }
        }
        if before > 0 && !has_parent {
            let root = self.threads[&thread].root.unwrap();
            if root == key || self.is_above(key, root) {
                self.threads.get_mut(&thread).unwrap().root = Some(key);
            } else {
                self.set_parent(key, Some(root));
            }
        }
        if let (false, Some(place)) = (moved, later) {
            self.shift(thread, key, place);
        }
    }

    fn set_parent(&mut self, key: u32, parent: Option<u32>) {
        self.mails.get_mut(&key).unwrap().parent = parent;
    }

    fn shift(&mut self, thread: u32, key: u32, place: usize) {
        let children = &mut self.threads.get_mut(&thread).unwrap().children;
        children.retain(|child| *child != key);
        children.insert(place, key);
    }

    /// Whether one comes upon `above` on the way up from `from`.
    fn is_above(&self, above: u32, from: u32) -> bool {
        let mut at = Some(from);
        for _ in 0..=self.mails.len() {
            match at {
                Some(key) if key == above => return true,
                Some(key) => at = self.mails.get(&key).and_then(|mail| mail.parent),
                None => return false,
            }
        }
        false
    }

    fn is_parent(&self, parent: u32, child: u32) -> bool {
        let id = &self.mails[&parent].id;
        for reference in self.mails[&child].references.iter().rev() {
            if reference == id {
                return true;
            }
            if self.mails.values().any(|mail| mail.id == *reference && mail.key != parent) {
                return false;
            }
        }
        false
    }

    fn put_before(&mut self, thread: u32, key: u32, place: usize, child: u32) -> bool {
        self.shift(thread, key, place);
        let root = self.threads[&thread].root;
        let id = &self.mails[&key].id;
        let above = self.mails[&child].parent;
        let above = above.filter(|above| self.mails[above].text.contains(id));
        if above.is_some() && above == root {
            self.shift(thread, key, 0);
        } else if above.is_some() || root != Some(child) {
            return false;
        }
        self.reroot(thread, key, root.unwrap());
        true
    }

    fn reroot(&mut self, thread: u32, key: u32, old: u32) {
        let above = self.mails[&key].parent.filter(|above| *above != old);
        let root = above.unwrap_or(key);
        self.threads.get_mut(&thread).unwrap().root = Some(root);
        for child in self.threads[&thread].children.clone() {
            if self.mails[&child].parent == Some(old) && child != root && !self.is_parent(old, child) {
                self.set_parent(child, Some(root));
            }
        }
        self.shift(thread, root, 0);
        self.set_parent(root, None);
        if self.mails[&old].parent.is_none() && old != root {
            self.set_parent(old, Some(root));
        }
    }

    pub(crate) fn delete(&mut self, key: u32) {
        let mail = self.mails[&key].clone();
        let mut parent = mail.parent;
        for child in self.threads[&mail.thread].children.clone() {
            if self.mails[&child].parent == Some(key) {
                self.set_parent(child, parent);
                if parent.is_none() {
                    self.threads.get_mut(&mail.thread).unwrap().root = Some(child);
                    parent = Some(child);
                }
            }
        }
        let thread = self.threads.get_mut(&mail.thread).unwrap();
        if thread.newest == mail.date {
            thread.newest = 0;
        }
        thread.children.retain(|child| *child != key);
        self.mails.remove(&key);
        for id in &mail.references {
            if let Some(referred) = &mut self.referred {
                if let Some(entry) = referred.iter_mut().find(|entry| entry.0 == *id) {
                    entry.2 -= 1;
                }
                referred.retain(|entry| entry.2 > 0);
            }
        }
    }
}
