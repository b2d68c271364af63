//! Numbers, text and dates in cells: 18 and 26.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use morkdb::id::{Column, Scope};
use morkdb::store::RowRef;

use super::finding::counted;
use super::{CheckReport, Finding, Invariant, Place, Places, Repair, Subject};
use crate::field::Field;
use crate::folder::FolderRef;
use crate::key::MessageKey;
use crate::message::MessageHeader;

/// How a column says what it says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Encoding {
    /// Hexadecimal digits, at most so many.
    Hex(usize),
    /// Decimal digits, perhaps with a sign.
    Decimal,
    /// UTF-8.
    Text,
}

/// A day, and what a message may be older than its arrival, in seconds.
const DAY: u64 = 86_400;
const YEARS: u32 = 2 * 366 * 86_400;

/// The columns that are not the bytes of a message.
const ENCODINGS: [(Encoding, &[Field]); 4] = [
    (
        Encoding::Hex(8),
        &[
            Field::Date,
            Field::Size,
            Field::Flags,
            Field::Priority,
            Field::Label,
            Field::NumLines,
            Field::ThreadId,
            Field::ThreadParent,
            Field::DateReceived,
            Field::ProtoThreadFlags,
            Field::GlodaId,
            Field::GlodaDirty,
            Field::RemoteContentPolicy,
            Field::NotAPhish,
            Field::PseudoHdr,
            Field::OnlineSize,
            Field::GrowKeywords,
            Field::AttachmentDetached,
            Field::Enigmail,
            Field::MetaThreadId,
            Field::ThreadFlags,
            Field::NewestDate,
            Field::Children,
            Field::UnreadChildren,
            Field::ThreadRoot,
            Field::Version,
            Field::ForceReparse,
            Field::FixedBadRefThreading,
            Field::NumMsgs,
            Field::NumUnread,
            Field::FolderDate,
            Field::HighWaterKey,
            Field::UidValidity,
            Field::TotalPending,
            Field::UnreadPending,
            Field::ViewType,
            Field::ViewFlags,
            Field::SortType,
            Field::SortOrder,
            Field::DateGroupFlags,
            Field::CurrentView,
            Field::UserSortOrder,
            Field::RetainBy,
            Field::DaysToKeepHdrs,
            Field::NumHdrsToKeep,
            Field::UseServerDefaults,
            Field::ApplyToFlagged,
            Field::AgeLimit,
            Field::DownloadByDate,
            Field::DownloadUnreadOnly,
            Field::MaildirValid,
            Field::ImapFlags,
            Field::AclFlags,
            Field::HighestRecordedUid,
            Field::NumDeletedHeaders,
            Field::SearchOnline,
            Field::Op,
            Field::OpFlags,
            Field::NewFlags,
            Field::OpKey,
            Field::SourceKey,
            Field::OpSize,
            Field::InPlayback,
        ],
    ),
    (Encoding::Hex(16), &[Field::MsgOffset, Field::OfflineMsgSize, Field::FolderSize, Field::ExpungedBytes]),
    (
        Encoding::Decimal,
        &[Field::JunkScore, Field::JunkPercent, Field::MruTime, Field::MrmTime, Field::IndexingPriority],
    ),
    (
        Encoding::Text,
        &[
            Field::SenderName,
            Field::RecipientNames,
            Field::Preview,
            Field::OrigUris,
            Field::QueuedDisposition,
            Field::IdentityKey,
            Field::MailboxName,
            Field::FolderName,
            Field::Locale,
            Field::CustomSortCol,
            Field::CurrentViewTag,
            Field::OnlineName,
            Field::SearchStr,
            Field::SearchFolderUri,
            Field::SourceFolder,
            Field::MoveDest,
            Field::CopyDests,
        ],
    ),
];

pub(super) fn check(subject: Subject<'_>, report: &mut CheckReport) {
    report.note(malformed(subject));
    report.note(dates(subject));
    match subject.context.now {
        Some(now) => report.note(future(subject, now)),
        None => report.skip(Invariant::Dates, "the time now is not known, so that no date is in the future"),
    }
}

