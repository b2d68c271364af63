//! What was read of a newsgroup: the set of `newsrc` beside the flags of the messages (`nsNewsDatabase`).

use crate::error::Error;
use crate::events::FolderEvent;
use crate::field::Field;
use crate::flags::MessageFlags;
use crate::folder::{Folder, Protocol};
use crate::key::MessageKey;
use crate::news::ArticleSet;

impl Folder {
    /// The articles of a newsgroup that were read, where [a set](Self::set_read_set) is attached: marking messages changes it.
    /// It is the caller's to write it into `newsrc`.
    pub fn read_set(&self) -> Option<&ArticleSet> {
        self.read_set.as_ref()
    }

    /// Attaches the articles that were read of a newsgroup, as `newsrc` has them. Where the summary says something else, which
    /// may happen after a crash, every message becomes read or unread as the set has it, and is counted anew. Answers whether
    /// that changed anything; listeners are told of every message, and once that the set was changed.
    ///
    /// From then on marking messages changes the set, and every commit notes it in the folder information. Undoing
    /// changes does not undo those of the set: attach it again.
    pub fn set_read_set(&mut self, set: ArticleSet) -> Result<bool, Error> {
        let stored = self.read().info().get(Field::ReadSet).unwrap_or_default();
        let is_same = *stored == *set.to_string().as_bytes();
        self.read_set = Some(set);
        if is_same {
            return Ok(false);
        }
        let changed = self.follow_read_set()?;
        if changed {
            self.emit(&FolderEvent::ReadChanged);
        }
        Ok(changed)
    }

    /// Makes messages read or unread as the set has them (`SyncWithReadSet`).
    fn follow_read_set(&mut self) -> Result<bool, Error> {
        let Some(set) = &self.read_set else { return Ok(false) };
        let wrong =
            self.read().messages().filter(|message| message.is_read() != set.contains(message.key().0));
        let wrong: Vec<_> = wrong.map(|message| (message.key(), !message.is_read())).collect();
        for (key, read) in &wrong {
            self.mark(*key, MessageFlags::READ, *read)?;
        }
        let info = self.read().info();
        let before = (info.message_count(), info.unread_count());
        let counts = self.sync_counts()?;
        Ok(!wrong.is_empty() || before != (counts.total, counts.unread))
    }

    /// A message was marked as read or not: the set follows.
    pub(crate) fn article_marked(&mut self, key: MessageKey, read: bool) {
        let Some(set) = &mut self.read_set else { return };
        let changed = if read { set.insert(key.0) } else { set.remove(key.0) };
        if changed {
            self.emit(&FolderEvent::ReadChanged);
        }
    }

    /// All messages were marked as read: so are all articles up to the highest that was ever seen, whether they are here or not.
    pub(crate) fn all_articles_read(&mut self) {
        let high = self.read().info().high_water().0;
        let Some(set) = &mut self.read_set else { return };
        if set.insert_range(1..=high) {
            self.emit(&FolderEvent::ReadChanged);
        }
    }

    /// Before a commit: the set as it is now, to be compared with `newsrc` the next time.
    pub(crate) fn note_read_set(&mut self) -> Result<(), Error> {
        let Some(text) = self.read_set.as_ref().map(ToString::to_string) else { return Ok(()) };
        if self.protocol == Protocol::News {
            let row = self.info_row()?;
            self.put(row, Field::ReadSet, text)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::message::DetachedHeader;
    use crate::{Counts, NewKey};

    /// Articles 1 to 5, of which 1 and 2 were read.
    fn group() -> Folder {
        let file = morkdb::Database::from_bytes(Vec::new()).unwrap();
        let mut folder = Folder::create_in(file, Protocol::News).unwrap();
        for key in 1..=5 {
            let mut header = DetachedHeader::new();
            let flags = if key < 3 { MessageFlags::READ } else { MessageFlags::NONE };
            header.edit().set_flags(flags).unwrap();
            folder.add(&header, NewKey::At(MessageKey(key))).unwrap();
        }
        folder
    }

    fn read_keys(folder: &Folder) -> Vec<u32> {
        let read = folder.read().messages().filter(|message| message.is_read());
        read.map(|message| message.key().0).collect()
    }

    #[test]
    fn messages_follow_a_set_that_differs() {
        let mut folder = group();
        folder.edit_info().unwrap().set_unread_count(77).unwrap();
        assert!(folder.set_read_set(ArticleSet::parse("2,4-9")).unwrap());
        assert_eq!(read_keys(&folder), [2, 4, 5]);
        assert_eq!(folder.read().info().unread_count(), 2);
        assert_eq!(folder.read().recount(), Counts { total: 5, unread: 2 });
    }

    #[test]
    fn a_set_that_is_the_stored_one_changes_nothing() {
        let mut folder = group();
        folder.edit_info().unwrap().set_read_articles(&ArticleSet::parse("4")).unwrap();
        assert!(!folder.set_read_set(ArticleSet::parse("4")).unwrap());
        assert_eq!(read_keys(&folder), [1, 2]);
    }

    #[test]
    fn the_set_follows_what_is_marked_and_is_stored() {
        let mut folder = group();
        folder.set_read_set(ArticleSet::parse("1-2")).unwrap();
        let told = Arc::new(Mutex::new(0));
        let count = Arc::clone(&told);
        let _listener = folder.listen(move |notice| {
            if matches!(notice.event, FolderEvent::ReadChanged) {
                *count.lock().unwrap() += 1;
            }
        });
        folder.mark_read(MessageKey(4), true).unwrap();
        folder.mark_read(MessageKey(1), false).unwrap();
        folder.mark_flagged(MessageKey(2), true).unwrap();
        assert_eq!(folder.read_set().unwrap().to_string(), "2,4");
        assert_eq!(*told.lock().unwrap(), 2);
        folder.note_read_set().unwrap();
        assert_eq!(folder.read().info().read_articles(), ArticleSet::parse("2,4"));
    }

    #[test]
    fn all_articles_are_read_and_not_only_those_that_are_here() {
        let mut folder = group();
        folder.edit_info().unwrap().set_high_water(MessageKey(90)).unwrap();
        folder.set_read_set(ArticleSet::parse("1-2")).unwrap();
        assert_eq!(folder.mark_all_read().unwrap().len(), 3);
        assert_eq!(folder.read_set().unwrap().to_string(), "1-90");
    }

    #[test]
    fn a_folder_without_a_set_has_none() {
        let mut folder = group();
        folder.mark_read(MessageKey(4), true).unwrap();
        folder.note_read_set().unwrap();
        assert_eq!(folder.read_set(), None);
        assert_eq!(folder.read().info().get(Field::ReadSet), None);
    }
}
