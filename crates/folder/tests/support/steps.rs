//! What was done between two states of a folder, as calls of the library.

use std::collections::{BTreeMap, BTreeSet};

use morkdb::id::Oid;
use morkdb_folder::hits::CachedHits;
use morkdb_folder::number::hex32;
use morkdb_folder::offline::{ImapFlags, OfflineOperation, OfflineOps};
use morkdb_folder::{
    DetachedHeader, Field, Folder, FolderRef, Keywords, MessageFlags, MessageHeader, MessageKey, NewKey,
    ThreadKey,
};

use super::dump::Bytes;
use super::groups::Group;

/// Name and value of a cell.
type Cell = (Vec<u8>, Vec<u8>);

/// A call.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Thunderbird makes a column when it is first asked for.
    Ask(Vec<u8>),
    Delete(u32),
    /// Cells that the header has when it is added, and those that it gets then.
    Add {
        key: u32,
        cells: Vec<Cell>,
        then: Vec<Cell>,
    },
    Flags(u32, u32),
    Set(u32, Cell),
    /// A cell of the folder information; whether it was not there.
    Info(Cell, bool),
    /// What a saved search finds, all of it; or what it finds more and less.
    Hits(Vec<u8>, Vec<MessageKey>),
    /// Which flags a thread has.
    Thread(ThreadKey, MessageFlags),
    MoreHits(Vec<u8>, Vec<MessageKey>, Vec<MessageKey>),
    /// The cells of an operation, before and after.
    Operation(u32, Vec<Cell>, Vec<Cell>),
    NoOperation(u32),
    /// An empty table of this scope and kind, which Thunderbird makes to look whether it is empty.
    Table(Vec<u8>, Vec<u8>),
}

/// Columns that threading sets.
const THREADING: [&str; 3] = ["threadParent", "msgThreadId", "ProtoThreadFlags"];
/// Columns of the folder information that follow from what is done to messages.
const COUNTS: [&str; 4] = ["numMsgs", "numNewMsgs", "highWaterKey", "expungedBytes"];

/// The steps from one state to the next. `group`: what the file says of their order.
pub(crate) fn steps(before: FolderRef<'_>, after: FolderRef<'_>, group: Option<&Group>) -> Vec<Step> {
    let mut steps = Vec::new();
    operate(before, after, true, &mut steps);
    delete(before, after, group, &mut steps);
    judge(before, after, group, &mut steps);
    for message in after.all_messages() {
        match before.message(message.key()) {
            Some(old) => change(old, message, &mut steps),
            None => steps.push(add(message)),
        }
    }
    inform(before, after, &mut steps);
    search(before, after, &mut steps);
    operate(before, after, false, &mut steps);
    look(before, after, &mut steps);
    if let Some(group) = group {
        sort(&mut steps, group);
        ask(group, &mut steps);
    }
    steps
}

fn delete(before: FolderRef<'_>, after: FolderRef<'_>, group: Option<&Group>, steps: &mut Vec<Step>) {
    let gone = before.all_messages().map(|message| message.key().0);
    let mut gone: Vec<_> = gone.filter(|key| !after.contains(MessageKey(*key))).collect();
    if let Some(group) = group {
        gone.sort_by_key(|key| group.cut.iter().position(|cut| cut == key));
    }
    steps.extend(gone.into_iter().map(Step::Delete));
}

fn owned(cells: &[(Bytes<'_>, Bytes<'_>)]) -> Vec<Cell> {
    let mut seen = BTreeSet::new();
    let firsts = cells.iter().filter(|(name, _)| seen.insert(name.to_vec()));
    firsts.map(|(name, value)| (name.to_vec(), value.to_vec())).collect()
}

fn is(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|own| own.as_bytes() == name)
}

fn add(message: MessageHeader<'_>) -> Step {
    let cells = owned(&message.properties());
    let threaded = cells.iter().position(|(name, _)| is(name, &THREADING)).unwrap_or(cells.len());
    let then = cells[threaded..].iter().filter(|(name, _)| !is(name, &THREADING)).cloned().collect();
    Step::Add { key: message.key().0, cells: cells[..threaded].to_vec(), then }
}

