//! What listeners are told, and what the differences of two states are, is enough to make one state from the other.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "these are tests"
)]

#[allow(dead_code, unreachable_pub, reason = "other tests use more of it")]
#[path = "support/memory.rs"]
mod memory;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use memory::Memory;
use morkdb::id::Oid;
use morkdb::store::{RowRef, TableRef, Value};
use morkdb::{Commit, Database, OpenOptions, Store};
use morkdb_folder::watch::differences;
use morkdb_folder::{
    DetachedHeader, Field, Folder, FolderEvent, FolderRef, MessageFlags, MessageHeader, MessageKey, NewKey,
    Protocol, ThreadKey,
};
use proptest::prelude::*;

type Cells = BTreeMap<Vec<u8>, Vec<u8>>;

/// A copy of a folder, changed by what is told of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Replica {
    messages: BTreeMap<u32, Cells>,
    info: Cells,
    /// Flags of threads, where there are any.
    threads: BTreeMap<u32, u32>,
}

impl Replica {
    fn of(folder: FolderRef<'_>) -> Self {
        let messages = folder.all_messages().map(|message| (message.key().0, cells(message))).collect();
        let mut info = Cells::new();
        let store = folder.store();
        for cell in info_row(store).and_then(|row| store.row(row)).expect("it has a row").cells() {
            let name = store.name(cell.column).expect("it has a name");
            set(&mut info, &name, cell.value.map(Value::bytes).as_deref());
        }
        let flagged = folder.threads().filter(|thread| thread.flags().0 != 0);
        let threads = flagged.map(|thread| (thread.key().0, thread.flags().0)).collect();
        Self { messages, info, threads }
    }

    /// That a thread ends with its last message is not told.
    fn forget_empty_threads(&mut self) {
        let Self { messages, threads, .. } = self;
        threads.retain(|thread, _| {
            let thread = format!("{thread:x}").into_bytes();
            messages.values().any(|cells| cells.get(&b"msgThreadId"[..]) == Some(&thread))
        });
    }

    /// Without threads that have no flags or no messages.
    fn finish(mut self, folder: FolderRef<'_>) -> Self {
        self.threads.retain(|key, flags| {
            *flags != 0 && folder.thread(ThreadKey(*key)).is_some_and(|thread| !thread.is_empty())
        });
        self
    }

    fn apply(&mut self, event: &FolderEvent<'_>) {
        match event {
            FolderEvent::HeaderAdded { message, .. } => {
                assert!(self.messages.insert(message.key().0, cells(*message)).is_none(), "it was not there");
            }
            FolderEvent::HeaderDeleted { message, .. } => {
                self.messages.remove(&message.key().0).expect("it was there");
            }
            FolderEvent::FlagsChanged { message, new, .. } => {
                let new = new.with(MessageFlags::NEW, false);
                set(self.message(message.key()), b"flags", number(new.0, 0).as_deref());
            }
            FolderEvent::ParentChanged { key, new, .. } => {
                let new = number(MessageKey::number(*new), MessageKey::NONE);
                set(self.message(*key), b"threadParent", new.as_deref());
            }
            FolderEvent::PropertyChanged { message, name, new, .. } => {
                set(self.message(message.key()), name, new.as_deref());
            }
            FolderEvent::ThreadFlagsChanged { thread, new, .. } => {
                self.threads.insert(thread.0, new.0);
            }
            FolderEvent::InfoChanged { name, new, .. } => set(&mut self.info, name, new.as_deref()),
            _ => {}
        }
    }

    fn message(&mut self, key: MessageKey) -> &mut Cells {
        self.messages.get_mut(&key.0).expect("it is told of messages that are there")
    }
}

/// No cell, an empty one, and one that says the default mean the same.
fn number(number: u32, default: u32) -> Option<Vec<u8>> {
    (number != default).then(|| format!("{number:x}").into_bytes())
}

