//! What a summary says of a message.

use morkdb::store::RowRef;
use morkdb_folder::number::{Digits, decimal, hex32, hex64};
use morkdb_folder::text::{decode, effective_charset, references};
use morkdb_folder::{FolderRef, Keywords, MessageFlags, MessageHeader, MessageKey, Priority};

use super::cells::{Cells, Slot};
use super::context::Context;
use super::folder::Counts;
use super::memo::Key;
use super::schema::columns;
use super::sink::Sink;
use super::{exact, json, tags};

columns! {
    /// What is known of each message.
    MESSAGE, write, message: &mut Message<'_>, out {
        "key" Number => out.number(Some(message.key));
        "message_id" Text => message.utf8(Slot::MessageId, out);
        "subject" Text => message.subject(out);
        "author" Text => message.decoded(Slot::Sender, out);
        "recipients" Text => message.decoded(Slot::Recipients, out);
        "cc" Text => message.decoded(Slot::CcList, out);
        "bcc" Text => message.decoded(Slot::BccList, out);
        "reply_to" Text => message.decoded(Slot::ReplyTo, out);
        "date" Time => message.time(Slot::Date, out);
        "date_received" Time => message.time(Slot::DateReceived, out);
        "size" Number => message.number(Slot::Size, out);
        "line_count" Number => message.number(Slot::NumLines, out);
        "flags" Number, "read" Bool, "replied" Bool, "starred" Bool, "forwarded" Bool, "redirected" Bool, "attachment" Bool
            => message.flags(out);
        "watched" Bool => message.thread_flag(MessageFlags::WATCHED, out);
        "ignored" Bool => message.thread_flag(MessageFlags::IGNORED, out);
        "deleted" Bool => message.flag(MessageFlags::EXPUNGED, out);
        "imap_deleted" Bool => message.flag(MessageFlags::IMAP_DELETED, out);
        "priority" Word => message.priority(out);
        "keywords" List => message.keywords(out);
        "tags" List => message.tags(out);
        "junk" Bool => message.junk(out);
        "junk_score" Number => message.decimal(Slot::JunkScore, out);
        "junk_origin" Word => message.utf8(Slot::JunkScoreOrigin, out);
        "junk_percent" Number => message.decimal(Slot::JunkPercent, out);
        "thread_key" Number => message.number(Slot::ThreadId, out);
        "parent_key" Number => message.parent(out);
        "references" List => message.references(out);
        "charset" Text => message.utf8(Slot::CharSet, out);
        "preview" Text => message.utf8(Slot::Preview, out);
        "offline" Bool => message.flag(MessageFlags::OFFLINE, out);
        "offline_size" Long => message.long(Slot::OfflineMsgSize, out);
        "store_token" Text => message.utf8(Slot::StoreToken, out);
        "gm_message_id" Text => message.utf8(Slot::GmMsgId, out);
        "gm_thread_id" Text => message.utf8(Slot::GmThreadId, out);
        "gm_labels" Text => message.utf8(Slot::GmLabels, out);
        "properties" Json => message.properties(out);
    }
}

/// What a thread can be marked with.
const THREAD_FLAGS: MessageFlags = MessageFlags(MessageFlags::WATCHED.0 | MessageFlags::IGNORED.0);

/// What makes a difference to how a value is written, apart from its column.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
enum Also {
    Nothing = 0,
    /// `Re: ` stands before it.
    Re = 0x40,
    /// Only the tags are written.
    Tags = 0x80,
}

/// One message after the other of a folder, ready to be written.
#[derive(Debug)]
pub(crate) struct Message<'f> {
    pub(crate) cells: Cells<'f>,
    context: &'f Context<'f>,
    header: Option<MessageHeader<'f>>,
    key: u32,
    pub(crate) flags: MessageFlags,
    /// Whether any thread is watched or ignored.
    has_thread_flags: bool,
    /// A text that is put together.
    scratch: String,
    /// The properties as JSON.
    rest: Vec<u8>,
}

impl<'f> Message<'f> {
    pub(crate) fn new(context: &'f Context<'f>, folder: FolderRef<'f>) -> Self {
        Self {
            cells: Cells::new(folder),
            context,
            header: None,
            key: MessageKey::NONE,
            flags: MessageFlags::NONE,
            has_thread_flags: folder.threads().any(|thread| thread.flags().intersects(THREAD_FLAGS)),
            scratch: String::new(),
            rest: Vec::new(),
        }
    }