fn change(old: MessageHeader<'_>, new: MessageHeader<'_>, steps: &mut Vec<Step>) {
    let key = new.key().0;
    for (name, value) in owned(&new.properties()) {
        if is(&name, &THREADING) || old.property(&name).as_deref() == Some(&value[..]) {
            continue;
        }
        steps.push(match Field::from_name(&name) {
            Some(Field::Flags) => Step::Flags(key, new.stored_flags().0),
            _ => Step::Set(key, (name, value)),
        });
    }
}

fn judge(before: FolderRef<'_>, after: FolderRef<'_>, group: Option<&Group>, steps: &mut Vec<Step>) {
    for thread in after.threads() {
        let old = before.thread(thread.key()).map_or(MessageFlags::NONE, |old| old.flags());
        let meta = thread.meta_row().map_or(0, |row| row.oid().id);
        // It was ignored for a moment.
        if group.is_some_and(|group| group.same_thread_flags.contains(&meta)) && old == thread.flags() {
            steps.push(Step::Thread(thread.key(), MessageFlags::IGNORED));
            steps.push(Step::Thread(thread.key(), thread.flags()));
        } else if old != thread.flags() {
            steps.push(Step::Thread(thread.key(), thread.flags()));
        }
    }
}

fn inform(before: FolderRef<'_>, after: FolderRef<'_>, steps: &mut Vec<Step>) {
    let old = owned(&before.info().properties().collect::<Vec<_>>());
    let new = owned(&after.info().properties().collect::<Vec<_>>());
    // A compaction starts anew.
    let are_counted = !steps.is_empty();
    let is_count = |(name, value): &Cell| {
        are_counted && is(name, &COUNTS) && !(name == b"expungedBytes" && value == b"0")
    };
    let changed = new.iter().filter(|cell| !old.contains(cell) && !is_count(cell));
    let names: BTreeSet<_> = old.iter().map(|(name, _)| name).collect();
    steps.extend(changed.map(|cell| Step::Info(cell.clone(), !names.contains(&cell.0))));
}

fn search(before: FolderRef<'_>, after: FolderRef<'_>, steps: &mut Vec<Step>) {
    let keys = |hits: CachedHits<'_>| hits.messages().map(|message| message.key()).collect::<Vec<_>>();
    for hits in after.all_cached_hits() {
        let (uri, new) = (hits.uri().into_owned(), keys(hits));
        let Some(old) = before.cached_hits(&uri).map(keys) else {
            steps.push(Step::Hits(uri, new));
            continue;
        };
        let without = |keys: &[MessageKey], others: &[MessageKey]| {
            keys.iter()
                .copied()
                .filter(|key| !others.contains(key) && after.contains(*key))
                .collect::<Vec<_>>()
        };
        let (more, less) = (without(&new, &old), without(&old, &new));
        if !more.is_empty() || !less.is_empty() {
            steps.push(Step::MoreHits(uri, more, less));
        }
    }
}

/// Operations. Those that put messages on the server are noted `early`, before these are added: they know no flags.
fn operate(before: FolderRef<'_>, after: FolderRef<'_>, early: bool, steps: &mut Vec<Step>) {
    let cells = |operation: OfflineOperation<'_>| owned(&operation.properties().collect::<Vec<_>>());
    for operation in before.offline_operations() {
        if early && after.offline_operation(operation.key()).is_none() {
            steps.push(Step::NoOperation(operation.key().0));
        }
    }
    for operation in after.offline_operations() {
        let key = operation.key();
        let old = before.offline_operation(key).map(cells).unwrap_or_default();
        let new = cells(operation);
        let is_early = old.is_empty() && !new.iter().any(|(name, _)| name == b"newFlags");
        if old != new && is_early == early {
            steps.push(Step::Operation(key.0, old, new));
        }
    }
}

