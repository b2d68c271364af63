//! Threads: 5, 9, 10, 11 and 22.

use std::collections::BTreeMap;

use morkdb::id::{Oid, Scope};
use morkdb::store::{RowRef, TableRef};

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Repair, Severity, Subject};
use crate::field::Field;
use crate::folder::FolderRef;
use crate::key::ThreadKey;
use crate::thread::ThreadFinding;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    let mut faults: BTreeMap<Fault, Places> = BTreeMap::new();
    let found = subject.folder.check_threads();
    for found in found.into_iter().filter(|found| !is_of_empty(subject.folder, found)) {
        let (fault, place) = Fault::of(found);
        faults.entry(fault).or_default().push(place);
    }
    report.note(faults.into_iter().filter_map(|(fault, places)| fault.finding(places)));
    report.note(nameless(subject));
}

/// Whether a finding is about a thread without messages, other than that it has none: nobody sees such a thread, and a table that has the
/// meta row of another one keeps it.
fn is_of_empty(folder: FolderRef<'_>, found: &ThreadFinding) -> bool {
    let ThreadFinding::SharedMetaRow { thread, .. } = *found else { return false };
    folder.thread(thread).is_some_and(|thread| thread.table().is_empty())
}

/// Whether a repair does something about it. A table cannot be taken out of a file; Thunderbird drops an empty one when it writes
/// the file anew.
pub(super) fn is_repairable(folder: FolderRef<'_>, found: &ThreadFinding) -> bool {
    !matches!(found, ThreadFinding::Empty { .. }) && !is_of_empty(folder, found)
}

/// What can be wrong with threads, many of a kind together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Fault {
    OwnParent,
    Circle,
    StrangeParent,
    NoThread,
    WrongThread,
    SecondThread,
    DeadRow,
    NoMetaRow,
    TooFew,
    TooMany,
    Unread,
    Key,
    Root,
    NoParent,
    NewestDate,
    Unlisted,
    ListedInVain,
    SharedMetaRow,
    OrphanMetaRow,
    Empty,
}

impl Fault {
    fn of(found: ThreadFinding) -> (Self, Place) {
        match found {
            ThreadFinding::OwnParent { message, .. } => (Self::OwnParent, Place::Message(message)),
            ThreadFinding::Circle { message, .. } => (Self::Circle, Place::Message(message)),
            ThreadFinding::StrangeParent { message, .. } => (Self::StrangeParent, Place::Message(message)),
            ThreadFinding::NoThread { message, .. } => (Self::NoThread, Place::Message(message)),
            ThreadFinding::WrongThread { message, .. } => (Self::WrongThread, Place::Message(message)),
            ThreadFinding::SecondThread { message, .. } => (Self::SecondThread, Place::Message(message)),
            ThreadFinding::NoParent { message, .. } => (Self::NoParent, Place::Message(message)),
            ThreadFinding::DeadRow { row, .. } => (Self::DeadRow, Place::Message(row)),
            ThreadFinding::Count { thread, stored, rows } if stored < rows => {
                (Self::TooFew, Place::Thread(thread))
            }
            ThreadFinding::Count { thread, .. } => (Self::TooMany, Place::Thread(thread)),
            ThreadFinding::NoMetaRow { thread } => (Self::NoMetaRow, Place::Thread(thread)),
            ThreadFinding::Unread { thread, .. } => (Self::Unread, Place::Thread(thread)),
            ThreadFinding::Key { thread, .. } => (Self::Key, Place::Thread(thread)),
            ThreadFinding::Root { thread, .. } => (Self::Root, Place::Thread(thread)),
            ThreadFinding::NewestDate { thread, .. } => (Self::NewestDate, Place::Thread(thread)),
            ThreadFinding::Unlisted { thread } => (Self::Unlisted, Place::Thread(thread)),
            ThreadFinding::ListedInVain { thread } => (Self::ListedInVain, Place::Thread(thread)),
            ThreadFinding::SharedMetaRow { thread, .. } => (Self::SharedMetaRow, Place::Thread(thread)),
            ThreadFinding::Empty { thread } => (Self::Empty, Place::Thread(thread)),
            ThreadFinding::OrphanMetaRow { row } => {
                (Self::OrphanMetaRow, Place::Row(Oid::new(Scope::META, row)))
            }
        }
    }

