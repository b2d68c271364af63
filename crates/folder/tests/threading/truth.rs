//! Every thread of every folder that Thunderbird left, as Thunderbird itself sees it.

use std::collections::BTreeMap;

use morkdb_folder::{FolderRef, MessageHeader, MessageKey, NewKey, Thread, ThreadFinding};
use serde_json::{Value as Json, json};

use crate::empty;
use crate::support::{Case, cases_in, cases_of_profile, profiles_in, shared, testdata};

fn keys<'f>(messages: impl Iterator<Item = MessageHeader<'f>>) -> Json {
    messages.map(|message| message.key().0).collect()
}

/// A thread as the dumps have it.
fn described(thread: Thread<'_>) -> Json {
    json!({
        "threadKey": thread.key().0,
        "flags": thread.flags().0,
        "newestMsgDate": thread.newest_date(),
        "numChildren": thread.len(),
        "numUnreadChildren": thread.unread(),
        "children": keys(thread.children()),
        "childrenMissing": thread.stored_len() as usize - thread.len(),
        "rootKey": thread.root().map(|root| root.key().0),
        "rootSubject": thread.root().map(|root| String::from_utf8_lossy(&root.subject()).into_owned()),
        "tree": answers(thread),
    })
}

/// Who answers whom, by asking for the answers of each.
fn answers(thread: Thread<'_>) -> Json {
    let mut tree = BTreeMap::new();
    for child in thread.children() {
        let answers = keys(thread.children_of(child.key()));
        if answers.as_array().is_some_and(|answers| !answers.is_empty()) {
            tree.insert(child.key().0.to_string(), answers);
        }
    }
    json!(tree)
}

/// The same from the tree.
fn answers_by_depth(thread: Thread<'_>) -> Json {
    let mut above: Vec<u32> = Vec::new();
    let mut answers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for item in thread.tree() {
        above.truncate(item.depth as usize);
        if let Some(parent) = above.last() {
            answers.entry(parent.to_string()).or_default().push(item.message.key().0);
        }
        above.push(item.message.key().0);
    }
    json!(answers)
}

fn check(case: &Case) -> usize {
    let folder = case.folder();
    let folder = folder.read();
    let mut want: Vec<Json> = case.dump["threads"].as_array().unwrap().clone();
    for thread in &mut want {
        thread.as_object_mut().unwrap().entry("tree").or_insert_with(|| json!({}));
    }
    let got: Vec<Json> = folder.threads().map(described).collect();
    let count = got.len();
    for (want, got) in want.iter().zip(&got) {
        assert_eq!(want, got, "{}", case.name);
    }
    assert_eq!(want.len(), got.len(), "{}", case.name);
    for thread in folder.threads() {
        assert_eq!(answers(thread), answers_by_depth(thread), "{}", case.name);
    }
    check_headers(folder, case);
    assert!(wrong(folder).is_empty(), "{}: {:?}", case.name, wrong(folder));
    count
}

fn check_headers(folder: FolderRef<'_>, case: &Case) {
    for header in case.dump["headers"].as_array().unwrap() {
        let key = MessageKey(header["messageKey"].as_u64().unwrap() as u32);
        let message = folder.message(key).unwrap();
        assert_eq!(header["isKilled"], json!(folder.is_killed(message)), "{}: message {key}", case.name);
        assert_eq!(folder.thread_of(message).unwrap().key(), message.thread_key());
    }
}

#[test]
fn the_threads_of_the_snapshots() {
    let threads: usize = cases_in(&testdata("snapshots")).iter().map(check).sum();
    assert!(threads > 500, "{threads}");
}

#[test]
fn the_threads_of_the_large_collection() {
    let Some(folder) = shared("thunderbird/cases") else { return };
    let threads: usize = cases_in(&folder).iter().map(check).sum();
    let profiles: usize = profiles_in(&folder)
        .iter()
        .flat_map(|profile| cases_of_profile(profile))
        .map(|case| check(&case))
        .sum();
    println!("{threads} threads in the stages, {profiles} in the profiles");
    assert!(threads > 3900 && profiles > 1000, "{threads} {profiles}");
}

/// Stages whose messages were added one after the other, none deleted, and no two with the same id: of these Thunderbird finds the
/// latest that was added in a session.
const ADDED: [&str; 8] = [
    "local/snap/01-parsed/work.msf",
    "imap/snap/01-synced/INBOX.msf",
    "imap/snap/01-synced/Archive.msf",
    "imap/snap/01-synced/Sent.msf",
    "maildir/snap/01-added/md.msf",
    "news/snap/01-headers/test.alpha.msf",
    "news/snap/01-headers/test.gamma.msf",
    "crash/snap/01-killed/work.msf",
];

fn threads_of(folder: FolderRef<'_>) -> Vec<Json> {
    folder.threads().map(described).collect()
}

/// Adding the messages again, one after the other, gives the same threads; and so does threading them anew.
#[test]
fn the_same_messages_make_the_same_threads() {
    let Some(cases) = shared("thunderbird/cases") else { return };
    for case in cases_in(&cases).iter().filter(|case| ADDED.contains(&case.name.as_str())) {
        let mut folder = case.folder();
        let want = threads_of(folder.read());
        let mut copy = empty();
        let keys: Vec<_> = folder.read().all_messages().map(|message| message.key()).collect();
        for key in keys {
            let mut header = folder.detach(folder.read().message(key).unwrap()).unwrap();
            header.cut("msgThreadId");
            header.cut("threadParent");
            copy.add(&header, NewKey::At(key)).unwrap();
        }
        let sort = |mut threads: Vec<Json>| {
            threads.sort_by_key(|thread| thread["threadKey"].as_u64());
            threads
        };
        assert_eq!(sort(want.clone()), sort(threads_of(copy.read())), "{}", case.name);
        folder.rethread_all().unwrap();
        assert_eq!(want, threads_of(folder.read()), "{}", case.name);
        assert!(wrong(folder.read()).is_empty() && wrong(copy.read()).is_empty());
    }
}

/// What is wrong and is not what Thunderbird leaves everywhere.
fn wrong(folder: FolderRef<'_>) -> Vec<ThreadFinding> {
    folder.check_threads().into_iter().filter(|finding| !finding.is_harmless()).collect()
}
