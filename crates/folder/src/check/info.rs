//! What the folder information says of the server, and the folder cache of the folder: 21 and 28.

use super::{CheckReport, Finding, Invariant, Subject};
use crate::cache;
use crate::field::Field;
use crate::folder::Protocol;
use crate::number::hex64;

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    report.note(uid_validity(subject));
    report.note(mod_seq(subject));
    report.note(pending(subject));
    match subject.context.cache {
        Some(cache) => report.note(cached(subject, cache)),
        None => report.skip(Invariant::FolderCache, "there is no folder cache"),
    }
}

fn uid_validity(subject: Subject<'_>) -> Option<Finding> {
    let validity = subject.info(Field::UidValidity).unwrap_or(0);
    let has_mail = || subject.folder.all_messages().any(|message| !message.key().is_fake());
    let is_missing = subject.protocol == Protocol::Imap && matches!(validity, 0 | u32::MAX) && has_mail();
    let sentence =
        "no UIDVALIDITY, though there are messages of the server: Thunderbird fetches them all again";
    is_missing.then(|| Finding::new(Invariant::ServerState, sentence))
}

fn mod_seq(subject: Subject<'_>) -> Option<Finding> {
    let text = subject.folder.info_cell(Field::HighestModSeq)?;
    let sentence = || format!("highestModSeq is no decimal number: {}", text.escape_ascii());
    (!text.iter().all(u8::is_ascii_digit)).then(|| Finding::new(Invariant::ServerState, sentence()))
}

fn pending(subject: Subject<'_>) -> Vec<Finding> {
    let fields = [Field::TotalPending, Field::UnreadPending];
    let negative = fields.into_iter().filter_map(|field| {
        let count = subject.info(field)?.cast_signed();
        let sentence = || format!("{} says {count}", field.name());
        (count < 0).then(|| Finding::new(Invariant::FolderCache, sentence()))
    });
    negative.collect()
}

fn cached(subject: Subject<'_>, cache: &cache::Entry) -> Vec<Finding> {
    let stored = |field| i64::from(subject.info(field).unwrap_or(0));
    let expunged = subject.folder.info_cell(Field::ExpungedBytes).and_then(|text| hex64(&text)).unwrap_or(0);
    let expunged = i64::try_from(expunged).unwrap_or(i64::MAX);
    let both = [
        ("totalMsgs", cache.total_messages().map(i64::from), Field::NumMsgs, stored(Field::NumMsgs)),
        ("totalUnreadMsgs", cache.total_unread().map(i64::from), Field::NumUnread, stored(Field::NumUnread)),
        ("expungedBytes", cache.expunged_bytes(), Field::ExpungedBytes, expunged),
    ];
    let differs = both.into_iter().filter_map(|(name, cached, field, stored)| {
        let cached = cached.filter(|cached| *cached != stored)?;
        let sentence =
            format!("the folder cache says {name} {cached}, the summary {} {stored}", field.name());
        Some(Finding::new(Invariant::FolderCache, sentence))
    });
    differs.collect()
}