    /// What it is, for so many messages, threads or rows.
    const fn words(self) -> (Invariant, &'static str, &'static str) {
        use Invariant::{Parents, ThreadFigures, ThreadLeftovers, ThreadList, ThreadMembers};
        match self {
            Self::OwnParent => (Parents, "the parent of itself, which may make Thunderbird hang", "message"),
            Self::Circle => {
                (Parents, "parents that go round in a circle, which may make Thunderbird hang", "circle")
            }
            Self::StrangeParent => (Parents, "a parent that is not in the thread", "message"),
            Self::NoThread => (ThreadMembers, "in no thread", "message"),
            Self::WrongThread => (ThreadMembers, "in another thread than it names", "message"),
            Self::SecondThread => (ThreadMembers, "in a second thread", "message"),
            Self::DeadRow => (ThreadMembers, "in a thread, and no message", "row"),
            Self::NoMetaRow => (ThreadFigures, "no meta row, so that Thunderbird does not see it", "thread"),
            Self::TooFew => {
                (ThreadFigures, "too low a count of messages, so that not all are shown", "thread")
            }
            Self::TooMany => (ThreadFigures, "too high a count of messages", "thread"),
            Self::Unread => (ThreadFigures, "a wrong count of unread messages", "thread"),
            Self::Key => (ThreadFigures, "another key on the meta row", "thread"),
            Self::Root => (ThreadFigures, "a root that is not in the thread, or has a parent", "thread"),
            Self::NoParent => (ThreadFigures, "no parent, and not the root of its thread", "message"),
            Self::NewestDate => (ThreadFigures, "a wrong date of the newest message", "thread"),
            Self::Unlisted => (ThreadList, "not in the table of threads", "thread"),
            Self::ListedInVain => (ThreadList, "in the table of threads, without messages", "thread"),
            Self::SharedMetaRow => (ThreadLeftovers, "the meta row of another thread", "thread"),
            Self::OrphanMetaRow => (ThreadLeftovers, "a meta row of no thread", "row"),
            Self::Empty => (ThreadLeftovers, "without messages", "thread"),
        }
    }

    /// How bad it is. Thunderbird itself mends a parent that is not there, and leaves wrong dates.
    const fn severity(self) -> Severity {
        match self {
            Self::OwnParent | Self::Circle => Severity::Loss,
            Self::NewestDate | Self::SharedMetaRow | Self::OrphanMetaRow | Self::Empty => Severity::Hygiene,
            _ => Severity::Display,
        }
    }

    fn finding(self, places: Places) -> Option<Finding> {
        let (invariant, what, kind) = self.words();
        let found = places.finding(invariant, |count| format!("{what}: {}", counted(count, kind)))?;
        let found = found.severe(self.severity());
        Some(if self == Self::Empty { found } else { found.repaired_by(Repair::Threads) })
    }
}

/// Threads that cannot be found by their subjects.
fn nameless(subject: Subject<'_>) -> Option<Finding> {
    let (store, schema) = (subject.folder.store(), subject.folder.schema());
    let table = schema.threads_table().and_then(|table| store.table(table));
    let column = schema.column(Field::ThreadSubject);
    let has_none = |row: &RowRef<'_>| column.and_then(|column| row.get(column)).is_none();
    let rows = table.into_iter().flat_map(TableRef::rows).filter(has_none);
    let places: Places = rows.map(|row| Place::Thread(ThreadKey(row.oid().id))).collect();
    places.finding(Invariant::ThreadList, |count| {
        format!("without a subject in the table of threads: {}", counted(count, "thread"))
    })
}
