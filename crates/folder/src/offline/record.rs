//! Recording what is done to messages of an IMAP folder, so that Thunderbird does the same on the server.

use hashbrown::HashMap;

use super::{ImapFlags, OfflineOps};
use crate::error::Error;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::{Folder, NewKey};
use crate::key::MessageKey;
use crate::message::DetachedHeader;
use crate::number::Digits;
use crate::view::FolderFlags;

/// How messages of an IMAP folder are deleted, which is a setting of the account (`nsMsgImapDeleteModel`).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deletion<'u> {
    /// They are moved to the trash, whose URI this is (`mail.server.….delete_model` 1, the default). In the trash itself, this is
    /// [`Remove`](Self::Remove).
    Trash(&'u [u8]),
    /// They are marked as deleted on the server, and not shown any more (2).
    Remove,
    /// They are marked as deleted, and shown so (0).
    Mark,
}

/// What waits for the server, by message. It is looked up once for many messages.
type Waiting = HashMap<MessageKey, (OfflineOps, ImapFlags)>;

/// A message with one of these is not on the server under its key.
const NOT_YET_THERE: OfflineOps =
    OfflineOps(OfflineOps::MOVE_RESULT.0 | OfflineOps::APPEND_DRAFT.0 | OfflineOps::APPEND_TEMPLATE.0);

/// Whether the server knows a message by its key.
fn is_on_server(waiting: &Waiting, key: MessageKey) -> bool {
    !key.is_fake() && waiting.get(&key).is_none_or(|(ops, _)| !ops.intersects(NOT_YET_THERE))
}

impl Folder {
    fn waiting(&self) -> Waiting {
        let operations = self.read().offline_operations().into_iter();
        operations.map(|operation| (operation.key(), (operation.ops(), operation.new_flags()))).collect()
    }

    /// Records that messages are to have these flags of IMAP on the server, or are not to have them any more (`StoreImapFlags`
    /// without a connection). Keys of no message are passed over. Marking the messages here is the caller's.
    ///
    /// The flags that are not changed are those that the message has here, translated: see [`ImapFlags::of`]. Thunderbird does
    /// not translate them, so that a subject with `Re:` becomes a draft on the server. What an operation that
    /// Thunderbird recorded says already is kept as it is.
    ///
    /// Thunderbird takes the flags of a folder from its folder cache where it can: until that file says
    /// [`OfflineEvents`](FolderFlags::OFFLINE_EVENTS) too, or is gone, it does not look for operations that were recorded by others.
    pub fn record_flags(&mut self, keys: &[MessageKey], flags: ImapFlags, set: bool) -> Result<(), Error> {
        let waiting = self.waiting();
        for &key in keys {
            if let Some(old) = self.imap_flags_of(&waiting, key) {
                self.operation(key)?.set_flags(old.with(flags, set))?;
            }
        }
        Ok(())
    }

    /// The flags that a message is to have on the server, as far as is known here.
    fn imap_flags_of(&self, waiting: &Waiting, key: MessageKey) -> Option<ImapFlags> {
        let message = self.read().message(key)?;
        if let Some((ops, flags)) = waiting.get(&key)
            && ops.contains(OfflineOps::FLAGS_CHANGED)
        {
            return Some(*flags);
        }
        let is_draft = self.read().info().flags().contains(FolderFlags::DRAFTS);
        Some(ImapFlags::of(message.stored_flags()).with(ImapFlags::DRAFT, is_draft))
    }

    /// Records that messages are to get and to lose keywords on the server (`StoreCustomKeywords` without a connection). Keys of
    /// no message are passed over. Changing the messages here is the caller's.
    pub fn record_keywords(
        &mut self,
        keys: &[MessageKey],
        add: &[&[u8]],
        remove: &[&[u8]],
    ) -> Result<(), Error> {
        for &key in keys {
            if !self.read().contains(key) {
                continue;
            }
            let mut operation = self.operation(key)?;
            for keyword in add {
                operation.add_keyword(keyword)?;
            }
            for keyword in remove {
                operation.remove_keyword(keyword)?;
            }
        }
        Ok(())
    }

    /// Records that messages are to be copied to the folder of this URI, and answers which. Left out are those that
    /// [`record_move`](Self::record_move) leaves out.
    pub fn record_copy(&mut self, keys: &[MessageKey], uri: &[u8]) -> Result<Vec<MessageKey>, Error> {
        let known = self.known_on_server(&self.waiting(), keys);
        for &key in &known {
            self.operation(key)?.add_copy(uri)?;
        }
        Ok(known)
    }

