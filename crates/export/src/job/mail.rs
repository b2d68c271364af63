//! The mail of a folder, joined with its messages.

use std::borrow::Cow;
use std::io;

use morkdb::read::{Diagnostic, DiagnosticKind, Effect};
use morkdb_folder::{Folder, MessageFlags, MessageHeader, MessageKey};
use morkdb_profile::store::header::strip_mozilla;
use morkdb_profile::{Bodies, Body, Join, Origin, Store, Unjoined};

use super::FolderJob;
use crate::error::Error;
use crate::flags::{self, Marks};
use crate::options::Kind;
use crate::report::reason_name;

/// A reason beside those of [`Unjoined`]: the mail is there and cannot be read.
const UNREADABLE: &str = "unreadable";
/// The mail is there, and breaks off.
const TRUNCATED: &str = "truncated";

/// A message that is exported with its mail.
pub(crate) struct Mail<'m> {
    /// What is known of it: from the summary; or from its own header, where the summary does not have it.
    pub(crate) header: MessageHeader<'m>,
    pub(crate) marks: Marks,
    /// Whether the summary has it.
    pub(crate) has_summary: bool,
    /// Whether it is deleted here, and waits for compaction. What is only marked as deleted on the server is not.
    pub(crate) is_expunged: bool,
    /// Where it is.
    pub(crate) body: &'m Body,
    bodies: &'m mut Bodies,
    read: Read,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Read {
    Not,
    Done { has_priority: bool },
    Failed,
}

impl Mail<'_> {
    /// The message as it was received, without Thunderbird's own header fields; line ends are as they are in the file. `None` where it
    /// cannot be read: it counts as a message without mail then, and nothing should be written for it.
    pub(crate) fn read(&mut self) -> Option<Vec<u8>> {
        let Ok(bytes) = self.bodies.read(self.body) else {
            self.read = Read::Failed;
            return None;
        };
        let stripped = match strip_mozilla(&bytes) {
            Cow::Borrowed(same) if same.len() == bytes.len() => None,
            other => Some(other.into_owned()),
        };
        let bytes = stripped.unwrap_or(bytes);
        self.read = Read::Done { has_priority: flags::has_priority(&bytes) };
        Some(bytes)
    }
}

/// Where it is, in words.
fn place(body: &Body) -> String {
    let name = body.file.as_ref().and_then(|file| file.file_name());
    name.map_or_else(|| body.offset.to_string(), |name| name.to_string_lossy().into_owned())
}

/// A message of the mail that the summary does not have.
struct Extra {
    body: Body,
    key: MessageKey,
    is_deleted: bool,
}

