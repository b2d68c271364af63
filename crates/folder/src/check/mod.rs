//! The check of a whole folder: what holds for every sound one, what does not hold in this one, and repairs.
//!
//! [`check`] looks at everything that 29 [invariants](Invariant) say, in time linear in the file and in the mailbox, and
//! changes nothing. [`Folder::repair`](crate::Folder::repair) does what can be done without guessing.
//!
//! ```
//! use morkdb_folder::check::{CheckContext, check};
//! let folder = morkdb_folder::Folder::open("../../testdata/profile/imap/ImapMail/127.0.0.1/INBOX.msf")?;
//! for finding in check(folder.read(), &CheckContext::default()).findings {
//!     println!("{finding}");
//! }
//! # Ok::<(), morkdb_folder::Error>(())
//! ```

mod context;
mod counts;
mod encodings;
mod finding;
mod flags;
mod hits;
mod info;
mod invariant;
mod mailbox;
mod maildir;
mod mbox;
mod operations;
mod repair;
mod report;
mod rows;
mod settings;
mod threads;
mod tokens;
mod validity;

#[cfg(test)]
mod tests;

pub use context::{CheckContext, CheckedMail, Mailbox, MailboxFile};
pub use finding::{Finding, Place, Places};
pub use invariant::{Invariant, Severity};
pub use mbox::looks_like_message;
pub use repair::{Repair, Repaired};
pub use report::{CheckReport, Skipped};

use morkdb::id::Column;

use crate::field::Field;
use crate::folder::{FolderRef, Protocol};
use crate::message::MessageHeader;
use crate::number::hex32;
use crate::view::FolderFlags;

/// Checks a folder. Nothing is changed.
///
/// What is not known, as the context has it, is not checked, and listed as skipped.
pub fn check(folder: FolderRef<'_>, context: &CheckContext<'_>) -> CheckReport {
    let protocol = context.protocol.unwrap_or_else(|| Protocol::guess(folder));
    let subject = Subject { folder, context, protocol };
    let mut report = CheckReport::default();
    validity::check(subject, &mut report);
    counts::check(subject, &mut report);
    threads::check(subject, &mut report);
    rows::check(subject, &mut report);
    hits::check(subject, &mut report);
    flags::check(subject, &mut report);
    encodings::check(subject, &mut report);
    info::check(subject, &mut report);
    settings::check(subject, &mut report);
    operations::check(subject, &mut report);
    mailbox::check(subject, &mut report);
    report.sort();
    report
}

/// What is checked.
#[derive(Clone, Copy, Debug)]
struct Subject<'c> {
    folder: FolderRef<'c>,
    context: &'c CheckContext<'c>,
    protocol: Protocol,
}

impl<'c> Subject<'c> {
    fn column(self, field: Field) -> Option<Column> {
        self.folder.schema().column(field)
    }

    /// A number of the folder information.
    fn info(self, field: Field) -> Option<u32> {
        hex32(&self.folder.info_cell(field)?)
    }

    fn folder_flags(self) -> FolderFlags {
        FolderFlags(self.info(Field::Flags).unwrap_or(0))
    }

    /// Whether it is a saved search: such a folder has no messages of its own.
    fn is_search(self) -> bool {
        self.folder_flags().contains(FolderFlags::VIRTUAL)
    }

    /// Whether the mail is on a server, and here only in part.
    fn has_server(self) -> bool {
        let is_exchange = self.folder.info_cell(Field::EwsId).is_some_and(|id| !id.is_empty());
        self.protocol != Protocol::Local || is_exchange
    }

    /// The messages that a condition holds for.
    fn messages_where(self, mut is_it: impl FnMut(&MessageHeader<'c>) -> bool) -> Places {
        let messages = self.folder.all_messages().filter(|message| is_it(message));
        messages.map(|message| Place::Message(message.key())).collect()
    }
}
