//! Messages that are added and deleted in any order make the threads that the model makes.

use morkdb_folder::{Folder, MessageFlags, MessageKey, NewKey, Preferences};
use proptest::prelude::*;

use crate::cases::cases;
use crate::model::{Mail, Model};
use crate::{empty, header};

/// One of those that are there at that moment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub(crate) usize);

impl At {
    fn index(self, len: usize) -> usize {
        self.0 % len
    }
}

fn at() -> impl Strategy<Value = At> {
    any::<usize>().prop_map(At)
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Add { id: u8, references: Vec<u8>, subject: u8, has_re: bool, read: bool, date: u32 },
    Delete(At),
    MarkRead(At, bool),
    Rethread(At),
}

fn step() -> impl Strategy<Value = Step> {
    let add =
        (0..12_u8, prop::collection::vec(0..12_u8, 0..5), 0..3_u8, any::<bool>(), any::<bool>(), 1..30_u32);
    let add = add.prop_map(|(id, references, subject, has_re, read, date)| Step::Add {
        id,
        references,
        subject,
        has_re,
        read,
        date,
    });
    prop_oneof![
        8 => add,
        3 => at().prop_map(Step::Delete),
        1 => (at(), any::<bool>()).prop_map(|(at, read)| Step::MarkRead(at, read)),
        1 => at().prop_map(Step::Rethread),
    ]
}

fn preferences() -> impl Strategy<Value = Preferences> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(strict, without_re, correct)| Preferences {
        strict_threading: strict,
        thread_without_re: without_re,
        correct_threading: correct,
        ..Preferences::default()
    })
}

/// A folder and the model of it.
struct Pair {
    folder: Folder,
    model: Model,
    /// The keys that are there, as they were added.
    order: Vec<u32>,
    /// Whether the model still says what the threads are.
    modelled: bool,
}

fn id(number: u8) -> String {
    format!("m{number}@x")
}

impl Pair {
    fn new(preferences: &Preferences) -> Self {
        let mut folder = empty();
        folder.set_preferences(preferences.clone());
        let model = Model { preferences: preferences.clone(), ..Model::default() };
        Self { folder, model, order: Vec::new(), modelled: true }
    }

    fn apply(&mut self, step: &Step) {
        match step {
            Step::Add { id: own, references, subject, has_re, read, date } => {
                let flags =
                    MessageFlags::NONE.with(MessageFlags::HAS_RE, *has_re).with(MessageFlags::READ, *read);
                let text: String =
                    references.iter().map(|reference| format!("<{}> ", id(*reference))).collect();
                let subject = format!("s{subject}");
                let header = header(&subject, &id(*own), &text, *date, flags);
                let key = self.folder.add(&header, NewKey::Next).unwrap().0;
                let references = references.iter().map(|reference| id(*reference)).collect();
                let (has_re, read, date) = (*has_re, *read, *date);
                let id = id(*own);
                let mail =
                    Mail { key, id, references, text, subject, has_re, read, date, parent: None, thread: 0 };
                self.model.add(mail, &self.order);
                self.order.push(key);
            }
            Step::Delete(at) if !self.order.is_empty() => {
                let key = self.order.remove(at.index(self.order.len()));
                self.folder.delete(MessageKey(key)).unwrap();
                self.model.delete(key);
            }
            Step::MarkRead(at, read) if !self.order.is_empty() => {
                let key = self.order[at.index(self.order.len())];
                self.folder.mark_read(MessageKey(key), *read).unwrap();
                self.model.mails.get_mut(&key).unwrap().read = *read;
            }
            Step::Rethread(at) if !self.order.is_empty() && !self.modelled => {
                let key = MessageKey(self.order[at.index(self.order.len())]);
                match at.index(4) {
                    0 => self.folder.rethread(&[key]).unwrap(),
                    1 => self.folder.rethread_all().unwrap(),
                    2 => _ = self.folder.split_thread(key).unwrap(),
                    _ => self.merge(key),
                }
            }
            _ => {}
        }
    }

    fn merge(&mut self, key: MessageKey) {
        let read = self.folder.read();
        let from = read.thread_of(read.message(key).unwrap()).unwrap().key();
        let into = read.threads().next().unwrap().key();
        self.folder.merge_threads(into, from).unwrap();
    }

    fn check_model(&self) {
        let folder = self.folder.read();
        let threads = self.model.threads.iter().filter(|thread| !thread.1.children.is_empty());
        assert_eq!(folder.threads().len(), threads.clone().count());
        for (key, want) in threads {
            let thread = folder.thread((*key).into()).unwrap();
            let children: Vec<_> = thread.children().map(|child| child.key().0).collect();
            assert_eq!(children, want.children, "{key}");
            assert_eq!(thread.stored_root().map(|root| root.0), want.root, "{key}");
            assert_eq!(thread.stored_newest_date(), want.newest, "{key}");
            for child in thread.children() {
                let mail = &self.model.mails[&child.key().0];
                assert_eq!(child.parent().map(|parent| parent.0), mail.parent, "{}", child.key());
                assert_eq!(child.thread_key().0, mail.thread, "{}", child.key());
            }
        }
    }