impl FolderJob<'_> {
    /// Hands over each message that is exported with its mail: those of the summary in its order, then those that the summary does not have in
    /// the order of the mail. Everything is counted, problems and losses too.
    pub(crate) fn each_mail(
        &mut self,
        mut write: impl FnMut(&mut Self, &mut Mail<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut bodies = match Bodies::open(self.entry) {
            Ok(Some(bodies)) => bodies,
            Ok(None) => {
                self.all_without_body(reason_name(Unjoined::NoStore));
                return Ok(());
            }
            Err(error) => {
                self.warn(self.entry.directory(), format!("the mail cannot be read: {error}"));
                self.all_without_body(UNREADABLE);
                return Ok(());
            }
        };
        let folder = &self.loaded.folder;
        for message in folder.read().all_messages() {
            self.one(folder, message, &mut bodies, &mut write)?;
        }
        self.rest(&mut bodies, &mut write)?;
        let unreadable = bodies.unreadable();
        if unreadable > 0 {
            self.warn(self.entry.directory(), format!("{unreadable} files of the mail cannot be read"));
        }
        Ok(())
    }

    fn is_left_out(&self, message: MessageHeader<'_>) -> bool {
        !self.job.options.deleted && self.is_deleted(message.stored_flags())
    }

    /// Whether a message with these flags is deleted, as far as the target can tell: JMAP has no place for the mark of a server, and what has it
    /// would be alive there. In folders that are on no server the mark says nothing.
    fn is_deleted(&self, flags: MessageFlags) -> bool {
        let has_no_mark = self.job.options.kind == Kind::Jmap && self.entry.is_remote;
        flags.contains(MessageFlags::EXPUNGED) || has_no_mark && flags.contains(MessageFlags::IMAP_DELETED)
    }

    fn all_without_body(&mut self, reason: &'static str) {
        for message in self.loaded.folder.read().all_messages() {
            self.report.messages += 1;
            if self.is_left_out(message) {
                self.report.left_out += 1;
            } else {
                self.without_body(reason, message, None);
            }
        }
    }

    fn without_body(&mut self, reason: &'static str, message: MessageHeader<'_>, place: Option<String>) {
        *self.report.without_body.entry(reason).or_default() += 1;
        self.problem(reason, message, true, place);
    }

    /// A message of the summary. One that is left out is looked for too: its mail is not mail that the summary does not have.
    fn one(
        &mut self,
        folder: &Folder,
        message: MessageHeader<'_>,
        bodies: &mut Bodies,
        write: &mut impl FnMut(&mut Self, &mut Mail<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let found = bodies.find(folder, message);
        self.report.messages += 1;
        if self.is_left_out(message) {
            self.report.left_out += 1;
            return Ok(());
        }
        let body = match found {
            Ok(Ok(body)) => body,
            Ok(Err(reason)) => {
                self.without_body(reason_name(reason), message, None);
                return Ok(());
            }
            Err(_) => {
                self.without_body(UNREADABLE, message, None);
                return Ok(());
            }
        };
        let marks = Marks::of(message, self.entry.role);
        let is_expunged = message.stored_flags().contains(MessageFlags::EXPUNGED);
        let mut mail = Mail {
            header: message,
            marks,
            has_summary: true,
            is_expunged,
            body: &body,
            bodies,
            read: Read::Not,
        };
        if self.hand_over(&mut mail, write)? {
            self.report.joined_by_id += u64::from(body.join == Join::MessageId);
            if bodies.is_cut(message, &body).unwrap_or(false) {
                self.cut(message, &body);
            }
        } else {
            self.without_body(UNREADABLE, message, Some(place(&body)));
        }
        Ok(())
    }

    /// Takes note of a message of which only the beginning is there. A folder has one at most: the last of its mail.
    fn cut(&mut self, message: MessageHeader<'_>, body: &Body) {
        self.report.truncated += 1;
        self.problem(TRUNCATED, message, true, Some(place(body)));
        let Store::Mbox(mail) = &self.entry.store else { return };
        let what = "the mail seems to be cut: its last message is shorter than the summary says";
        self.warn(mail, what);
    }

    /// Whether it could be read.
    fn hand_over(
        &mut self,
        mail: &mut Mail<'_>,
        write: &mut impl FnMut(&mut Self, &mut Mail<'_>) -> Result<(), Error>,
    ) -> Result<bool, Error> {
        write(self, mail)?;
        // What the report says must not depend on whether the message was there from an earlier run.
        let is_prior = mail.header.priority().0 > 1;
        if mail.read == Read::Not && is_prior {
            mail.read();
        }
        if mail.read == Read::Failed {
            return Ok(false);
        }
        self.report.exported += 1;
        flags::count_losses(mail.header, &mail.marks, self.job.options.kind, &mut self.report);
        if is_prior && mail.read == (Read::Done { has_priority: false }) {
            self.report.lose(crate::report::Loss::Priority);
        }
        Ok(true)
    }

    /// The mail that no message of the summary has.
    fn rest(
        &mut self,
        bodies: &mut Bodies,
        write: &mut impl FnMut(&mut Self, &mut Mail<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (folder, extras) = match self.extras(bodies) {
            Ok(found) => found,
            Err(error) => {
                self.warn(self.entry.directory(), format!("mail without summary cannot be read: {error}"));
                return Ok(());
            }
        };
        for extra in &extras {
            let Some(header) = folder.read().message(extra.key) else { continue };
            if extra.is_deleted && !self.job.options.deleted {
                self.report.deleted_bodies += 1;
                self.problem("deleted", header, false, Some(place(&extra.body)));
                continue;
            }
            self.extra(header, extra, bodies, write)?;
        }
        Ok(())
    }

    fn extra(
        &mut self,
        header: MessageHeader<'_>,
        extra: &Extra,
        bodies: &mut Bodies,
        write: &mut impl FnMut(&mut Self, &mut Mail<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut marks = Marks::of(header, self.entry.role);
        marks.deleted |= extra.is_deleted;
        let is_expunged = extra.is_deleted;
        let mut mail = Mail {
            header,
            marks,
            has_summary: false,
            is_expunged,
            body: &extra.body,
            bodies,
            read: Read::Not,
        };
        if self.hand_over(&mut mail, write)? {
            self.report.without_summary += 1;
            self.problem("no-summary", header, false, Some(place(&extra.body)));
        } else {
            self.problem(UNREADABLE, header, false, Some(place(&extra.body)));
        }
        Ok(())
    }

    /// What the rest of the mail says of itself, and whether it is deleted: it says so, or the summary would have it if it were not. A summary
    /// that is damaged, out of date or without its last changes may have lost it: then it is alive.
    fn extras(&self, bodies: &mut Bodies) -> io::Result<(Folder, Vec<Extra>)> {
        let rest = bodies.rest()?;
        let folder = bodies.index(&rest)?;
        let is_whole = self.has_whole_summary();
        let keys = (1..).map(MessageKey);
        let extra = |(body, key): (Body, MessageKey)| {
            let says_so =
                folder.read().message(key).is_some_and(|message| self.is_deleted(message.stored_flags()));
            Extra { body, key, is_deleted: is_whole || says_so }
        };
        let extras = rest.into_iter().zip(keys).map(extra).collect();
        Ok((folder, extras))
    }

    /// Whether the summary has all mail that is alive. That of a folder on a server has no size to be compared with: that it breaks off, which
    /// Thunderbird passes over without a word, is all that tells of mail that came last.
    fn has_whole_summary(&self) -> bool {
        let breaks_off =
            self.entry.is_remote && self.loaded.folder.database().diagnostics().iter().any(breaks_off);
        self.loaded.origin == Origin::Summary && self.loaded.state.is_of_this_mail() && !breaks_off
    }
}

/// Whether something was lost of a summary, or it ends within something.
fn breaks_off(odd: &Diagnostic) -> bool {
    let is_open = matches!(
        odd.kind,
        DiagnosticKind::UnexpectedEnd
            | DiagnosticKind::UnclosedComment
            | DiagnosticKind::UnclosedDict
            | DiagnosticKind::UnclosedTable
            | DiagnosticKind::UnclosedRow
            | DiagnosticKind::UnclosedMeta
    );
    is_open || odd.effect != Effect::None
}
