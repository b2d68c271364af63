//! Offline operations as JSON.

use std::io::{self, Write};

use morkdb_folder::Keywords;
use morkdb_folder::offline::OfflineOperation;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::json::{Bytes, array};
use crate::mail::json::Cells;
use crate::run::Outlet;

/// Writes the operations: an object a line, or an array of them.
pub(super) fn print(
    out: &mut Outlet<'_>,
    operations: &[OfflineOperation<'_>],
    is_array: bool,
) -> io::Result<()> {
    let mut operations = operations.iter().map(|operation| Operation(*operation));
    if is_array {
        array(out, operations)?;
        return out.write_all(b"\n");
    }
    operations.try_for_each(|operation| {
        serde_json::to_writer(&mut *out, &operation)?;
        out.write_all(b"\n")
    })
}

/// An operation.
struct Operation<'f>(OfflineOperation<'f>);

impl Serialize for Operation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(operation) = *self;
        let (ops, flags) = (operation.ops(), operation.new_flags());
        let copies: Vec<_> = operation.copy_destinations().into_iter().map(|uri| Bytes(uri.into())).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", &operation.key().0)?;
        map.serialize_entry("operation", &ops.0)?;
        map.serialize_entry("operations", &ops.names().collect::<Vec<_>>())?;
        map.serialize_entry("newFlags", &flags.0)?;
        map.serialize_entry("flagOperation", &operation.flag_operation().0)?;
        map.serialize_entry("destination", &Bytes(operation.destination()))?;
        map.serialize_entry("copyDestinations", &copies)?;
        map.serialize_entry("sourceFolder", &Bytes(operation.source_folder()))?;
        map.serialize_entry("sourceKey", &operation.source_key().map(|key| key.0))?;
        map.serialize_entry("keywordsToAdd", &keywords(&operation.keywords_to_add()))?;
        map.serialize_entry("keywordsToRemove", &keywords(&operation.keywords_to_remove()))?;
        map.serialize_entry("size", &operation.size())?;
        map.serialize_entry("inPlayback", &operation.in_playback())?;
        map.serialize_entry("cells", &Cells::first(operation.properties()))?;
        map.end()
    }
}

fn keywords<'k>(keywords: &'k Keywords<'_>) -> Vec<Bytes<'k>> {
    keywords.iter().map(|keyword| Bytes(keyword.into())).collect()
}
