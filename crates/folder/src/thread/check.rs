//! What is wrong with threads.

use hashbrown::HashMap;
use morkdb::id::{Oid, Scope};
use morkdb::store::{RowRef, TableRef};

use super::Thread;
use super::shape::Shape;
use crate::folder::FolderRef;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// Something that is wrong with threads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ThreadFinding {
    /// The count of messages is not that of the rows. Where it is too low, messages cannot be seen.
    Count {
        /// The thread.
        thread: ThreadKey,
        /// The count that is stored.
        stored: u32,
        /// How many rows there are.
        rows: u32,
    },
    /// The count of unread messages is wrong.
    Unread {
        /// The thread.
        thread: ThreadKey,
        /// The count that is stored.
        stored: u32,
        /// How many unread messages there are.
        counted: u32,
    },
    /// The meta row names another key than that of the table.
    Key {
        /// The thread.
        thread: ThreadKey,
        /// The key that is stored.
        stored: Option<ThreadKey>,
    },
    /// The stored date of the newest message is neither 0, which means that it has to be looked for, nor that of any. Thunderbird
    /// leaves it so when the newest message is deleted and an older one comes.
    NewestDate {
        /// The thread.
        thread: ThreadKey,
        /// The date that is stored, in seconds since 1970.
        stored: u32,
        /// The date of the newest message.
        newest: u32,
    },
    /// The stored root is not in the thread, or answers another message.
    Root {
        /// The thread.
        thread: ThreadKey,
        /// The root that is stored.
        stored: Option<MessageKey>,
        /// The message that is shown as the root.
        root: MessageKey,
    },
    /// A message answers none, and is not the root.
    NoParent {
        /// The thread.
        thread: ThreadKey,
        /// The message.
        message: MessageKey,
    },
    /// A message answers itself.
    OwnParent {
        /// The thread.
        thread: ThreadKey,
        /// The message.
        message: MessageKey,
    },
    /// A message answers one that is not in the thread.
    StrangeParent {
        /// The thread.
        thread: ThreadKey,
        /// The message.
        message: MessageKey,
        /// The message that it answers.
        parent: MessageKey,
    },
    /// Messages answer each other in a circle: Thunderbird may hang. There is one finding for each circle.
    Circle {
        /// The thread.
        thread: ThreadKey,
        /// The first message of the circle in the order of the table.
        message: MessageKey,
    },
    /// A row of a thread is no message: deleted, or never added.
    DeadRow {
        /// The thread.
        thread: ThreadKey,
        /// The key of the row.
        row: MessageKey,
    },
    /// A message in the table of a thread names another one.
    WrongThread {
        /// The thread whose table it is in.
        thread: ThreadKey,
        /// The message.
        message: MessageKey,
        /// The thread that it names.
        named: ThreadKey,
    },
    /// A message is in more than one thread. There is one finding for each that is too much.
    SecondThread {
        /// The thread that it should not be in.
        thread: ThreadKey,
        /// The message.
        message: MessageKey,
    },
    /// A message is in no thread.
    NoThread {
        /// The message.
        message: MessageKey,
        /// The thread that it names.
        named: ThreadKey,
    },
    /// A thread is not in the table of all threads: it is not found by its subject.
    Unlisted {
        /// The thread.
        thread: ThreadKey,
    },
    /// The table of all threads has one that has no messages.
    ListedInVain {
        /// The thread.
        thread: ThreadKey,
    },
    /// A thread has no meta row: Thunderbird does not see it.
    NoMetaRow {
        /// The thread.
        thread: ThreadKey,
    },
    /// Two threads have the same meta row: each of them changes the counts of the other.
    SharedMetaRow {
        /// The thread.
        thread: ThreadKey,
        /// A thread before it that has the same one.
        other: ThreadKey,
    },
    /// A meta row that no table has. Thunderbird leaves it when a thread loses its last message, and drops it the second time it
    /// compresses the file.
    OrphanMetaRow {
        /// The id of the row.
        row: u32,
    },
    /// A thread without messages, which Thunderbird leaves and drops in the same way.
    Empty {
        /// The thread.
        thread: ThreadKey,
    },
}

impl ThreadFinding {
    /// Whether Thunderbird itself leaves files so in the course of time, and nothing follows from it.
    pub const fn is_harmless(self) -> bool {
        matches!(self, Self::NewestDate { .. } | Self::OrphanMetaRow { .. } | Self::Empty { .. })
    }
}

/// Looks for what is wrong.
struct Check<'f> {
    folder: FolderRef<'f>,
    /// The threads that a row is in: how many, and whether the one it names is among them. By the place of the row in the store.
    homes: Vec<(u32, bool)>,
    /// Which thread has a meta row, by the place of that.
    metas: HashMap<usize, ThreadKey>,
    found: Vec<ThreadFinding>,
}

impl<'f> FolderRef<'f> {
    /// What is wrong with the threads of a folder. Takes time in proportion to the messages.
    pub fn check_threads(self) -> Vec<ThreadFinding> {
        let rows = self.store().rows().len();
        let mut check =
            Check { folder: self, homes: vec![(0, false); rows], metas: HashMap::new(), found: Vec::new() };
        let threads = self.all_threads();
        for thread in &threads {
            check.count_homes(*thread);
        }
        for thread in threads {
            check.thread(thread);
        }
        check.homeless();
        check.listed();
        check.orphans();
        check.found
    }