/// Tables that have never had a row.
fn look(before: FolderRef<'_>, after: FolderRef<'_>, steps: &mut Vec<Step>) {
    let (old, new) = (before.store(), after.store());
    for table in new.tables().filter(|table| table.is_empty() && table.meta_row().is_none()) {
        let names = (new.name(table.oid().scope), new.name(table.kind()));
        let (Some(scope), Some(kind)) = names else { continue };
        let is_there =
            old.scope(&scope).is_some_and(|scope| old.table(Oid::new(scope, table.oid().id)).is_some());
        let own = ["ops", "pending"]
            .iter()
            .any(|name| scope == format!("ns:msg:db:row:scope:{name}:all").as_bytes());
        if own && !is_there {
            steps.push(Step::Table(scope.into_owned(), kind.into_owned()));
        }
    }
}

impl Step {
    fn cells(&self) -> Vec<Cell> {
        match self {
            Self::Add { cells, then, .. } => cells.iter().chain(then).cloned().collect(),
            Self::Flags(_, flags) => vec![(b"flags".to_vec(), format!("{flags:x}").into_bytes())],
            Self::Set(_, cell) | Self::Info(cell, _) => vec![cell.clone()],
            Self::Operation(_, _, cells) => cells.clone(),
            Self::Table(scope, kind) => vec![(scope.clone(), Vec::new()), (kind.clone(), Vec::new())],
            Self::Hits(uri, _) => vec![(uri.clone(), Vec::new())],
            _ => Vec::new(),
        }
    }

    fn first_name(&self, group: &Group) -> Option<u32> {
        let cells = self.cells();
        cells.iter().filter_map(|(name, _)| group.names.get(name)).min().copied()
    }
}

/// Brings steps into the order in which they were taken: values and names get their ids in the order in which they are set, and
/// so do the cells of the folder information their places. Where that leaves a choice, the order stays.
fn sort(steps: &mut Vec<Step>, group: &Group) {
    let mut after: Vec<Vec<usize>> = vec![Vec::new(); steps.len()];
    let places = || steps.iter().enumerate();
    chain(
        &mut after,
        places()
            .filter(|(_, step)| matches!(step, Step::Info(_, true)))
            .zip(0..)
            .map(|((at, _), place)| (place, at))
            .collect(),
    );
    let mut last_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (at, step) in places() {
        if let Step::Set(key, _) | Step::Flags(key, _) = step {
            after[at].extend(last_of.insert(*key, at));
        }
    }
    let added: Vec<_> =
        places().filter(|(_, step)| matches!(step, Step::Add { .. })).map(|(at, _)| at).collect();
    for (at, _) in places().filter(|(_, step)| matches!(step, Step::Thread(..))) {
        after[at].extend(&added);
    }
    chain(&mut after, last_new_values(steps, group));
    let values = after.clone();
    chain(&mut after, places().filter_map(|(at, step)| Some((step.first_name(group)?, at))).collect());
    let (mut sorted, mut open) = (Vec::new(), (0..steps.len()).collect::<BTreeSet<_>>());
    while !open.is_empty() {
        let ready = |after: &[Vec<usize>]| {
            open.iter().find(|at| after[**at].iter().all(|before| !open.contains(before))).copied()
        };
        // A column may have been asked for before its first value was set.
        let next = ready(&after).or_else(|| ready(&values)).or(open.first().copied()).unwrap();
        open.remove(&next);
        sorted.push(steps[next].clone());
    }
    *steps = sorted;
}

/// For each step that brings values into the file: the id of the last one. A value is brought by the
/// first step that sets it; where steps only set it, whoever was the first was not necessarily the first here.
fn last_new_values(steps: &[Step], group: &Group) -> Vec<(u32, usize)> {
    let mut seen = BTreeSet::new();
    let mut places = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let values = step.cells().into_iter().map(|(_, value)| value);
        let is_set = matches!(step, Step::Set(..));
        let new: Vec<_> = values.filter(|value| seen.insert(value.clone()) || is_set).collect();
        let last = new.iter().filter_map(|value| group.values.get(value)).max();
        places.extend(last.map(|id| (*id, at)));
    }
    places
}