    /// Records that messages are to be moved to the folder of this URI (`CopyMessagesOffline`), and answers which. They stay here:
    /// deleting them is the caller's, and Thunderbird does it where messages are deleted by moving them to the trash.
    ///
    /// Left out are keys of no message, and messages that are not on the server under their key: those that were moved here or
    /// written while it could not be reached.
    pub fn record_move(&mut self, keys: &[MessageKey], uri: &[u8]) -> Result<Vec<MessageKey>, Error> {
        let known = self.known_on_server(&self.waiting(), keys);
        for &key in &known {
            let Some(message) = self.read().message(key) else { continue };
            let size = message.size();
            let flags = ImapFlags::of(message.stored_flags() & MOVED_FLAGS);
            self.operation(key)?.set_move(uri)?.set_size(size)?.set_new_flags(flags)?;
        }
        Ok(known)
    }

    fn known_on_server(&self, waiting: &Waiting, keys: &[MessageKey]) -> Vec<MessageKey> {
        let folder = self.read();
        let is_known = |key: &MessageKey| folder.contains(*key) && is_on_server(waiting, *key);
        keys.iter().copied().filter(is_known).collect()
    }

    /// Deletes messages here, and records that they are to be deleted on the server (`nsImapMailFolder::DeleteMessages`). Answers
    /// which. They count as read there, as Thunderbird has it.
    ///
    /// A draft that was written while the server could not be reached is only deleted here. Left out are keys of no message,
    /// and messages that were moved here meanwhile: the server has these in the folder that they come from.
    pub fn record_delete(
        &mut self,
        keys: &[MessageKey],
        how: Deletion<'_>,
    ) -> Result<Vec<MessageKey>, Error> {
        let waiting = self.waiting();
        let mut deleted = self.known_on_server(&waiting, keys);
        let is_trash = self.read().info().flags().contains(FolderFlags::TRASH);
        match how {
            Deletion::Trash(uri) if !is_trash => drop(self.record_move(&deleted, uri)?),
            _ => self.record_flags(&deleted, ImapFlags::DELETED | ImapFlags::SEEN, true)?,
        }
        if how == Deletion::Mark {
            self.mark_all(&deleted, MessageFlags::IMAP_DELETED, true)?;
        } else {
            self.delete_all(&deleted)?;
        }
        deleted.extend(self.delete_unknown(&waiting, keys)?);
        Ok(deleted)
    }

    /// Deletes what was never on the server.
    fn delete_unknown(&mut self, waiting: &Waiting, keys: &[MessageKey]) -> Result<Vec<MessageKey>, Error> {
        let mut deleted = Vec::new();
        for &key in keys {
            let is_result = waiting.get(&key).is_some_and(|(ops, _)| ops.contains(OfflineOps::MOVE_RESULT));
            if !is_on_server(waiting, key) && !is_result && self.read().contains(key) {
                self.remove_operation(key)?;
                self.delete(key)?;
                deleted.push(key);
            }
        }
        Ok(deleted)
    }

    /// Adds the header of a message that is to be moved or copied here once the server can be reached
    /// ([`record_move`](Self::record_move) in the other folder), so that it is seen already: with a made-up key, which is
    /// answered. Thunderbird replaces it by the real one. `uri` and `key` are the folder that it comes from and its key there.
    ///
    /// That the text is stored locally is a matter of the other folder: the flag for it is not taken over.
    pub fn add_move_result(
        &mut self,
        header: &DetachedHeader,
        uri: &[u8],
        key: MessageKey,
    ) -> Result<MessageKey, Error> {
        let new = self.add(header, NewKey::Fake)?;
        let row = self.live_row(new)?;
        self.set_field(row, Field::PseudoHdr, Digits::hex(1_u32).as_ref())?;
        self.mark(new, MessageFlags::OFFLINE, false)?;
        self.operation(new)?.set_source(uri, key)?;
        Ok(new)
    }
}

/// The flags that Thunderbird keeps of a message that is moved.
const MOVED_FLAGS: MessageFlags = MessageFlags(
    MessageFlags::READ.0 | MessageFlags::REPLIED.0 | MessageFlags::MARKED.0 | MessageFlags::FORWARDED.0,
);
