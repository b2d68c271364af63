//! Mending threads.

use hashbrown::HashSet;
use morkdb::id::{Oid, Scope};
use morkdb::store::RowRef;

use super::Thread;
use super::check::ThreadFinding;
use super::found::list;
use super::remove::unlist;
use super::rethread::place_again;
use super::shape::{Answers, Shape};
use super::target::Target;
use crate::error::Error;
use crate::field::Field;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

impl Folder {
    /// Mends what is [wrong](crate::FolderRef::check_threads) with the threads, with the least change: a message that is in a thread
    /// stays there, messages that are in none are placed. Answers what was found.
    ///
    /// Where little is right, [`rethread_all`](Self::rethread_all) does better.
    pub fn repair_threads(&mut self) -> Result<Vec<ThreadFinding>, Error> {
        let found = self.read().check_threads();
        if found.is_empty() {
            return Ok(found);
        }
        self.prepare()?;
        self.tell();
        let mut homeless = self.repair_members(&found)?;
        // Those have no messages now, and their figures are those of another thread.
        let crowded: HashSet<ThreadKey> = crowded(&found).collect();
        let keys: Vec<ThreadKey> = self.read().all_threads().into_iter().map(Thread::key).collect();
        for key in keys.into_iter().filter(|key| !crowded.contains(key)) {
            if let Some(thread) = Target::open(self, key)? {
                mend(self, thread)?;
            }
        }
        self.in_table_order(&mut homeless);
        place_again(self, &homeless)?;
        self.repair_list()?;
        Ok(found)
    }

    /// Takes rows out of threads that they do not belong to. Answers the messages that have no thread then.
    fn repair_members(&mut self, found: &[ThreadFinding]) -> Result<Vec<Oid>, Error> {
        let Some(scope) = self.state.schema.messages else { return Ok(Vec::new()) };
        let (row, table) =
            (|key: MessageKey| Oid::new(scope, key.0), |key: ThreadKey| Oid::new(scope, key.0));
        let mut homeless = Vec::new();
        for finding in found {
            match *finding {
                ThreadFinding::DeadRow { thread, row: key }
                | ThreadFinding::SecondThread { thread, message: key } => {
                    self.file.store_mut().cut_row(table(thread), row(key))?;
                }
                ThreadFinding::WrongThread { thread, message, .. } => {
                    self.put_number(row(message), Field::ThreadId, thread.0)?;
                }
                ThreadFinding::NoThread { message, .. } => homeless.push(row(message)),
                ThreadFinding::OrphanMetaRow { row } => {
                    self.file.store_mut().cut_all(Oid::new(Scope::META, row))?;
                }
                _ => {}
            }
        }
        for thread in crowded(found) {
            // No table can be given another meta row.
            homeless.extend(self.rows_of(thread));
            self.file.store_mut().cut_all_rows(table(thread))?;
        }
        Ok(homeless)
    }

    pub(super) fn rows_of(&self, thread: ThreadKey) -> Vec<Oid> {
        let rows = self.read().thread(thread).into_iter().flat_map(Thread::all_rows);
        rows.filter(|message| message.is_live()).filter_map(MessageHeader::row).map(RowRef::oid).collect()
    }

    /// The table of all threads: it has those that have messages, and no others.
    fn repair_list(&mut self) -> Result<(), Error> {
        for finding in self.read().check_threads() {
            match finding {
                ThreadFinding::Unlisted { thread } => {
                    let scope = self.state.schema.messages.ok_or(Error::NoSummary)?;
                    let founder = self.read().thread(thread).and_then(Thread::root).map(MessageHeader::key);
                    list(self, thread, Oid::new(scope, founder.unwrap_or(thread.founder()).0))?;
                }
                ThreadFinding::ListedInVain { thread } => {
                    let table = self.state.schema.messages.map(|scope| Oid::new(scope, thread.0));
                    if let Some(table) = table {
                        unlist(self, Target { table, meta: table })?;
                    }
                }
                _ => {}
            }
        }
        self.tell();
        Ok(())
    }
}

/// The threads whose meta row is that of another.
fn crowded(found: &[ThreadFinding]) -> impl Iterator<Item = ThreadKey> {
    found.iter().filter_map(|finding| match *finding {
        ThreadFinding::SharedMetaRow { thread, .. } => Some(thread),
        _ => None,
    })
}

/// Mends the counts of a thread, its root, and what its messages answer.
pub(super) fn mend(folder: &mut Folder, thread: Target) -> Result<(), Error> {
    let Some(read) = folder.read().thread(thread.key()) else { return Ok(()) };
    let shape = Shape::of(read);
    let rows = u32::try_from(read.table().len()).unwrap_or(u32::MAX);
    let unread = read.all_rows().filter(|message| message.is_live() && !message.is_read()).count();
    let newest = read.all_rows().map(MessageHeader::date).max().unwrap_or(0);
    if rows == 0 && thread.number(folder, Field::Children) == 0 {
        return Ok(());
    }
    thread.put(folder, Field::MetaThreadId, thread.key().0)?;
    thread.put(folder, Field::Children, rows)?;
    thread.put(folder, Field::UnreadChildren, u32::try_from(unread).unwrap_or(u32::MAX))?;
    if ![0, newest].contains(&thread.number(folder, Field::NewestDate)) {
        thread.put(folder, Field::NewestDate, newest)?;
    }
    mend_answers(folder, thread, &shape)
}

fn mend_answers(folder: &mut Folder, thread: Target, shape: &Shape) -> Result<(), Error> {
    let Some((root, _)) = shape.root.and_then(|root| shape.messages.get(root)).copied() else {
        return Ok(());
    };
    thread.set_root(folder, Oid::new(thread.table.scope, root.0))?;
    for (message, answers) in &shape.messages {
        let row = Oid::new(thread.table.scope, message.0);
        match answers {
            Answers::Root => folder.set_parent(row, None)?,
            Answers::Place(_) => {}
            Answers::Nothing | Answers::Itself | Answers::Stranger(_) | Answers::Circle(_) => {
                folder.set_parent(row, Some(root))?;
            }
        }
    }
    Ok(())
}
