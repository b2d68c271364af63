//! Which thread a message belongs to.

use crate::flags::MessageFlags;
use crate::folder::Folder;
use crate::key::{MessageKey, ThreadKey};
use crate::message::MessageHeader;

use super::Thread;
use super::references::nearest_first;

/// The thread of a new message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) thread: ThreadKey,
    /// The message that it answers, if the folder has it.
    pub(super) parent: Option<MessageKey>,
}

/// The thread that a message belongs to; `None` where it is the first of a thread (`ThreadNewHdr`).
pub(super) fn find(folder: &Folder, message: MessageHeader<'_>) -> Option<Found> {
    let by_references = by_references(folder, message);
    by_references.or_else(|| {
        let thread = by_subject(folder, message).or_else(|| as_parent(folder, message))?;
        Some(Found { thread, parent: None })
    })
}

/// By the nearest message that it refers to and the folder has, or that a message of the folder refers to as well.
fn by_references(folder: &Folder, message: MessageHeader<'_>) -> Option<Found> {
    let (references, own) = (message.references(), message.message_id());
    nearest_first(&references, &own).find_map(|id| {
        let read = folder.read();
        let Some(parent) = read.answered_by_id(id) else {
            return Some(Found { thread: referring(folder, id)?, parent: None });
        };
        let thread = read.thread(parent.thread_key())?.key();
        Some(Found { thread, parent: Some(parent.key()) })
    })
}

/// By its subject, where the preferences allow that.
fn by_subject(folder: &Folder, message: MessageHeader<'_>) -> Option<ThreadKey> {
    let preferences = folder.preferences();
    let is_answer = message.stored_flags().contains(MessageFlags::HAS_RE);
    if preferences.strict_threading || !(preferences.thread_without_re || is_answer) {
        return None;
    }
    let read = folder.read();
    let thread = read.thread_index().thread_with_subject(read, &message.subject())?;
    read.thread(thread).map(Thread::key)
}

/// As the message that others referred to before it came.
fn as_parent(folder: &Folder, message: MessageHeader<'_>) -> Option<ThreadKey> {
    let id = message.message_id();
    if id.is_empty() { None } else { referring(folder, &id) }
}

/// The thread of the message that referred first to a message that is not here.
fn referring(folder: &Folder, id: &[u8]) -> Option<ThreadKey> {
    if !folder.preferences().correct_threading {
        return None;
    }
    let read = folder.read();
    let thread = read.thread_index().thread_referring_to(read, id)?;
    read.thread(thread).map(Thread::key)
}