    /// Goes to a message of the folder.
    pub(crate) fn read(&mut self, header: MessageHeader<'f>, row: RowRef<'f>) {
        self.cells.read(row);
        self.header = Some(header);
        self.key = row.oid().id;
        let flags = self.cells.get(Slot::Flags).and_then(|raw| hex32(&raw));
        self.flags = MessageFlags(flags.unwrap_or(0));
    }

    /// Has it counted.
    pub(crate) fn count(&self, counts: &mut Counts) {
        let size = self.cells.get(Slot::Size).and_then(|raw| hex32(&raw));
        counts.add(self.flags, size.unwrap_or(0));
    }

    /// Text that is UTF-8 by nature; what is not is U+FFFD.
    fn utf8(&mut self, slot: Slot, out: &mut impl Sink) {
        let Some(raw) = self.cells.get(slot) else { return out.text(None) };
        if json::is_utf8(&raw) {
            return out.utf8(&raw);
        }
        self.cells.note_inexact(slot);
        out.text(Some(&String::from_utf8_lossy(&raw)));
    }

    /// A column that its value and the charset make, and nothing else of the message; `also`: what else makes a difference.
    fn once<S: Sink>(&mut self, slot: Slot, also: Also, out: &mut S, write: impl FnOnce(&mut Self, &mut S)) {
        let Some(value) = self.cells.place_of(slot) else { return write(self, out) };
        let charset = self.cells.place_of(Slot::CharSet).unwrap_or(0);
        let key = Key { value, charset, column: slot as u8 | also as u8 };
        let exact = out.once(key, |out| {
            write(self, out);
            !self.cells.is_inexact(slot)
        });
        if !exact {
            self.cells.note_inexact(slot);
        }
    }

    /// Text of the message's own header, as Thunderbird decodes it.
    fn decoded(&mut self, slot: Slot, out: &mut impl Sink) {
        self.once(slot, Also::Nothing, out, |message, out| message.write_decoded(slot, "", out));
    }

    /// The subject as people see it: its `Re: ` is a flag in the file.
    fn subject(&mut self, out: &mut impl Sink) {
        if !self.flags.contains(MessageFlags::HAS_RE) {
            return self.decoded(Slot::Subject, out);
        }
        self.once(Slot::Subject, Also::Re, out, |message, out| {
            message.write_decoded(Slot::Subject, "Re: ", out);
        });
    }

    fn write_decoded(&mut self, slot: Slot, before: &str, out: &mut impl Sink) {
        let raw = self.cells.get(slot);
        if raw.is_none() && before.is_empty() {
            return out.text(None);
        }
        let raw = raw.unwrap_or_default();
        let charset = self.cells.get(Slot::CharSet).unwrap_or_default();
        let text = decode(&raw, effective_charset(&charset, None));
        if text.as_bytes() != &*raw {
            self.cells.note_inexact(slot);
        }
        if before.is_empty() {
            return out.text(Some(&text));
        }
        self.scratch.clear();
        self.scratch.extend([before, &text]);
        out.text(Some(&self.scratch));
    }

    fn hex(&mut self, slot: Slot) -> Option<u32> {
        let raw = self.cells.get(slot)?;
        exact::hex(&raw).or_else(|| {
            self.cells.note_inexact(slot);
            hex32(&raw)
        })
    }

    fn number(&mut self, slot: Slot, out: &mut impl Sink) {
        out.number(self.hex(slot));
    }

    /// A moment; 0 is that of a message without one.
    fn time(&mut self, slot: Slot, out: &mut impl Sink) {
        out.time(self.hex(slot).filter(|seconds| *seconds != 0));
    }

    /// A number that may have 64 bits; what is more than a signed number can hold is the most that it can.
    fn long(&mut self, slot: Slot, out: &mut impl Sink) {
        let Some(raw) = self.cells.get(slot) else { return out.long(None) };
        let number = hex64(&raw).map(i64::try_from);
        if !exact::is_hex(&raw, 16) || matches!(number, Some(Err(_))) {
            self.cells.note_inexact(slot);
        }
        out.long(number.map(|number| number.unwrap_or(i64::MAX)));
    }

    /// A decimal number.
    fn decimal(&mut self, slot: Slot, out: &mut impl Sink) {
        let Some(raw) = self.cells.get(slot) else { return out.number(None) };
        if !exact::is_decimal(&raw) {
            self.cells.note_inexact(slot);
        }
        out.number(decimal(&raw).and_then(|number| u32::try_from(number).ok()));
    }

