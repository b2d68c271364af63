//! Threads as JSON.

use std::io::{self, Write};

use morkdb_folder::{FolderRef, MessageKey, Thread};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::json::array;
use crate::mail::message::Message;
use crate::run::Outlet;

/// Writes the threads: an object a line, or an array of them.
pub(super) fn print(out: &mut Outlet<'_>, folder: FolderRef<'_>, is_array: bool) -> io::Result<()> {
    let mut threads = folder.threads().map(ThreadJson);
    if is_array {
        array(out, threads)?;
        return out.write_all(b"\n");
    }
    threads.try_for_each(|thread| {
        serde_json::to_writer(&mut *out, &thread)?;
        out.write_all(b"\n")
    })
}

/// A thread.
struct ThreadJson<'f>(Thread<'f>);

impl Serialize for ThreadJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(thread) = *self;
        let root = thread.root();
        let subject =
            root.map(|root| Message::new(root).with_text(morkdb_folder::Field::Subject, str::to_owned));
        let keys: Vec<_> = thread.children().map(|message| message.key().0).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("threadKey", &thread.key().0)?;
        map.serialize_entry("flags", &thread.flags().0)?;
        map.serialize_entry("ignored", &thread.is_ignored())?;
        map.serialize_entry("watched", &thread.is_watched())?;
        map.serialize_entry("newestMsgDate", &thread.newest_date())?;
        map.serialize_entry("numChildren", &thread.len())?;
        map.serialize_entry("numUnreadChildren", &thread.unread())?;
        map.serialize_entry("rootKey", &root.map(|root| root.key().0))?;
        map.serialize_entry("subject", &subject)?;
        map.serialize_entry("children", &keys)?;
        map.serialize_entry("tree", &places(thread))?;
        map.end()
    }
}

/// The place of a message in the tree. A list of these can be as deep as it likes.
#[derive(serde::Serialize)]
struct Place {
    key: u32,
    parent: Option<u32>,
    depth: u32,
}

/// The tree, depth first.
fn places(thread: Thread<'_>) -> Vec<Place> {
    let mut above: Vec<MessageKey> = Vec::new();
    let place = |item: morkdb_folder::TreeItem<'_>| {
        above.truncate(usize::try_from(item.depth).unwrap_or(usize::MAX));
        let parent = above.last().map(|parent| parent.0);
        above.push(item.message.key());
        Place { key: item.message.key().0, parent, depth: item.depth }
    };
    thread.tree().map(place).collect()
}
