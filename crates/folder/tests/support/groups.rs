//! The commit groups that a file has more than an earlier one.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use morkdb::id::Scope;

use super::mozilla;

/// A group: where its text is, and what it adds to the dictionaries.
pub(crate) struct Group {
    /// Its id. While Thunderbird has a file open they count up; when it opens it again it leaves one out.
    pub(crate) id: u32,
    /// The bytes from behind the group before it to its own end.
    pub(crate) range: Range<usize>,
    /// Ids of values that it defines.
    pub(crate) values: HashMap<Vec<u8>, u32>,
    /// Ids of names that it defines.
    pub(crate) names: HashMap<Vec<u8>, u32>,
    /// Messages that it cuts from the table of all messages, in its order.
    pub(crate) cut: Vec<u32>,
    /// Meta rows of threads of which it says that they have no flags, and nothing else.
    pub(crate) same_thread_flags: Vec<u32>,
}

/// The groups of `file` behind its first `start` bytes.
pub(crate) fn groups_behind(file: &[u8], start: usize) -> Vec<Group> {
    let database = mozilla().from_bytes(file.to_vec()).unwrap();
    let ends: Vec<_> = database.groups().iter().map(|group| (group.id, group.span.end as usize)).collect();
    let mut groups = Vec::new();
    let mut from = start;
    for (at, (id, end)) in ends.iter().enumerate().filter(|(_, (_, end))| *end > start) {
        // The line break behind a group is written with it; the next one begins with another.
        let mut to = *end;
        if file.get(to) == Some(&b'\n') {
            to += 1;
        }
        if at + 1 == ends.len() {
            to = file.len();
        }
        groups.push(Group::of(file, *id, from..to));
        from = to;
    }
    groups
}

/// Where the groups of a file begin.
pub(crate) fn start_of_groups(file: &[u8]) -> usize {
    let database = mozilla().from_bytes(file.to_vec()).unwrap();
    let first = database.groups().iter().next().map_or(file.len(), |group| group.span.start as usize);
    // The line break before a group is written with it.
    first - usize::from(first < file.len())
}

impl Group {
    /// What stands before the groups, as if it were one: its text need not end as a group does.
    pub(crate) fn whole(file: &[u8], end: usize) -> Self {
        let mut group = Self {
            id: 0,
            range: 0..end,
            values: HashMap::new(),
            names: HashMap::new(),
            cut: Vec::new(),
            same_thread_flags: Vec::new(),
        };
        for ((scope, id), value) in ids(&file[..end]) {
            let map = if scope == Scope::NAMES.0 { &mut group.names } else { &mut group.values };
            map.insert(value, id);
        }
        group
    }

    fn of(file: &[u8], id: u32, range: Range<usize>) -> Self {
        let (before, after) = (ids(&file[..range.start]), ids(&file[..range.end]));
        let mut group = Self {
            id,
            cut: cut_rows(&file[range.clone()]),
            same_thread_flags: rows_without_flags(&file[range.clone()]),
            range,
            values: HashMap::new(),
            names: HashMap::new(),
        };
        for ((scope, id), value) in after {
            if before.get(&(scope, id)) != Some(&value) {
                let map = if scope == Scope::NAMES.0 { &mut group.names } else { &mut group.values };
                map.insert(value, id);
            }
        }
        group
    }

    /// The text of it.
    pub(crate) fn text<'f>(&self, file: &'f [u8]) -> &'f [u8] {
        &file[self.range.clone()]
    }

    /// Whether it says nothing.
    pub(crate) fn is_empty(&self, file: &[u8]) -> bool {
        self.text(file).split(|byte| *byte == b'\n').all(|line| line.is_empty() || line.starts_with(b"@$$"))
    }
}

/// All atoms of a file.
fn ids(file: &[u8]) -> BTreeMap<(u32, u32), Vec<u8>> {
    let database = mozilla().from_bytes(file.to_vec()).unwrap();
    let atoms = database.store().atoms();
    atoms.map(|atom| ((atom.scope().0, atom.id()), atom.value().bytes().into_owned())).collect()
}

/// Lines such as `[48:m(^90=0)]`.
fn rows_without_flags(text: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(text);
    let rows = text.lines().filter_map(|line| line.strip_prefix('[')?.strip_suffix(":m(^90=0)]"));
    rows.filter_map(|id| u32::from_str_radix(id, 16).ok()).collect()
}

/// The rows of the table of all messages that a group cuts as deleted: `-` and the emptied row, a line each.
fn cut_rows(text: &[u8]) -> Vec<u32> {
    let text = String::from_utf8_lossy(text);
    let Some((_, table)) = text.split_once("\n{1:^80 ") else { return Vec::new() };
    let mut cut = Vec::new();
    let mut minus = table.lines().next().is_some_and(|line| line.ends_with('-'));
    for line in table.lines().skip(1) {
        let Some(row) = line.trim_start().strip_prefix("[-").filter(|_| minus) else { break };
        let Some((id, rest)) = row.split_once(']') else { break };
        cut.extend(u32::from_str_radix(id, 16));
        minus = rest == "-";
    }
    cut
}
