//! Operations that wait for the server, and the hits of saved searches, held against the dump.

use morkdb_folder::offline::OfflineOperation;
use morkdb_folder::{FolderRef, MessageKey};
use serde_json::{Value as Json, json};

use super::{Report, text};

pub(crate) fn compare_operations(folder: FolderRef<'_>, dump: &Json, report: &mut Report) {
    let Some(want) = dump.get("offline") else { return };
    let operations = folder.offline_operations();
    let keys: Vec<_> = operations.iter().map(|operation| operation.key().0).collect();
    let wanted: Vec<_> =
        want["ops"].as_array().unwrap().iter().map(|operation| operation["id"].clone()).collect();
    report.same(|| "operations".to_owned(), &json!(wanted), &json!(keys));
    let deletes = operations.iter().filter(|operation| operation.is_delete_for_thunderbird());
    let deletes: Vec<_> = deletes.map(|operation| operation.key().0).collect();
    report.same(|| "deletes".to_owned(), &ascending(&want["deletes"]), &json!(deletes));
    for (operation, want) in operations.into_iter().zip(want["ops"].as_array().unwrap()) {
        compare_operation(operation, want, report);
    }
    report.same(
        || "has operations".to_owned(),
        &want["hasOfflineActivity"],
        &json!(folder.has_offline_activity()),
    );
}

fn ascending(keys: &Json) -> Json {
    let mut keys: Vec<_> = keys.as_array().unwrap().iter().map(|key| key.as_u64().unwrap()).collect();
    keys.sort_unstable();
    json!(keys)
}

fn compare_operation(operation: OfflineOperation<'_>, want: &Json, report: &mut Report) {
    let copies = operation.copy_destinations();
    let got = json!({
        "id": operation.key().0,
        "operation": operation.ops().0,
        "messageKey": operation.key().0,
        "srcMessageKey": MessageKey::number(operation.source_key()),
        "flagOperation": operation.flag_operation().0,
        "newFlags": operation.new_flags().0,
        "destinationFolderURI": text(&operation.destination()),
        "sourceFolderURI": text(&operation.source_folder()),
        "keywordsToAdd": text(operation.keywords_to_add().as_bytes()),
        "keywordsToRemove": text(operation.keywords_to_remove().as_bytes()),
        "msgSize": operation.size(),
        "playingBack": operation.in_playback(),
        "copyDestination0": copies.first().map(|uri| text(uri)),
    });
    for (name, want) in want.as_object().unwrap() {
        report.same(|| format!("operation {} {name}", operation.key()), want, &got[name]);
    }
}

pub(crate) fn compare_hits(folder: FolderRef<'_>, dump: &Json, report: &mut Report) {
    for (uri, want) in dump["cachedHits"].as_object().unwrap() {
        let keys = folder
            .cached_hits(uri)
            .map(|hits| hits.messages().map(|message| message.key().0).collect::<Vec<_>>());
        report.same(|| format!("hits of {uri}"), want, &json!(keys));
    }
}