fn set(cells: &mut Cells, name: &[u8], value: Option<&[u8]>) {
    match value {
        Some(value) if !value.is_empty() => cells.insert(name.to_vec(), value.to_vec()),
        _ => cells.remove(name),
    };
}

fn cells(message: MessageHeader<'_>) -> Cells {
    let mut cells = Cells::new();
    for (name, value) in message.properties() {
        set(&mut cells, &name, Some(&value));
    }
    set(&mut cells, b"flags", number(message.stored_flags().0, 0).as_deref());
    set(
        &mut cells,
        b"threadParent",
        number(MessageKey::number(message.parent()), MessageKey::NONE).as_deref(),
    );
    cells
}

fn info_row(store: &Store) -> Option<Oid> {
    let kind = store.kind("ns:msg:db:table:kind:dbfolderinfo")?;
    store.tables_of(kind).flat_map(TableRef::rows).next().map(RowRef::oid)
}

/// A file in memory.
fn file(bytes: Option<Vec<u8>>) -> Database {
    OpenOptions::new().open_or_create_on(Box::new(Memory::new(bytes))).expect("it can be read")
}

fn new_folder() -> Folder {
    Folder::create_in(file(None), Protocol::Local).expect("it can be made")
}

/// The same folder, written and read: its tokens are other ones.
fn reread(folder: Folder) -> Folder {
    let text = folder.into_database().preview(Commit::Whole).expect("it can be written").text;
    Folder::from_database(file(Some(text))).expect("it can be read")
}

/// The same file once more.
fn copy_of(folder: &Folder) -> Folder {
    let bytes = folder.database().store().bytes().to_vec();
    Folder::from_database(file(Some(bytes))).expect("it can be read")
}

/// What is done to a folder. Numbers choose among the messages that there are.
#[derive(Clone, Debug)]
enum Action {
    Add { id: u8, answers: u8, flags: u32 },
    AddAt(u8),
    Delete(usize),
    DeleteAll(usize, usize),
    Mark(usize, u32, bool),
    MarkAllRead,
    Keyword(usize, u8, bool),
    Property(usize, u8, String),
    Cut(usize, u8),
    Info(u8, String),
    Info32(u32),
    Thread(usize, bool, bool),
    Kill(usize, bool),
    Split(usize),
    Merge(usize, usize),
    Rethread,
    Commit,
}

const PROPERTIES: [&str; 5] = ["subject", "junkscore", "preview", "gloda-id", "x-own"];
const INFO: [&str; 3] = ["mailboxName", "x-own", "sortOrder"];

fn action() -> impl Strategy<Value = Action> {
    // That a message is expunged is told when it is deleted.
    let flags = || any::<u32>().prop_map(|flags| flags & !MessageFlags::EXPUNGED.0);
    prop_oneof![
        4 => (0_u8..20, 0_u8..20, flags()).prop_map(|(id, answers, flags)| Action::Add { id, answers, flags }),
        1 => any::<u8>().prop_map(Action::AddAt),
        2 => any::<usize>().prop_map(Action::Delete),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Action::DeleteAll(a, b)),
        3 => (any::<usize>(), flags(), any::<bool>()).prop_map(|(at, flags, set)| Action::Mark(at, flags, set)),
        1 => Just(Action::MarkAllRead),
        2 => (any::<usize>(), 0_u8..3, any::<bool>()).prop_map(|(at, word, set)| Action::Keyword(at, word, set)),
        3 => (any::<usize>(), 0_u8..5, ".{0,3}").prop_map(|(at, name, text)| Action::Property(at, name, text)),
        1 => (any::<usize>(), 0_u8..5).prop_map(|(at, name)| Action::Cut(at, name)),
        2 => (0_u8..3, ".{0,3}").prop_map(|(name, text)| Action::Info(name, text)),
        1 => any::<u32>().prop_map(Action::Info32),
        2 => (any::<usize>(), any::<bool>(), any::<bool>()).prop_map(|(at, watch, set)| Action::Thread(at, watch, set)),
        1 => (any::<usize>(), any::<bool>()).prop_map(|(at, set)| Action::Kill(at, set)),
        1 => any::<usize>().prop_map(Action::Split),
        1 => (any::<usize>(), any::<usize>()).prop_map(|(a, b)| Action::Merge(a, b)),
        1 => Just(Action::Rethread),
        1 => Just(Action::Commit),
    ]
}