impl Encoding {
    fn allows(self, text: &[u8]) -> bool {
        match self {
            Self::Hex(most) => text.len() <= most && text.iter().all(u8::is_ascii_hexdigit),
            Self::Decimal => text.strip_prefix(b"-").unwrap_or(text).iter().all(u8::is_ascii_digit),
            Self::Text => std::str::from_utf8(text).is_ok(),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Hex(_) => "no hexadecimal number, or one that is too long",
            Self::Decimal => "no decimal number",
            Self::Text => "no UTF-8",
        }
    }
}

/// A cell that cannot be what it is to be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Malformed<'f> {
    pub(super) row: RowRef<'f>,
    pub(super) field: Field,
    pub(super) encoding: Encoding,
}

/// All such cells of messages, threads, the folder information and offline operations.
pub(super) fn malformed_cells(folder: FolderRef<'_>, mut tell: impl FnMut(Malformed<'_>)) {
    let columns = columns(folder);
    let mut look = |row: RowRef<'_>| {
        let mut seen = [false; Field::COUNT];
        for cell in row.cells() {
            let Some((field, encoding)) = columns.get(&cell.column).copied() else { continue };
            // Of several cells of a column, the first counts.
            let is_second = std::mem::replace(&mut seen[field as usize], true);
            if !is_second && cell.value.is_some_and(|value| !encoding.allows(&value.bytes())) {
                tell(Malformed { row, field, encoding });
            }
        }
    };
    folder.all_messages().filter_map(MessageHeader::row).for_each(&mut look);
    let schema = folder.schema();
    let scopes = [Some(Scope::META), schema.operations, schema.threads];
    for scope in scopes.into_iter().flatten() {
        folder.store().rows_in(scope).for_each(&mut look);
    }
    folder.info_row().into_iter().for_each(look);
}

fn columns(folder: FolderRef<'_>) -> HashMap<Column, (Field, Encoding)> {
    let fields =
        ENCODINGS.iter().flat_map(|(encoding, fields)| fields.iter().map(|field| (*field, *encoding)));
    let of_file = |(field, encoding)| Some((folder.schema().column(field)?, (field, encoding)));
    fields.filter_map(of_file).collect()
}

fn malformed(subject: Subject<'_>) -> Vec<Finding> {
    let mut places: BTreeMap<Field, (Encoding, Places)> = BTreeMap::new();
    malformed_cells(subject.folder, |cell| {
        let (_, places) = places.entry(cell.field).or_insert_with(|| (cell.encoding, Places::default()));
        places.push(place(subject, cell.row));
    });
    let found = places.into_iter().filter_map(|(field, (encoding, places))| {
        let found = places.finding(Invariant::Encodings, |count| {
            format!("{} is {}, in {}", field.name(), encoding.words(), counted(count, "row"))
        })?;
        Some(match encoding {
            Encoding::Hex(_) => found.repaired_by(Repair::Numbers),
            _ => found,
        })
    });
    found.collect()
}

fn place(subject: Subject<'_>, row: RowRef<'_>) -> Place {
    let oid = row.oid();
    if subject.folder.schema().messages == Some(oid.scope) {
        Place::Message(MessageKey(oid.id))
    } else {
        Place::Row(oid)
    }
}

fn dates(subject: Subject<'_>) -> Vec<Finding> {
    let unknown = subject.messages_where(|message| message.date() == 0);
    let unknown =
        unknown.finding(Invariant::Dates, |count| format!("no date, on {}", counted(count, "message")));
    let early = subject.messages_where(|message| {
        let received = message.date_received();
        received > 0 && received < message.date().saturating_sub(YEARS)
    });
    let early = early.finding(Invariant::Dates, |count| {
        format!("received years before the date, {}", counted(count, "message"))
    });
    unknown.into_iter().chain(early).collect()
}

fn future(subject: Subject<'_>, now: u64) -> Option<Finding> {
    let late = subject.messages_where(|message| u64::from(message.date()) > now.saturating_add(DAY));
    late.finding(Invariant::Dates, |count| format!("a date in the future, on {}", counted(count, "message")))
}