    /// Whatever was done: the counts are right, every message is in one thread, and nothing is wrong.
    fn check_counts(&self) {
        let folder = self.folder.read();
        let wrong: Vec<_> = folder.check_threads().into_iter().filter(|found| !found.is_harmless()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let in_threads: usize = folder.threads().map(|thread| thread.len()).sum();
        let unread: u32 = folder.threads().map(|thread| thread.unread()).sum();
        assert_eq!((in_threads, unread), (folder.len(), folder.recount().unread));
        for thread in folder.threads() {
            assert_eq!(thread.tree().len(), thread.len());
        }
    }
}

/// What is broken, of which message, and with the help of which other.
pub(crate) type Damage = (u8, At, At);

pub(crate) fn follow_the_model(preferences: &Preferences, steps: &[Step]) -> Folder {
    let mut pair = Pair::new(preferences);
    for step in steps {
        pair.apply(step);
        pair.check_model();
    }
    pair.check_counts();
    pair.folder
}

pub(crate) fn merge_and_split(preferences: &Preferences, steps: &[Step]) {
    let mut pair = Pair::new(preferences);
    pair.modelled = false;
    for step in steps {
        match step {
            Step::Delete(at) if !pair.order.is_empty() => {
                let key = pair.order.remove(at.index(pair.order.len()));
                pair.folder.delete(MessageKey(key)).unwrap();
            }
            Step::Add { id: own, references, .. } => {
                let text: String =
                    references.iter().map(|reference| format!("<{}>", id(*reference))).collect();
                let header = header("s", &id(*own), &text, 7, MessageFlags::NONE);
                pair.order.push(pair.folder.add(&header, NewKey::Next).unwrap().0);
            }
            Step::Rethread(_) => pair.apply(step),
            _ => {}
        }
        pair.check_counts();
    }
}

pub(crate) fn damage_and_mend(steps: &[Step], damage: &[Damage], rethread: bool) {
    let mut pair = Pair::new(&Preferences::default());
    steps.iter().for_each(|step| pair.apply(step));
    if pair.order.is_empty() {
        return;
    }
    damage.iter().for_each(|damage| break_something(&mut pair, damage));
    assert!(pair.folder.read().threads().all(|thread| thread.tree().len() > 0));
    // A damaged folder can be used.
    let late = header("s", "late@x", "<m1@x> <m2@x>", 3, MessageFlags::NONE);
    let added = pair.folder.add(&late, NewKey::Next).unwrap();
    pair.folder.delete(MessageKey(pair.order[0])).unwrap();
    if rethread {
        pair.folder.rethread_all().unwrap();
    }
    pair.folder.repair_threads().unwrap();
    pair.check_counts();
    assert!(pair.folder.read().contains(added));
    assert_eq!(pair.folder.repair_threads().unwrap().iter().filter(|found| !found.is_harmless()).count(), 0);
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn threads_are_those_of_the_model(preferences in preferences(), steps in prop::collection::vec(step(), 1..40)) {
        follow_the_model(&preferences, &steps);
    }

    #[test]
    fn nothing_is_wrong_after_merges_and_splits(
        preferences in preferences(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        merge_and_split(&preferences, &steps);
    }

    /// Threads that were damaged in any way are whole after the repair, and nobody was lost.
    #[test]
    fn damage_is_mended(
        steps in prop::collection::vec(step(), 1..40),
        damage in prop::collection::vec((0..8_u8, at(), at()), 1..12),
        rethread in any::<bool>(),
    ) {
        damage_and_mend(&steps, &damage, rethread);
    }
}

/// Breaks cells and tables of threads.
fn break_something(pair: &mut Pair, damage: &Damage) {
    let (what, one, other) = damage;
    let pick = |at: &At| MessageKey(pair.order[at.index(pair.order.len())]);
    let (one, other) = (pick(one), pick(other));
    let read = pair.folder.read();
    let row = |key| read.message(key).unwrap().row().unwrap().oid();
    let thread_of = |key| read.thread_of(read.message(key).unwrap());
    let (Some(thread), Some(second)) = (thread_of(one), thread_of(other)) else { return };
    let (one_row, other_row, table) = (row(one), row(other), thread.table().oid());
    let meta = thread.meta_row().unwrap().oid();
    let (store, all) = (read.store(), second.table().oid());
    let column = |name| store.column(name).unwrap();
    let columns = [
        column("threadParent"),
        column("msgThreadId"),
        column("children"),
        column("threadRoot"),
        column("unreadChildren"),
    ];
    let number = format!("{:x}", other.0);
    pair.folder.change_store(|store| match what {
        0 => _ = store.set(one_row, columns[0], &number),
        1 => _ = store.set(one_row, columns[1], &number),
        2 => _ = store.set(meta, columns[2], &number),
        3 => _ = store.set(meta, columns[3], &number),
        4 => _ = store.set(meta, columns[4], &number),
        5 => _ = store.add_row(table, other_row),
        6 => _ = store.cut_row(all, one_row),
        _ => _ = store.cut_all_rows(table),
    });
}