fn header(id: u8, answers: u8, flags: u32) -> DetachedHeader {
    let mut header = DetachedHeader::new();
    let mut edit = header.edit();
    let done = edit
        .set_message_id(format!("{id}@x"))
        .and_then(|_| edit.set_references(format!("<{answers}@x>")))
        .and_then(|_| edit.set_subject(format!("Subject {answers}")))
        .and_then(|_| edit.set_flags(MessageFlags(flags)));
    done.expect("a detached header takes everything");
    header
}

fn act(folder: &mut Folder, action: &Action) {
    let keys: Vec<_> = folder.read().all_messages().map(MessageHeader::key).collect();
    let at = |at: usize| (!keys.is_empty()).then(|| keys[at % keys.len()]);
    let key = match *action {
        Action::Delete(place)
        | Action::DeleteAll(place, _)
        | Action::Mark(place, ..)
        | Action::Keyword(place, ..)
        | Action::Property(place, ..)
        | Action::Cut(place, _)
        | Action::Thread(place, ..)
        | Action::Kill(place, _)
        | Action::Split(place)
        | Action::Merge(place, _) => match at(place) {
            Some(key) => key,
            None => return,
        },
        _ => MessageKey(0),
    };
    match action {
        Action::Add { id, answers, flags } => {
            folder.add(&header(*id, *answers, *flags), NewKey::Next).expect("there are keys");
        }
        Action::AddAt(id) => {
            let key = NewKey::At(MessageKey(u32::from(*id)));
            // There may be one of this key.
            let _ = folder.add(&header(*id, id / 2, 0), key);
        }
        Action::Delete(_) => folder.delete(key).expect("it is there"),
        Action::DeleteAll(_, other) => {
            let other = keys[other % keys.len()];
            folder.delete_all(&[key, other, key]).expect("they can be deleted");
        }
        Action::Mark(_, flags, set) => {
            folder.mark(key, MessageFlags(*flags), *set).expect("it is there");
        }
        Action::MarkAllRead => {
            folder.mark_all_read().expect("it can be done");
        }
        Action::Keyword(_, word, true) => {
            folder.add_keyword(key, format!("$label{word}").as_bytes()).expect("it is there");
        }
        Action::Keyword(_, word, false) => {
            folder.remove_keyword(key, format!("$label{word}").as_bytes()).expect("it is there");
        }
        Action::Property(_, name, text) => {
            let name = PROPERTIES[usize::from(*name)];
            folder.edit(key).and_then(|mut edit| edit.set_property(name, text)).expect("it is there");
        }
        Action::Cut(_, name) => {
            let row = folder.read().message(key).and_then(MessageHeader::row).expect("it is there").oid();
            folder.change_store(|store| {
                if let Some(column) = store.column(PROPERTIES[usize::from(*name)]) {
                    store.cut(row, column).expect("it can be cut");
                }
            });
        }
        Action::Info(name, text) => set_info(folder, INFO[usize::from(*name)], text),
        Action::Info32(number) => set_info(folder, Field::ExpungedBytes.name(), &format!("{number:x}")),
        Action::Thread(_, watch, set) => {
            let thread = thread_of(folder, key);
            let mark = if *watch { Folder::mark_thread_watched } else { Folder::mark_thread_ignored };
            mark(folder, thread, *set).expect("it is there");
        }
        Action::Kill(_, set) => {
            folder.mark_killed(key, *set).expect("it is there");
        }
        Action::Split(_) => {
            folder.split_thread(key).expect("it is there");
        }
        Action::Merge(_, other) => {
            let (into, from) = (thread_of(folder, key), thread_of(folder, keys[other % keys.len()]));
            folder.merge_threads(into, from).expect("they are there");
        }
        Action::Rethread => folder.rethread_all().expect("it can be done"),
        Action::Commit => {
            folder.commit().expect("it can be written");
        }
    }
}

