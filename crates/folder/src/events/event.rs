//! What listeners are told.

use std::borrow::Cow;

use crate::flags::MessageFlags;
use crate::folder::FolderRef;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

/// Who makes a change: any number that tells one from another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Instigator(pub u64);

/// What a listener is told.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'n> {
    /// The folder, as it is now.
    pub folder: FolderRef<'n>,
    /// What happened.
    pub event: &'n FolderEvent<'n>,
    /// Who did it, if that was [said](crate::Folder::set_instigator).
    pub instigator: Option<Instigator>,
}

/// What happened to a folder. In parentheses is what Thunderbird calls (`nsIDBChangeListener`).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum FolderEvent<'e> {
    /// A message was added (`onHdrAdded`). It is in its thread and counted already.
    HeaderAdded {
        /// The message.
        message: MessageHeader<'e>,
        /// The message that it answers.
        parent: Option<MessageKey>,
        /// Its flags, [`MessageFlags::NEW`] among them where it is new.
        flags: MessageFlags,
    },
    /// A message was deleted (`onHdrDeleted`). It has left its thread and the table of all messages, and is not counted any more;
    /// its row can still be read. (Thunderbird calls before the row leaves the table.)
    HeaderDeleted {
        /// The message.
        message: MessageHeader<'e>,
        /// The message that it answered.
        parent: Option<MessageKey>,
        /// Its flags, [`MessageFlags::EXPUNGED`] among them, and [`MessageFlags::NEW`] where it was new.
        flags: MessageFlags,
    },
    /// The flags of a message were changed (`onHdrFlagsChanged`).
    FlagsChanged {
        /// The message.
        message: MessageHeader<'e>,
        /// The flags that it had.
        old: MessageFlags,
        /// The flags that it has.
        new: MessageFlags,
    },
    /// Another column of a message was changed (`onHdrPropertyChanged`, whose two calls are this one).
    PropertyChanged {
        /// The message.
        message: MessageHeader<'e>,
        /// Name of the column.
        name: Cow<'e, [u8]>,
        /// The value that it had; `None` where there was no cell.
        old: Option<Cow<'e, [u8]>>,
        /// The value that it has.
        new: Option<Cow<'e, [u8]>>,
    },
    /// A message answers another one now, as far as threads go (`onParentChanged`).
    ParentChanged {
        /// The message.
        key: MessageKey,
        /// The message that it answered.
        old: Option<MessageKey>,
        /// The message that it answers.
        new: Option<MessageKey>,
    },
    /// A junk score was changed, other than from nothing to 0 (`onJunkScoreChanged`). [`PropertyChanged`](Self::PropertyChanged)
    /// follows.
    JunkScoreChanged,
    /// News: the set of articles that were read was changed from outside (`onReadChanged`).
    ReadChanged,
    /// A thread is ignored or watched now, or not any more (`onHdrFlagsChanged`, for the message that was given).
    ThreadFlagsChanged {
        /// The thread.
        thread: ThreadKey,
        /// The flags that it had.
        old: MessageFlags,
        /// The flags that it has.
        new: MessageFlags,
    },
    /// The folder information was changed. Thunderbird tells the folder instead.
    InfoChanged {
        /// Name of the column.
        name: Cow<'e, [u8]>,
        /// The value that it had; `None` where there was no cell.
        old: Option<Cow<'e, [u8]>>,
        /// The value that it has.
        new: Option<Cow<'e, [u8]>>,
    },
    /// Everything may be different: the file was read again, or changes were undone.
    Reset,
    /// The folder was opened by the service (`onEvent`, `"DBOpened"`).
    Opened,
    /// The folder is about to be closed by the service (`onAnnouncerGoingAway`): its changes are committed already, where
    /// Thunderbird calls before it commits.
    GoingAway,
}
