//! What waits for the IMAP server.

use std::borrow::Cow;

use morkdb_folder::Field;
use morkdb_folder::offline::OfflineOperation;

use super::schema::columns;
use super::{json, lossy};

columns! {
    /// What is known of each operation.
    OPERATION, write, operation: &OfflineOperation<'_>, out {
        "key" Number => out.number(Some(operation.key().0));
        "operation" Number => out.number(Some(operation.ops().0));
        "operations" List => out.list(operation.ops().names().map(Cow::Borrowed));
        "flags_ever" Number => out.number(Some(operation.flag_operation().0));
        "new_flags" Number => out.number(Some(operation.new_flags().0));
        "new_flag_names" List => out.list(operation.new_flags().names().map(Cow::Borrowed));
        "source_key" Number => out.number(operation.source_key().map(|key| key.0));
        "source_folder" Text => out.text(text(*operation, Field::SourceFolder).as_deref());
        "destination" Text => out.text(text(*operation, Field::MoveDest).as_deref());
        "copy_destinations" List => out.list(operation.copy_destinations().into_iter().map(|uri| lossy(Cow::Owned(uri))));
        "keywords_added" List => out.list(operation.keywords_to_add().iter().map(String::from_utf8_lossy));
        "keywords_removed" List => out.list(operation.keywords_to_remove().iter().map(String::from_utf8_lossy));
        "size" Number => out.number(operation.get(Field::OpSize).map(|_| operation.size()));
        "in_playback" Bool => out.yes(Some(operation.in_playback()));
        "properties" Json => out.json(json::object(operation.properties()).as_bytes());
    }
}

fn text(operation: OfflineOperation<'_>, field: Field) -> Option<Cow<'_, str>> {
    operation.get(field).map(lossy)
}
