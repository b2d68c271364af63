//! Events for programs.

use std::borrow::Cow;

use morkdb_folder::watch::Sight;
use morkdb_folder::{FolderEvent, FolderRef, MessageFlags, MessageHeader, MessageKey, Notice};
use serde::Serialize;

use super::words;
use crate::input::Source;
use crate::json::Bytes;
use crate::mail::zone::Clock;

/// A line.
#[derive(Serialize)]
struct Line<'e> {
    time: String,
    file: String,
    #[serde(flatten)]
    event: Event<'e>,
}

/// The events. Those with `on` are called so by Thunderbird.
#[derive(Serialize)]
#[serde(tag = "event")]
enum Event<'e> {
    #[serde(rename = "onHdrAdded")]
    Added {
        #[serde(flatten)]
        message: Message<'e>,
        parent: Option<u32>,
        flags: Vec<&'static str>,
    },
    #[serde(rename = "onHdrDeleted")]
    Deleted {
        #[serde(flatten)]
        message: Message<'e>,
        parent: Option<u32>,
        flags: Vec<&'static str>,
    },
    #[serde(rename = "onHdrFlagsChanged")]
    Flags {
        #[serde(flatten)]
        message: Message<'e>,
        #[serde(flatten)]
        change: Flags,
    },
    #[serde(rename = "onHdrPropertyChanged")]
    Property {
        #[serde(flatten)]
        message: Message<'e>,
        #[serde(flatten)]
        change: Cell<'e>,
    },
    #[serde(rename = "onParentChanged")]
    Parent { key: u32, old: Option<u32>, new: Option<u32> },
    #[serde(rename = "onJunkScoreChanged")]
    JunkScore,
    #[serde(rename = "onReadChanged")]
    Read,
    #[serde(rename = "threadFlagsChanged")]
    Thread {
        thread: u32,
        #[serde(flatten)]
        change: Flags,
    },
    #[serde(rename = "infoChanged")]
    Info {
        #[serde(flatten)]
        change: Cell<'e>,
    },
    #[serde(rename = "opened")]
    Opened { messages: u32, unread: u32 },
    #[serde(rename = "lost")]
    Lost { reason: String },
    #[serde(rename = "other")]
    Other,
}

#[derive(Serialize)]
struct Message<'e> {
    key: u32,
    subject: String,
    from: String,
    #[serde(rename = "messageId")]
    id: Bytes<'e>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Flags {
    old: Vec<&'static str>,
    new: Vec<&'static str>,
    old_bits: u32,
    new_bits: u32,
}

#[derive(Serialize)]
struct Cell<'e> {
    name: Bytes<'e>,
    old: Option<Bytes<'e>>,
    new: Option<Bytes<'e>>,
}

/// An event as an object, without the end of the line.
pub(super) fn line(clock: &Clock, source: &Source, sight: &Sight<'_>) -> String {
    let event = match sight {
        Sight::Event(notice) => event(notice),
        Sight::Lost(reason) => Event::Lost { reason: reason.to_string() },
        _ => Event::Other,
    };
    let line = Line { time: super::now(clock), file: source.name(), event };
    // Nothing that is written here fails.
    serde_json::to_string(&line).unwrap_or_default()
}

fn event<'e>(notice: &Notice<'e>) -> Event<'e> {
    match notice.event {
        FolderEvent::HeaderAdded { message, parent, flags } => Event::Added {
            message: self::message(*message),
            parent: number(*parent),
            flags: words::flags(*flags),
        },
        FolderEvent::HeaderDeleted { message, parent, flags } => Event::Deleted {
            message: self::message(*message),
            parent: number(*parent),
            flags: words::flags(*flags),
        },
        FolderEvent::FlagsChanged { message, old, new } => {
            Event::Flags { message: self::message(*message), change: flags(*old, *new) }
        }
        FolderEvent::PropertyChanged { message, name, old, new } => Event::Property {
            message: self::message(*message),
            change: cell(name, old.as_ref(), new.as_ref()),
        },
        FolderEvent::ParentChanged { key, old, new } => {
            Event::Parent { key: key.0, old: number(*old), new: number(*new) }
        }
        FolderEvent::JunkScoreChanged => Event::JunkScore,
        FolderEvent::ReadChanged => Event::Read,
        FolderEvent::ThreadFlagsChanged { thread, old, new } => {
            Event::Thread { thread: thread.0, change: flags(*old, *new) }
        }
        FolderEvent::InfoChanged { name, old, new } => {
            Event::Info { change: cell(name, old.as_ref(), new.as_ref()) }
        }
        FolderEvent::Opened => opened(notice.folder),
        _ => Event::Other,
    }
}

fn opened(folder: FolderRef<'_>) -> Event<'static> {
    let counts = folder.recount();
    Event::Opened { messages: counts.total, unread: counts.unread }
}

fn message(header: MessageHeader<'_>) -> Message<'_> {
    Message {
        key: header.key().0,
        subject: words::subject(header),
        from: words::from(header),
        id: Bytes(header.message_id()),
    }
}

fn number(key: Option<MessageKey>) -> Option<u32> {
    key.map(|key| key.0)
}

fn flags(old: MessageFlags, new: MessageFlags) -> Flags {
    Flags { old: words::flags(old), new: words::flags(new), old_bits: old.0, new_bits: new.0 }
}

fn cell<'e>(name: &Cow<'e, [u8]>, old: Option<&Cow<'e, [u8]>>, new: Option<&Cow<'e, [u8]>>) -> Cell<'e> {
    let bytes = |value: &Cow<'e, [u8]>| Bytes(value.clone());
    Cell { name: bytes(name), old: old.map(bytes), new: new.map(bytes) }
}
