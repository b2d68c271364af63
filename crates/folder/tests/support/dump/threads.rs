//! Threads, held against the dump.

use std::collections::{BTreeMap, HashMap};

use morkdb_folder::{FolderRef, MessageHeader, Thread};
use serde_json::{Map, Value as Json, json};

use super::{Report, number, text};

/// Thunderbird goes through the threads in no order of meaning: they are compared by key.
pub(crate) fn compare_threads(folder: FolderRef<'_>, dump: &Json, report: &mut Report) {
    let mut threads: BTreeMap<_, _> = folder.threads().map(|thread| (thread.key().0, thread)).collect();
    for want in dump["threads"].as_array().unwrap() {
        let key = super::key(&want["threadKey"]);
        match threads.remove(&key.0) {
            Some(thread) => compare_thread(thread, want, report),
            None => report.found.push(format!("thread {key}: not there")),
        }
    }
    report.found.extend(threads.keys().map(|key| format!("thread {key}: Thunderbird has none")));
}

fn compare_thread(thread: Thread<'_>, want: &Json, report: &mut Report) {
    let key = thread.key();
    let mut same = |name: &str, got: Json| {
        report.same(|| format!("thread {key} {name}"), &want[name], &got);
    };
    same("flags", number(thread.flags().0));
    same("newestMsgDate", number(thread.newest_date()));
    same("numChildren", number(thread.len()));
    same("numUnreadChildren", number(thread.unread()));
    let children: Vec<_> = thread.children().map(|message| message.key().0).collect();
    same("children", json!(children));
    same("rootKey", json!(thread.root().map(|root| root.key().0)));
    same("rootSubject", thread.root().map_or(Json::Null, |root| text(&root.subject())));
    // The dump leaves the tree of a very large thread out.
    if want.get("tree").is_some() {
        same("tree", Json::Object(tree(thread)));
        compare_children(thread, want, report);
    }
}

/// The answers to each message that has some, as the dump lists them.
fn tree(thread: Thread<'_>) -> Map<String, Json> {
    let mut answers: HashMap<u32, Vec<u32>> = HashMap::new();
    let mut path: Vec<MessageHeader<'_>> = Vec::new();
    for item in thread.tree() {
        path.truncate(item.depth as usize);
        if let Some(parent) = path.last() {
            answers.entry(parent.key().0).or_default().push(item.message.key().0);
        }
        path.push(item.message);
    }
    let answers: BTreeMap<_, _> = answers.into_iter().collect();
    answers.into_iter().map(|(key, answers)| (key.to_string(), json!(answers))).collect()
}

/// The same, message by message.
fn compare_children(thread: Thread<'_>, want: &Json, report: &mut Report) {
    for message in thread.children() {
        let key = message.key();
        let want = want["tree"].get(key.0.to_string()).cloned().unwrap_or_else(|| json!([]));
        let got: Vec<_> = thread.children_of(key).map(|answer| answer.key().0).collect();
        report.same(|| format!("answers to {key}"), &want, &json!(got));
    }
}