/// These come one after the other; of those with the same number, the first does, and the others are behind it.
fn chain(after: &mut [Vec<usize>], mut places: Vec<(u32, usize)>) {
    places.sort_unstable();
    let mut leader: Option<(u32, usize)> = None;
    for (number, at) in places {
        after[at].extend(leader.map(|(_, leader)| leader));
        if leader.is_none_or(|(last, _)| last != number) {
            leader = Some((number, at));
        }
    }
}

/// Columns that a step does not make, or makes too late for its id, were asked for, each behind the steps that made those with
/// lower ids.
fn ask(group: &Group, steps: &mut Vec<Step>) {
    let mut names: Vec<_> = group.names.iter().map(|(name, id)| (*id, name.clone())).collect();
    names.sort_unstable();
    let mut names = names.into_iter().peekable();
    let mut all = Vec::new();
    for step in steps.drain(..) {
        let own: BTreeSet<_> = step.cells().into_iter().map(|(name, _)| name).collect();
        let last = own.iter().filter_map(|name| group.names.get(name)).max().copied().unwrap_or(0);
        while let Some((_, name)) = names.next_if(|(id, _)| *id <= last) {
            if !own.contains(&name) {
                all.push(Step::Ask(name));
            }
        }
        all.push(step);
    }
    all.extend(names.map(|(_, name)| Step::Ask(name)));
    *steps = all;
}

/// Does it.
pub(crate) fn run(folder: &mut Folder, step: &Step) {
    match step {
        Step::Ask(name) => {
            folder.change_store(|store| store.make_column(name)).unwrap();
        }
        Step::Delete(key) => folder.delete(MessageKey(*key)).unwrap(),
        Step::Add { key, cells, then } => run_add(folder, MessageKey(*key), cells, then),
        Step::Flags(key, flags) => {
            let mut edit = folder.edit(MessageKey(*key)).unwrap();
            edit.set_flags(MessageFlags(*flags)).unwrap();
        }
        Step::Set(key, (name, value)) => {
            folder.edit(MessageKey(*key)).unwrap().set_property(name, value).unwrap();
        }
        Step::Info((name, value), _) => {
            folder.edit_info().unwrap().set_property(name, value).unwrap();
        }
        Step::Thread(thread, _) if folder.read().thread(*thread).is_none() => {}
        Step::Thread(thread, flags) => {
            folder.mark_thread_ignored(*thread, flags.contains(MessageFlags::IGNORED)).unwrap();
            folder.mark_thread_watched(*thread, flags.contains(MessageFlags::WATCHED)).unwrap();
        }
        Step::Hits(uri, keys) => {
            folder.refresh_hits(uri, keys).unwrap();
        }
        Step::MoreHits(uri, more, less) => {
            less.iter().for_each(|key| assert!(folder.remove_hit(uri, *key).unwrap()));
            more.iter().for_each(|key| assert!(folder.add_hit(uri, *key).unwrap()));
        }
        Step::Operation(key, old, new) => run_operation(folder, MessageKey(*key), old, new),
        Step::NoOperation(key) => assert!(folder.remove_operation(MessageKey(*key)).unwrap()),
        Step::Table(scope, kind) => folder.change_store(|store| {
            let (scope, kind) = (store.make_scope(scope).unwrap(), store.make_kind(kind).unwrap());
            store.make_table_at(Oid::new(scope, 1), kind).unwrap();
        }),
    }
}