    fn flags(&mut self, out: &mut impl Sink) {
        self.once(Slot::Flags, Also::Nothing, out, Self::write_flags);
    }

    fn write_flags(&mut self, out: &mut impl Sink) {
        out.number(Some(self.hex(Slot::Flags).unwrap_or(0)));
        for flag in [
            MessageFlags::READ,
            MessageFlags::REPLIED,
            MessageFlags::MARKED,
            MessageFlags::FORWARDED,
            MessageFlags::REDIRECTED,
            MessageFlags::ATTACHMENT,
        ] {
            self.flag(flag, out);
        }
    }

    fn flag(&self, flag: MessageFlags, out: &mut impl Sink) {
        out.yes(Some(self.flags.contains(flag)));
    }

    /// A flag that the message has, or its thread.
    fn thread_flag(&self, flag: MessageFlags, out: &mut impl Sink) {
        let of_thread = || {
            let thread = self.header.and_then(|header| header.folder()?.thread_of(header));
            thread.is_some_and(|thread| thread.flags().contains(flag))
        };
        out.yes(Some(self.flags.contains(flag) || self.has_thread_flags && of_thread()));
    }

    /// Its name; digits where it has none.
    fn priority(&mut self, out: &mut impl Sink) {
        match self.hex(Slot::Priority).map(Priority) {
            None | Some(Priority::NOT_SET) => out.text(None),
            Some(priority) => match priority.name() {
                Some(name) => out.text(Some(name)),
                None => out.text(std::str::from_utf8(Digits::decimal(priority.0).as_ref()).ok()),
            },
        }
    }

    fn parent(&mut self, out: &mut impl Sink) {
        out.number(self.hex(Slot::ThreadParent).filter(|key| *key != MessageKey::NONE));
    }

    /// The label of old versions.
    fn label(&self) -> u32 {
        let column = self.cells.get(Slot::Label).and_then(|raw| hex32(&raw));
        Keywords::old_label(column.unwrap_or(0), self.flags)
    }

    fn keywords(&mut self, out: &mut impl Sink) {
        match self.label() {
            0 => self.once(Slot::Keywords, Also::Nothing, out, |message, out| message.write_keywords(0, out)),
            label => self.write_keywords(label, out),
        }
    }

    /// Where there is a label, the keywords alone do not say what is stored, whether or not it is among them.
    fn write_keywords(&mut self, label: u32, out: &mut impl Sink) {
        let raw = self.cells.get(Slot::Keywords).unwrap_or_default();
        if label != 0 || !exact::is_words(&raw) {
            self.cells.note_inexact(Slot::Keywords);
        }
        out.list(Keywords::new(raw).with_label(label).iter().map(String::from_utf8_lossy));
    }

    fn tags(&mut self, out: &mut impl Sink) {
        match self.label() {
            0 => self.once(Slot::Keywords, Also::Tags, out, |message, out| message.write_tags(0, out)),
            label => self.write_tags(label, out),
        }
    }

    fn write_tags(&mut self, label: u32, out: &mut impl Sink) {
        let raw = self.cells.get(Slot::Keywords).unwrap_or_default();
        let keywords = Keywords::new(raw).with_label(label);
        out.list(keywords.tags().map(|key| tags::name(self.context.tags, key)));
    }

    /// As the score says, else as a keyword does; null where nobody has judged.
    fn junk(&self, out: &mut impl Sink) {
        let score = self.cells.get(Slot::JunkScore).and_then(|raw| decimal(&raw));
        let keywords = || Keywords::new(self.cells.get(Slot::Keywords)?).junk();
        out.yes(score.map(|score| score > 50).or_else(keywords));
    }

    fn references(&mut self, out: &mut impl Sink) {
        self.once(Slot::References, Also::Nothing, out, Self::write_references);
    }

    fn write_references(&mut self, out: &mut impl Sink) {
        let raw = self.cells.get(Slot::References).unwrap_or_default();
        if !exact::is_references(&raw, references(&raw)) {
            self.cells.note_inexact(Slot::References);
        }
        out.list(references(&raw).map(String::from_utf8_lossy));
    }

    /// All that no column before has told.
    fn properties(&mut self, out: &mut impl Sink) {
        self.rest.clear();
        self.cells.write_rest(&mut self.rest);
        out.json(&self.rest);
    }
}
