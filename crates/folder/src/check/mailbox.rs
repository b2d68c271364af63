//! The mailbox beside a folder: 3, 4, 19 and 20.

use std::io;

use super::finding::counted;
use super::mbox::{self, Stored};
use super::tokens::Tokens;
use super::{CheckReport, CheckedMail, Finding, Invariant, Mailbox, Place, Places, Subject, maildir};
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::key::MessageKey;
use crate::message::{Keywords, MessageHeader};
use crate::number::hex64;
use crate::text::strip_re;

/// How many seconds the time of a mailbox may differ from the one that the summary has (`mail.db_timestamp_leeway`).
const LEEWAY: u64 = 4000;

/// What a local mailbox says of the flags of a message, which a rebuild would believe. It is not told what is computed anew
/// (attachments, `Re:`, receipts that are asked for), what belongs to threads, and what is never written to it.
const IN_STATUS: u32 = MessageFlags::READ.0
    | MessageFlags::REPLIED.0
    | MessageFlags::MARKED.0
    | MessageFlags::FORWARDED.0
    | MessageFlags::PARTIAL.0
    | MessageFlags::FEED.0
    | MessageFlags::IGNORED.0
    | MessageFlags::MDN_SENT.0;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    if subject.is_search() {
        return;
    }
    match subject.context.mail {
        Some(CheckedMail::Mbox(mailbox)) => {
            if let Err(error) = mbox(subject, mailbox, report) {
                skip(subject, report, &format!("the mailbox cannot be read: {error}"));
            }
        }
        Some(CheckedMail::Maildir(names)) => {
            maildir::check(subject, names, report);
            report.skip(Invariant::StatusHeaders, "the files of a maildir are not opened");
        }
        None => skip(subject, report, "there is no mailbox to look at"),
    }
}

fn skip(subject: Subject<'_>, report: &mut CheckReport, why: &str) {
    let local = [Invariant::MailStore, Invariant::Sizes, Invariant::StatusHeaders];
    let local = local.into_iter().filter(|_| !subject.has_server());
    for invariant in std::iter::once(Invariant::StoreTokens).chain(local) {
        report.skip(invariant, why);
    }
}

fn mbox(subject: Subject<'_>, mailbox: &dyn Mailbox, report: &mut CheckReport) -> io::Result<()> {
    let size = mailbox.size()?;
    let (tokens, mut wrong) = Tokens::of(subject, size);
    let mut comparison = Comparison::new(subject, tokens);
    let begins_well = mbox::scan(mailbox, |stored| comparison.stored(stored))?;
    if !begins_well {
        let sentence = "the mailbox does not begin with \"From \": Thunderbird takes nothing from it";
        wrong.push(Finding::new(Invariant::StoreTokens, sentence));
    }
    for (offset, key) in comparison.tokens.take_rest() {
        comparison.unmatched(mailbox, offset, key)?;
    }
    report.note(wrong);
    if !subject.has_server() {
        report.note(validity(subject, size, mailbox.modified()?));
        report.note(sizes(subject, size));
    }
    report.note(comparison.findings());
    Ok(())
}

fn on(places: Places, invariant: Invariant, what: &str) -> Option<Finding> {
    places.finding(invariant, |count| format!("{what}, on {}", counted(count, "message")))
}

/// The messages of the mailbox, held against those of the folder.
#[derive(Debug)]
struct Comparison<'c> {
    subject: Subject<'c>,
    tokens: Tokens,
    no_message: Places,
    within: Places,
    other: Places,
    unlisted: Places,
    status: Places,
    no_status: Places,
    keywords: Places,
    prefix: Places,
}

impl<'c> Comparison<'c> {
    fn new(subject: Subject<'c>, tokens: Tokens) -> Self {
        let none = Places::default;
        Self {
            subject,
            tokens,
            no_message: none(),
            within: none(),
            other: none(),
            unlisted: none(),
            status: none(),
            no_status: none(),
            keywords: none(),
            prefix: none(),
        }
    }

    fn stored(&mut self, stored: &Stored) {
        let key = self.tokens.at(stored.offset);
        match key.and_then(|key| self.subject.folder.message(key)) {
            Some(message) => self.compare(stored, message),
            None => {
                let is_expunged = stored.status().is_some_and(|flags| flags & MessageFlags::EXPUNGED.0 != 0);
                if stored.has_header && !is_expunged {
                    self.unlisted.push(Place::Offset(stored.offset));
                }
            }
        }
    }