fn thread_of(folder: &Folder, key: MessageKey) -> ThreadKey {
    let folder = folder.read();
    let message = folder.message(key).expect("it is there");
    folder.thread_of(message).expect("every message is in a thread").key()
}

fn set_info(folder: &mut Folder, name: &str, value: &str) {
    folder.change_store(|store| {
        let row = info_row(store).expect("it has a row");
        let column = store.make_column(name).expect("there is room");
        store.set(row, column, value).expect("it can be set");
    });
}

fn copied_by_listener(mut folder: Folder, actions: &[Action]) -> (Folder, Replica) {
    let copy = Arc::new(Mutex::new(Replica::of(folder.read())));
    let told = Arc::clone(&copy);
    let listener = folder.listen(move |notice| {
        let mut copy = told.lock().expect("nobody panics");
        copy.apply(notice.event);
        if matches!(notice.event, FolderEvent::HeaderDeleted { .. }) {
            copy.forget_empty_threads();
        }
    });
    for action in actions {
        act(&mut folder, action);
    }
    drop(listener);
    let copy = copy.lock().expect("nobody panics").clone().finish(folder.read());
    (folder, copy)
}

/// Where threads are built anew, nothing says which of them ended in between, with their flags.
fn is_same(mut copy: Replica, folder: Replica, actions: &[Action]) -> bool {
    let rebuilds =
        |action: &Action| matches!(action, Action::Split(_) | Action::Merge(..) | Action::Rethread);
    if actions.iter().any(rebuilds) {
        copy.threads.clone_from(&folder.threads);
    }
    copy == folder
}

fn copied_by_differences(old: FolderRef<'_>, new: FolderRef<'_>) -> Replica {
    let mut copy = Replica::of(old);
    differences(old, new, &mut |event| copy.apply(event));
    copy.finish(new)
}

/// Without its file, which stays as it is.
fn real_folder() -> Folder {
    let bytes = std::fs::read("../../testdata/snapshots/local-04-threads-work.msf").expect("it is there");
    Folder::from_database(file(Some(bytes))).expect("it can be read")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn listeners_are_told_all_of_a_new_folder(actions in proptest::collection::vec(action(), 0..40)) {
        let (folder, copy) = copied_by_listener(new_folder(), &actions);
        prop_assert!(is_same(copy, Replica::of(folder.read()), &actions));
    }

    #[test]
    fn listeners_are_told_all_of_a_real_folder(actions in proptest::collection::vec(action(), 0..20)) {
        let (folder, copy) = copied_by_listener(real_folder(), &actions);
        prop_assert!(is_same(copy, Replica::of(folder.read()), &actions));
    }

    #[test]
    fn differences_are_all_there_is(
        before in proptest::collection::vec(action(), 0..20),
        after in proptest::collection::vec(action(), 0..20),
    ) {
        let mut folder = new_folder();
        for action in &before {
            act(&mut folder, action);
        }
        let old = reread(folder);
        let mut folder = copy_of(&old);
        for action in &after {
            act(&mut folder, action);
        }
        let expected = Replica::of(folder.read());
        prop_assert!(copied_by_differences(old.read(), folder.read()) == expected);
        prop_assert!(copied_by_differences(folder.read(), old.read()) == Replica::of(old.read()));
        let new = reread(folder);
        prop_assert!(copied_by_differences(old.read(), new.read()) == expected);
        prop_assert!(copied_by_differences(new.read(), old.read()) == Replica::of(old.read()));
    }
}

