//! Holds a folder against Thunderbird's dump of it.

mod header;
mod info;
mod others;
mod threads;

use std::borrow::Cow;

use morkdb_folder::{Folder, MessageKey};
use serde_json::{Map, Value as Json, json};

/// The name or the value of a cell.
pub(crate) type Bytes<'b> = Cow<'b, [u8]>;

/// The differences between a folder and the dump of it.
#[derive(Default)]
pub(crate) struct Report {
    pub(crate) found: Vec<String>,
    /// How many values were compared.
    pub(crate) compared: usize,
}

impl Report {
    pub(crate) fn same(&mut self, what: impl FnOnce() -> String, want: &Json, got: &Json) {
        self.compared += 1;
        if want != got {
            self.found.push(format!("{}: want {want}, got {got}", what()));
        }
    }
}

/// A stored text as the dump has it: bytes that are no UTF-8 are U+FFFD there.
pub(crate) fn text(bytes: &[u8]) -> Json {
    Json::from(String::from_utf8_lossy(bytes))
}

fn number<N: Into<Json>>(number: N) -> Json {
    number.into()
}

/// A key as the library has it.
pub(crate) fn key(json: &Json) -> MessageKey {
    MessageKey(u32::try_from(json.as_u64().unwrap()).unwrap())
}

/// Holds all of a folder against its dump. Which messages are new is known to the running Thunderbird alone: no dump of a file
/// has it.
pub(crate) fn compare(folder: &Folder, dump: &Json, report: &mut Report) {
    compare_messages(folder, dump, report);
    info::compare_info(folder.read(), dump, report);
    threads::compare_threads(folder.read(), dump, report);
    others::compare_operations(folder.read(), dump, report);
    others::compare_hits(folder.read(), dump, report);
}

/// Holds the messages against the dump.
pub(crate) fn compare_messages(folder: &Folder, dump: &Json, report: &mut Report) {
    let read = folder.read();
    let keys: Vec<_> = read.all_messages().map(|message| message.key().0).collect();
    report.same(|| "keys".to_owned(), &dump["keysInTableOrder"], &json!(keys));
    for want in dump["headers"].as_array().unwrap() {
        let key = key(&want["messageKey"]);
        match read.message(key) {
            Some(message) => header::compare_header(folder, message, want, report),
            None => report.found.push(format!("message {key}: not there")),
        }
    }
}

/// Cells in their order, the first of each name.
pub(crate) fn ordered(cells: &[(Bytes<'_>, Bytes<'_>)]) -> Map<String, Json> {
    let mut map = Map::new();
    for (name, value) in cells {
        map.entry(String::from_utf8_lossy(name)).or_insert_with(|| text(value));
    }
    map
}
