//! Repairs: what can be put right without guessing, and without touching the mail.

mod cells;

use std::collections::BTreeSet;

use morkdb::id::Oid;
use morkdb::store::RowRef;

use super::CheckReport;
use super::counts::real_highest;
use super::flags::NEVER_STORED;
use super::hits::is_ordered;
use super::rows::is_detached;
use super::threads::is_repairable;
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::{Folder, FolderRef};
use crate::message::MessageHeader;
use crate::number::hex32;
use crate::view::FolderFlags;

/// What a repair does. They are done in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum Repair {
    /// Numbers that are malformed are written as those that Thunderbird takes them for.
    Numbers,
    /// Flags that are never to be stored are taken away.
    Flags,
    /// Messages are put into the threads that they name, or that their references lead to; parents, roots, counts and the table
    /// of threads are put right; meta rows of no thread are emptied.
    Threads,
    /// Rows that are no messages are taken out of the hits of saved searches, and these are sorted.
    SearchHits,
    /// Rows of messages that are in no list are emptied.
    Leftovers,
    /// `highWaterKey` is raised to the highest key, or lowered to it from one for messages made offline.
    HighestKey,
    /// The counts of messages are counted anew.
    Counts,
}

impl Repair {
    /// All of them, in their order.
    pub const ALL: [Self; 7] = [
        Self::Numbers,
        Self::Flags,
        Self::Threads,
        Self::SearchHits,
        Self::Leftovers,
        Self::HighestKey,
        Self::Counts,
    ];

    /// A stable name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Flags => "flags",
            Self::Threads => "threads",
            Self::SearchHits => "search-hits",
            Self::Leftovers => "leftovers",
            Self::HighestKey => "highest-key",
            Self::Counts => "counts",
        }
    }
}

/// What was repaired.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Repaired {
    /// The repairs that changed anything, and how many rows and tables each has changed.
    pub done: Vec<(Repair, usize)>,
}

impl CheckReport {
    /// The repairs that would put right what can be.
    pub fn repairs(&self) -> BTreeSet<Repair> {
        self.findings.iter().filter_map(|finding| finding.repair).collect()
    }
}

impl Folder {
    /// Does these repairs. What they are to change they look up themselves, so that it is all of it, and nothing where all is well.
    /// Listeners are told of every change. Nothing is written before the next [`commit`](Self::commit), and
    /// [`rollback`](Self::rollback) undoes it.
    ///
    /// ```
    /// use morkdb_folder::check::{CheckContext, check};
    /// let mut folder = morkdb_folder::Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
    /// let report = check(folder.read(), &CheckContext::default());
    /// folder.repair(report.repairs())?;
    /// let again = check(folder.read(), &CheckContext::default());
    /// assert!(again.repairs().is_empty());
    /// # Ok::<(), morkdb_folder::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The store refuses a change: it is full. What was done so far stays, uncommitted.
    pub fn repair(&mut self, repairs: impl IntoIterator<Item = Repair>) -> Result<Repaired, Error> {
        let repairs: BTreeSet<_> = repairs.into_iter().collect();
        let mut repaired = Repaired::default();
        if repairs.is_empty() {
            return Ok(repaired);
        }
        self.prepare()?;
        self.tell();
        for repair in repairs {
            let changed = self.repair_one(repair)?;
            self.tell();
            if changed > 0 {
                repaired.done.push((repair, changed));
            }
        }
        Ok(repaired)
    }

    fn repair_one(&mut self, repair: Repair) -> Result<usize, Error> {
        match repair {
            Repair::Numbers => cells::repair(self),
            Repair::Flags => repair_flags(self),
            Repair::Threads => repair_threads(self),
            Repair::SearchHits => repair_hits(self),
            Repair::Leftovers => empty_rows(self, &detached_rows(self.read())),
            Repair::HighestKey => repair_highest(self),
            Repair::Counts => repair_counts(self),
        }
    }
}

/// What is placed anew may leave something in the thread that it comes to, such as a wrong date of the newest message.
const ROUNDS: usize = 3;

fn repair_threads(folder: &mut Folder) -> Result<usize, Error> {
    let mut mended = 0;
    for _ in 0..ROUNDS {
        let read = folder.read();
        match read.check_threads().iter().filter(|found| is_repairable(read, found)).count() {
            0 => break,
            count => mended += count,
        }
        folder.repair_threads()?;
    }
    Ok(mended)
}

fn repair_flags(folder: &mut Folder) -> Result<usize, Error> {
    let has_some = |message: &MessageHeader<'_>| message.stored_flags().intersects(NEVER_STORED);
    let messages = folder.read().all_messages().filter(has_some).filter_map(MessageHeader::row);
    let rows: Vec<_> = messages.map(RowRef::oid).collect();
    for row in &rows {
        let MessageFlags(flags) = folder.stored_flags(*row).with(NEVER_STORED, false);
        folder.put_number(*row, Field::Flags, flags)?;
    }
    Ok(rows.len())
}

fn detached_rows(folder: FolderRef<'_>) -> Vec<Oid> {
    let rows = folder.leftover_rows().filter(|row| is_detached(*row)).filter_map(MessageHeader::row);
    rows.map(RowRef::oid).collect()
}

fn empty_rows(folder: &mut Folder, rows: &[Oid]) -> Result<usize, Error> {
    for row in rows {
        folder.file.store_mut().cut_all(*row)?;
    }
    Ok(rows.len())
}

/// Tables with rows that are no messages, or in another order, are made anew.
fn repair_hits(folder: &mut Folder) -> Result<usize, Error> {
    let read = folder.read();
    let mut wrong = Vec::new();
    for table in read.hit_tables() {
        if !is_ordered(table) || table.rows().any(|row| !read.is_live(row)) {
            let live = table.rows().filter(|row| read.is_live(*row));
            wrong.push((table.oid(), live.map(RowRef::oid).collect::<BTreeSet<_>>()));
        }
    }
    let count = wrong.len();
    for (table, rows) in wrong {
        folder.file.store_mut().cut_all_rows(table)?;
        for row in rows {
            folder.file.store_mut().add_row(table, row)?;
        }
    }
    Ok(count)
}

fn repair_highest(folder: &mut Folder) -> Result<usize, Error> {
    let info = folder.info_row()?;
    let stored = folder.number(info, Field::HighWaterKey).unwrap_or(0);
    let highest = real_highest(folder.read().all_messages()).map_or(1, |key| key.0);
    if stored >= highest && !crate::key::MessageKey(stored).is_fake() {
        return Ok(0);
    }
    Ok(usize::from(folder.put_number(info, Field::HighWaterKey, highest)?))
}

fn repair_counts(folder: &mut Folder) -> Result<usize, Error> {
    let info = folder.info_row()?;
    let flags = folder.read().info_cell(Field::Flags).and_then(|text| hex32(&text)).unwrap_or(0);
    // A saved search counts what it has found in other folders.
    if FolderFlags(flags).contains(FolderFlags::VIRTUAL) {
        return Ok(0);
    }
    let counts = folder.read().recount();
    let mut changed = false;
    for (field, count) in [(Field::NumMsgs, counts.total), (Field::NumUnread, counts.unread)] {
        if folder.number(info, field).unwrap_or(0) != count {
            changed |= folder.put_number(info, field, count)?;
        }
    }
    Ok(usize::from(changed))
}