/// The two ways of finding out what happened tell the same, if in another order.
#[test]
fn listeners_and_differences_tell_the_same() {
    let old = real_folder();
    let mut folder = real_folder();
    let keys: Vec<_> = folder.read().messages().map(MessageHeader::key).collect();
    let told = Arc::new(Mutex::new(Vec::new()));
    let by_listener = Arc::clone(&told);
    let listener = folder.listen(move |notice| {
        by_listener.lock().expect("nobody panics").push(format!("{:?}", notice.event));
    });
    folder
        .mark_flagged(keys[0], !folder.read().message(keys[0]).expect("it is there").is_marked())
        .expect("it is there");
    folder.add_keyword(keys[1], b"$label9").expect("it is there");
    drop(listener);
    let mut found = Vec::new();
    differences(old.read(), folder.read(), &mut |event| found.push(format!("{event:?}")));
    assert_eq!(found, *told.lock().expect("nobody panics"));
}

#[test]
fn a_folder_does_not_differ_from_itself() {
    let old = real_folder();
    let mut events = 0;
    differences(old.read(), real_folder().read(), &mut |_| events += 1);
    differences(old.read(), reread(real_folder()).read(), &mut |_| events += 1);
    assert_eq!(events, 0);
}

/// A mailbox that is read again gives its messages keys anew.
#[test]
fn a_key_that_another_message_has_got_is_no_change_of_the_message() {
    let mut folders = [new_folder(), new_folder()];
    for (folder, id) in folders.iter_mut().zip([1, 2]) {
        folder.add(&header(id, 0, 0), NewKey::At(MessageKey(7))).expect("it can be added");
    }
    let mut events = Vec::new();
    let [old, new] = &folders;
    differences(old.read(), new.read(), &mut |event| match event {
        FolderEvent::HeaderDeleted { message, .. } => {
            events.push(("deleted", message.message_id().into_owned()));
        }
        FolderEvent::HeaderAdded { message, .. } => events.push(("added", message.message_id().into_owned())),
        other => panic!("{other:?}"),
    });
    assert_eq!(events, [("deleted", b"1@x".to_vec()), ("added", b"2@x".to_vec())]);
}

/// Rows of tens of thousands of cells, in another order: nothing is looked for from the front each time.
#[test]
fn wide_rows_are_compared_in_linear_time() {
    const WIDTH: u32 = 60_000;
    let text = |columns: &mut dyn Iterator<Item = u32>, value: u32| {
        let mut names = String::new();
        let mut cells = String::new();
        for column in columns {
            names.extend(["(", &format!("{column:X}=x{column:x}"), ")\n"]);
            cells.extend(["(", &format!("^{column:X}={:x}", column % 100 + value), ")"]);
        }
        format!(
            "// <!-- <mdb:mork:z v=\"1.4\"/> -->\n<<(a=c)>{names}(80=ns:msg:db:row:scope:msgs:all)\
             (81=ns:msg:db:table:kind:msgs)(82=ns:msg:db:row:scope:dbfolderinfo:all)\
             (83=ns:msg:db:table:kind:dbfolderinfo)>\n{{1:^80{{(k^81:c)(s=9)}}[7{cells}]}}\n\
             {{1:^82{{(k^83:c)(s=9u)}}[1(^81=1)]}}\n"
        )
    };
    let folder = |text: String| Folder::from_bytes(text.into_bytes()).expect("it can be read");
    let old = folder(text(&mut (0x1000..0x1000 + WIDTH), 0));
    let moved = folder(text(&mut (0x1000..0x1000 + WIDTH).rev(), 0));
    let other = folder(text(&mut (0x1000..0x1000 + WIDTH).rev(), 1));
    let count = |new: &Folder| {
        let mut count = 0;
        differences(old.read(), new.read(), &mut |_| count += 1);
        count
    };
    assert_eq!(old.read().len(), 1);
    assert_eq!((count(&moved), count(&other)), (0, WIDTH));
}