fn run_operation(folder: &mut Folder, key: MessageKey, old: &[Cell], new: &[Cell]) {
    let value = |cells: &[Cell], name: &str| {
        cells.iter().find(|(own, _)| own == name.as_bytes()).map(|(_, value)| value.clone())
    };
    let number = |cells: &[Cell], name: &str| value(cells, name).and_then(|text| hex32(&text)).unwrap_or(0);
    let (ops, old_ops) = (OfflineOps(number(new, "op")), OfflineOps(number(old, "op")));
    let mut edit = folder.operation(key).unwrap();
    for (name, text) in new.iter().filter(|cell| !old.contains(cell)) {
        match name.as_slice() {
            b"opFlags" => _ = edit.set_flags(ImapFlags(number(new, "newFlags"))).unwrap(),
            b"newFlags" if value(new, "opFlags") == value(old, "opFlags") => {
                edit.set_new_flags(ImapFlags(number(new, "newFlags"))).unwrap();
            }
            b"moveDest" if ops.contains(OfflineOps::MOVED) => _ = edit.set_move(text).unwrap(),
            b"moveDest" => {
                edit.set_append(text, ops.contains(OfflineOps::APPEND_TEMPLATE)).unwrap();
            }
            b"copyDests" => _ = edit.add_copy(text.rsplit(|byte| *byte == 1).next().unwrap()).unwrap(),
            b"srcFolderURI" => _ = edit.set_source(text, MessageKey(number(new, "srcMsgKey"))).unwrap(),
            b"addedKeywords" => {
                Keywords::new(&text[..]).iter().for_each(|word| _ = edit.add_keyword(word).unwrap());
            }
            b"removedKeywords" => {
                Keywords::new(&text[..]).iter().for_each(|word| _ = edit.remove_keyword(word).unwrap());
            }
            b"msgSize" => _ = edit.set_size(number(new, "msgSize")).unwrap(),
            b"inPlayback" => _ = edit.set_in_playback(number(new, "inPlayback") != 0).unwrap(),
            _ => {}
        }
    }
    let done = OfflineOps(old_ops.0 & !ops.0);
    if done != OfflineOps::NONE {
        edit.clear_ops(done).unwrap();
    }
}

const HAS_RE: u32 = MessageFlags::HAS_RE.0;
const ATTACHMENT: u32 = MessageFlags::ATTACHMENT.0;

/// Thunderbird fills the row in the file, and sets the flags three times: first as the message says them, when it comes to the
/// subject with the one for `Re:`, and behind the date and the keywords with the one for attachments. Values get ids in that order. A header
/// that belongs to no folder has only its last flags.
fn rehearse(folder: &mut Folder, key: MessageKey, cells: &[Cell]) {
    let Some(flags) = cells.iter().find(|(name, _)| name == b"flags").and_then(|(_, text)| hex32(text))
    else {
        return;
    };
    folder.change_store(|store| {
        let scope = store.make_scope("ns:msg:db:row:scope:msgs:all").unwrap();
        let row = Oid::new(scope, key.0);
        store.make_row_at(row).unwrap();
        let mut set = |name: &[u8], value: &[u8]| {
            let column = store.make_column(name).unwrap();
            store.set(row, column, value).unwrap();
        };
        let mut dated = false;
        for (name, value) in cells {
            if name == b"flags" {
                set(name, format!("{:x}", flags & !(HAS_RE | ATTACHMENT)).as_bytes());
                continue;
            }
            if name == b"subject" {
                set(b"flags", format!("{:x}", flags & !ATTACHMENT).as_bytes());
            }
            dated |= name == b"date";
            if dated && !is(name, &["date", "priority", "keywords"]) {
                set(b"flags", format!("{flags:x}").as_bytes());
            }
            set(name, value);
        }
        store.cut_all(row).unwrap();
    });
}

fn run_add(folder: &mut Folder, key: MessageKey, cells: &[Cell], then: &[Cell]) {
    let mut header = DetachedHeader::new();
    for (name, value) in cells {
        header.edit().set_property(name, value).unwrap();
    }
    rehearse(folder, key, cells);
    assert_eq!(folder.add(&header, NewKey::At(key)).unwrap(), key);
    for (name, value) in then {
        folder.edit(key).unwrap().set_property(name, value).unwrap();
    }
}