    fn compare(&mut self, stored: &Stored, message: MessageHeader<'_>) {
        let place = Place::Message(message.key());
        let id = stored.message_id();
        if !id.is_empty() && *message.message_id() != *id {
            self.other.push(place);
            return;
        }
        if self.subject.has_server() {
            return;
        }
        let flags = message.stored_flags();
        match stored.status() {
            Some(status) if (status ^ flags.0) & IN_STATUS != 0 => self.status.push(place),
            None if flags.is_read() => self.no_status.push(place),
            _ => {}
        }
        let own = message.keywords();
        if Keywords::new(stored.keywords()).iter().any(|keyword| !own.contains(keyword)) {
            self.keywords.push(place);
        }
        let had_re = strip_re(stored.subject(), self.subject.context.localized_re).had_re;
        if had_re != flags.contains(MessageFlags::HAS_RE) {
            self.prefix.push(place);
        }
    }

    /// A token where no message begins.
    fn unmatched(&mut self, mailbox: &dyn Mailbox, offset: u64, key: MessageKey) -> io::Result<()> {
        let mut word = [0; 5];
        let mut read = 0;
        while let Some(rest) = word.get_mut(read..).filter(|rest| !rest.is_empty()) {
            match mailbox.read_at(offset + read as u64, rest)? {
                0 => break,
                more => read += more,
            }
        }
        let places = if &word == b"From " { &mut self.within } else { &mut self.no_message };
        places.push(Place::Message(key));
        Ok(())
    }

    fn findings(self) -> impl Iterator<Item = Finding> {
        let is_local = !self.subject.has_server();
        let unlisted = self.unlisted.finding(Invariant::Sizes, |count| {
            format!("{} in the mailbox that the folder does not list", counted(count, "message"))
        });
        let all = [
            on(self.no_message, Invariant::StoreTokens, "a store token where no message begins"),
            on(self.within, Invariant::StoreTokens, "a store token within another message"),
            on(self.other, Invariant::StoreTokens, "another message id at the store token"),
            unlisted.filter(|_| is_local),
            on(self.status, Invariant::StatusHeaders, "other flags in the mailbox"),
            on(
                self.no_status,
                Invariant::StatusHeaders,
                "no flags in the mailbox: a rebuild would make it unread",
            ),
            on(self.keywords, Invariant::StatusHeaders, "keywords in the mailbox that the folder has not"),
            on(self.prefix, Invariant::Flags, "a mark for Re: that the subject in the mailbox contradicts"),
        ];
        all.into_iter().flatten()
    }
}

fn validity(subject: Subject<'_>, size: u64, modified: Option<u64>) -> Vec<Finding> {
    let mut found = Vec::new();
    let stored = wide(subject, Field::FolderSize);
    if stored != size {
        found.push(format!(
            "the mailbox has {size} bytes, folderSize says {stored}: Thunderbird builds the summary anew"
        ));
    }
    let date = u64::from(subject.info(Field::FolderDate).unwrap_or(0));
    if let Some(modified) = modified.filter(|modified| size > 0 && modified.abs_diff(date) > LEEWAY) {
        let apart = modified.abs_diff(date);
        found.push(format!(
            "the time of the mailbox is {apart} seconds from folderDate, {LEEWAY} at most are allowed: Thunderbird builds the summary anew"
        ));
    }
    found.into_iter().map(|message| Finding::new(Invariant::MailStore, message)).collect()
}

fn wide(subject: Subject<'_>, field: Field) -> u64 {
    subject.folder.info_cell(field).and_then(|text| hex64(&text)).unwrap_or(0)
}

fn sizes(subject: Subject<'_>, size: u64) -> Vec<Finding> {
    let sum: u64 = subject.folder.all_messages().map(|message| u64::from(message.size())).sum();
    let expunged = wide(subject, Field::ExpungedBytes);
    let mut found = Vec::new();
    match size.checked_sub(sum) {
        None => found.push(format!("the messages have {sum} bytes together, the mailbox {size}")),
        Some(rest) if rest < expunged => {
            found.push(format!(
                "expungedBytes says {expunged}, but only {rest} bytes of the mailbox are of no message"
            ));
        }
        Some(_) => {}
    }
    found.into_iter().map(|message| Finding::new(Invariant::Sizes, message)).collect()
}