    /// The threads whose tables are in the file, empty ones too.
    pub(super) fn all_threads(self) -> Vec<Thread<'f>> {
        let tables = self.thread_tables().into_iter();
        tables.filter_map(|table| self.thread(ThreadKey(table.oid().id))).collect()
    }
}

impl Check<'_> {
    fn tell(&mut self, finding: ThreadFinding) {
        self.found.push(finding);
    }

    fn count_homes(&mut self, thread: Thread<'_>) {
        for message in thread.all_rows().filter(|message| message.is_live()) {
            if let Some(home) = message.row().and_then(|row| self.homes.get_mut(row.index())) {
                home.0 += 1;
                home.1 |= message.thread_key() == thread.key();
            }
        }
    }

    fn home(&self, row: Option<RowRef<'_>>) -> (u32, bool) {
        row.and_then(|row| self.homes.get(row.index()).copied()).unwrap_or_default()
    }

    fn thread(&mut self, thread: Thread<'_>) {
        self.meta_row(thread);
        let key = thread.key();
        let mut first_home = Vec::new();
        for message in thread.all_rows() {
            self.member(thread, message, &mut first_home);
        }
        if thread.table().is_empty() {
            self.tell(ThreadFinding::Empty { thread: key });
            return;
        }
        for row in first_home {
            self.take_home(row);
        }
        self.counts(thread);
        self.shape(thread);
    }

    /// A row of a thread. A message that names none of its threads belongs to the first of them: `first_home` is those.
    fn member(&mut self, thread: Thread<'_>, message: MessageHeader<'_>, first_home: &mut Vec<usize>) {
        let (key, named) = (thread.key(), message.thread_key());
        if !message.is_live() {
            self.tell(ThreadFinding::DeadRow { thread: key, row: message.key() });
            return;
        }
        let (_, is_home_named) = self.home(message.row());
        if named == key {
            return;
        }
        let message = (message.key(), message.row());
        if is_home_named {
            self.tell(ThreadFinding::SecondThread { thread: key, message: message.0 });
        } else {
            self.tell(ThreadFinding::WrongThread { thread: key, message: message.0, named });
            first_home.extend(message.1.map(RowRef::index));
        }
    }

    /// From here on the row has the thread that it belongs to.
    fn take_home(&mut self, row: usize) {
        if let Some(home) = self.homes.get_mut(row) {
            home.1 = true;
        }
    }

    fn meta_row(&mut self, thread: Thread<'_>) {
        let key = thread.key();
        let Some(row) = thread.meta_row() else {
            self.tell(ThreadFinding::NoMetaRow { thread: key });
            return;
        };
        let other = *self.metas.entry(row.index()).or_insert(key);
        if other != key {
            self.tell(ThreadFinding::SharedMetaRow { thread: key, other });
        }
    }

    fn counts(&mut self, thread: Thread<'_>) {
        let key = thread.key();
        let rows = u32::try_from(thread.table().len()).unwrap_or(u32::MAX);
        if thread.stored_len() != rows {
            self.tell(ThreadFinding::Count { thread: key, stored: thread.stored_len(), rows });
        }
        let unread = thread.all_rows().filter(|message| message.is_live() && !message.is_read()).count();
        let counted = u32::try_from(unread).unwrap_or(u32::MAX);
        if thread.unread() != counted {
            self.tell(ThreadFinding::Unread { thread: key, stored: thread.unread(), counted });
        }
        if thread.stored_key() != Some(key) {
            self.tell(ThreadFinding::Key { thread: key, stored: thread.stored_key() });
        }
        let newest = thread.all_rows().map(MessageHeader::date).max().unwrap_or(0);
        let stored = thread.stored_newest_date();
        if stored != 0 && stored != newest {
            self.tell(ThreadFinding::NewestDate { thread: key, stored, newest });
        }
    }

    fn shape(&mut self, thread: Thread<'_>) {
        let shape = Shape::of(thread);
        shape.faults(thread.key(), |finding| self.found.push(finding));
    }

    fn homeless(&mut self) {
        for message in self.folder.all_messages() {
            if self.home(message.row()).0 == 0 {
                self.tell(ThreadFinding::NoThread { message: message.key(), named: message.thread_key() });
            }
        }
    }

    /// The table of all threads has those that have messages, and no others.
    fn listed(&mut self) {
        let folder = self.folder;
        let table = folder.schema().threads_table().and_then(|table| folder.store().table(table));
        let mut listed: HashMap<u32, ()> = HashMap::new();
        for row in table.into_iter().flat_map(TableRef::rows) {
            let thread = ThreadKey(row.oid().id);
            listed.insert(thread.0, ());
            if folder.thread(thread).is_none_or(|thread| thread.table().is_empty()) {
                self.tell(ThreadFinding::ListedInVain { thread });
            }
        }
        for thread in folder.all_threads() {
            // No row can have the highest id, so that thread cannot be listed.
            let is_listed = listed.contains_key(&thread.key().0) || thread.key().0 == MessageKey::NONE;
            if !thread.table().is_empty() && !is_listed {
                self.tell(ThreadFinding::Unlisted { thread: thread.key() });
            }
        }
    }

    fn orphans(&mut self) {
        let folder = self.folder;
        let mut used: HashMap<Oid, ()> = HashMap::new();
        used.extend(folder.store().tables().filter_map(|table| Some((table.meta_row()?.oid(), ()))));
        for row in folder.store().rows_in(Scope::META) {
            if !row.is_empty() && !used.contains_key(&row.oid()) {
                self.tell(ThreadFinding::OrphanMetaRow { row: row.oid().id });
            }
        }
    }
}
