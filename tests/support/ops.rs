//! A store as plain maps and vectors, random changes to both, and what a commit of the `Safe` writing has to leave.

#![allow(dead_code, unreachable_pub, missing_docs, reason = "every test file takes what it needs")]
#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use morkdb::Reading;
use morkdb::file::{What, Written};
use morkdb::id::{Column, Kind, Oid, Scope};
use morkdb::read::{Effect, Reader};
use morkdb::store::{Change, Event, Store};
use morkdb::syntax::{Cell, ColumnName, EventKind, Slot};

use crate::support::{Id, READINGS, TableSnapshot, open, show};

/// A cell: its column, and its value where it has one.
pub type PlainCell = (u32, Option<Vec<u8>>);

/// A store as plain maps. Unlike a snapshot it has cells without a value, and names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct State {
    pub rows: BTreeMap<Id, Vec<PlainCell>>,
    pub tables: BTreeMap<Id, TableSnapshot>,
    pub names: BTreeMap<u32, Vec<u8>>,
}

pub const fn plain(oid: Oid) -> Id {
    (oid.scope.0, oid.id)
}

pub const fn oid(id: Id) -> Oid {
    Oid::new(Scope(id.0), id.1)
}

impl State {
    pub fn of(store: &Store) -> Self {
        let mut state = Self::default();
        for row in store.rows() {
            let cells = row.cells().map(|cell| (cell.column.0, cell.value.map(|it| it.bytes().into_owned())));
            let old = state.rows.insert(plain(row.oid()), cells.collect());
            assert!(old.is_none(), "row {} is there twice", row.oid());
        }
        for table in store.tables() {
            let old = state.tables.insert(plain(table.oid()), TableSnapshot::of(table));
            assert!(old.is_none(), "table {} is there twice", table.oid());
        }
        for atom in store.atoms().filter(|atom| atom.scope() == Scope::NAMES && atom.id() != 0) {
            let stands = store.atom(Scope::NAMES, atom.id()).unwrap();
            state.names.insert(atom.id(), stands.value().bytes().into_owned());
        }
        state
    }

    /// What a reading makes of a file; `None` where it refuses it.
    pub fn read(bytes: &[u8], reading: Reading) -> Option<Self> {
        open(bytes, reading).map(|database| Self::of(database.store()))
    }

    /// What a file can say of it: cells without a value are left out.
    pub fn written(&self) -> Self {
        let mut written = self.clone();
        for cells in written.rows.values_mut() {
            cells.retain(|(_, value)| value.is_some());
        }
        written
    }

    /// The first thing in which another state differs, for people.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let id = |id: &Id| oid(*id).to_string();
        first_difference("row", &self.rows, &other.rows, id, |one, two| {
            let at =
                one.iter().zip(two).position(|(one, two)| one != two).unwrap_or(one.len().min(two.len()));
            let show = |cells: &[PlainCell]| {
                cells.get(at).map_or("nothing".into(), |(column, value)| {
                    let value = value.as_ref().map_or("no value".into(), |value| {
                        format!("{} bytes \"{}\"", value.len(), show(&value[..value.len().min(60)]))
                    });
                    format!("column {column:X} with {value}")
                })
            };
            let (ones, others) = (one.len(), two.len());
            format!("cell {at} is {} and not {} ({ones} and {others} cells)", show(one), show(two))
        })
        .or_else(|| {
            first_difference("table", &self.tables, &other.tables, id, |one, two| {
                if one.rows == two.rows {
                    return format!("{one:X?}\n  and not {two:X?}");
                }
                let at = one.rows.iter().zip(&two.rows).position(|(one, two)| one != two);
                let at = at.unwrap_or(one.rows.len().min(two.rows.len()));
                let show = |rows: &[Id]| rows.get(at).map_or("nothing".into(), id);
                let (ones, others) = (one.rows.len(), two.rows.len());
                format!(
                    "member {at} is {} and not {} ({ones} and {others} rows)",
                    show(&one.rows),
                    show(&two.rows)
                )
            })
        })
        .or_else(|| {
            let token = |id: &u32| format!("^{id:X}");
            first_difference("name", &self.names, &other.names, token, |one, two| {
                format!("\"{}\" and not \"{}\"", show(one), show(two))
            })
        })
    }

    /// Fails unless both are the same.
    #[track_caller]
    pub fn assert_same(&self, other: &Self, what: &str) {
        if let Some(difference) = self.difference(other) {
            panic!("{what}: {difference}");
        }
    }
}

fn first_difference<K: Ord, V: PartialEq>(
    what: &str,
    one: &BTreeMap<K, V>,
    two: &BTreeMap<K, V>,
    name: impl Fn(&K) -> String,
    differ: impl Fn(&V, &V) -> String,
) -> Option<String> {
    let keys: BTreeSet<&K> = one.keys().chain(two.keys()).collect();
    keys.into_iter().find_map(|key| match (one.get(key), two.get(key)) {
        (Some(one), Some(two)) if one == two => None,
        (Some(one), Some(two)) => Some(format!("{what} {}: {}", name(key), differ(one, two))),
        (Some(_), None) => Some(format!("{what} {} is there, and was not to be", name(key))),
        (None, _) => Some(format!("{what} {} is missing", name(key))),
    })
}

/// Fails unless two stores say the same: tables with all that they have, rows with their cells in order, names.
#[track_caller]
pub fn same_store(one: &Store, two: &Store, what: &str) {
    State::of(one).assert_same(&State::of(two), what);
}

/// Random numbers out of bytes, so that whatever shrinks the bytes shrinks the story.
pub struct Choices {
    bytes: std::vec::IntoIter<u8>,
}

impl Choices {
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: bytes.into_iter() }
    }

    /// `count` bytes that follow from a seed.
    pub fn seeded(seed: u64, count: usize) -> Self {
        let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
        let byte = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 40) as u8
        };
        Self::new(std::iter::repeat_with(byte).take(count).collect())
    }

    pub fn is_over(&self) -> bool {
        self.bytes.len() == 0
    }

    pub fn byte(&mut self) -> u8 {
        self.bytes.next().unwrap_or(0)
    }

    /// A number below `n`.
    pub fn pick(&mut self, n: usize) -> usize {
        let low = usize::from(self.byte());
        if n > 256 { (low << 8 | usize::from(self.byte())) % n } else { low % n.max(1) }
    }
}

const COLUMNS: &[&str] =
    &["subject", "sender", "a", "z", "\u{e9}", "with space", "(odd)", "x$y", "1", "date", "k"];
const SCOPES: &[&str] = &["m", "ns:msg:db:row:scope:msgs:all", "s", "9", "\u{e9}"];
const KINDS: &[&str] = &["ns:msg:db:table:kind:msgs", "k", "thread", "7"];
const VALUES: &[&[u8]] = &[
    b"",
    b"0",
    b"1",
    b"80",
    b"hello",
    b"^80",
    b"(^80=x)",
    b"\\",
    b"$",
    b")",
    b"$)\\$",
    b"\n@$${1{@\n",
    b"\n@$$}1}@\n",
    b"@$$",
    b"// no comment",
    b"/* none either",
    b"  ends in white space \t",
    b"caf\xC3\xA9",
    b"\r\n",
    b"\0",
    b"<(80=x)>",
];

impl Choices {
    pub fn value(&mut self, model: &State) -> Vec<u8> {
        match self.pick(24) {
            0 => (0..=255).collect(),
            1 => vec![self.byte(); 1023 + self.pick(4)],
            2 => (0..3000).map(|n| b"abc )\n"[n % 6]).collect(),
            3 => vec![self.byte()],
            4 => (0..self.pick(200)).map(|n| (n as u8).wrapping_mul(37)).collect(),
            // What some cell has, or had when the file was read.
            5..=8 => self.known_value(model),
            _ => VALUES[self.pick(VALUES.len())].to_vec(),
        }
    }

    fn known_value(&mut self, model: &State) -> Vec<u8> {
        let Some(row) = self.row(model) else { return Vec::new() };
        let cells = &model.rows[&row];
        let value = cells.get(self.pick(cells.len())).and_then(|cell| cell.1.clone());
        value.unwrap_or_default()
    }

    /// A row that there is.
    pub fn row(&mut self, model: &State) -> Option<Id> {
        let at = self.pick(model.rows.len());
        model.rows.keys().nth(at).copied()
    }

    pub fn table(&mut self, model: &State) -> Option<Id> {
        let at = self.pick(model.tables.len());
        model.tables.keys().nth(at).copied()
    }

    /// A row of a table, mostly; else any.
    fn member(&mut self, model: &State, table: Id) -> Option<Id> {
        let members = &model.tables[&table].rows;
        if members.is_empty() || self.pick(5) == 0 {
            return self.row(model);
        }
        Some(members[self.pick(members.len())])
    }

    /// The column of a cell of the row, or one of its own.
    fn column(&mut self, store: &mut Store, model: &mut State, row: Id) -> Column {
        let cells = &model.rows[&row];
        match self.pick(6) {
            0 => Column([0x5000, 0x00FF_FFFF, 0x31, 0x20, 0x7F, 0x3A][self.pick(6)]),
            1..=3 if !cells.is_empty() => Column(cells[self.pick(cells.len())].0),
            _ => {
                let name = COLUMNS[self.pick(COLUMNS.len())];
                let column = store.make_column(name).unwrap();
                model.named(store, column.0, name.as_bytes());
                column
            }
        }
    }

    fn scope(&mut self, store: &mut Store, model: &mut State) -> Scope {
        let name = SCOPES[self.pick(SCOPES.len())];
        let scope = store.make_scope(name).unwrap();
        model.named(store, scope.0, name.as_bytes());
        scope
    }

    fn kind(&mut self, store: &mut Store, model: &mut State) -> Kind {
        let name = KINDS[self.pick(KINDS.len())];
        let kind = store.make_kind(name).unwrap();
        model.named(store, kind.0, name.as_bytes());
        kind
    }
}

impl State {
    /// A name was asked for: it is one byte, or was there, or is new.
    fn named(&mut self, store: &Store, token: u32, name: &[u8]) {
        assert_eq!(*store.name(morkdb::store::Token(token)).unwrap(), *name);
        if name.len() == 1 && name[0] < 0x80 {
            return assert_eq!(token, u32::from(name[0]));
        }
        assert!((0x80..0x0100_0000).contains(&token) || self.names.contains_key(&token));
        if self.names.get(&token).is_none_or(|old| old != name) {
            let other = self.names.iter().find(|(id, other)| **id >= 0x80 && *other == name);
            assert_eq!(other, None, "{} got the second id {token:X}", show(name));
            let old = self.names.insert(token, name.to_vec());
            assert_eq!(old, None, "the id {token:X} was taken");
        }
    }

    fn first(&self, row: Id, column: u32) -> Option<usize> {
        self.rows[&row].iter().position(|cell| cell.0 == column)
    }

    fn place(&self, table: Id, row: Id) -> Option<usize> {
        self.tables[&table].rows.iter().position(|member| *member == row)
    }

    fn set(&mut self, row: Id, column: u32, value: Vec<u8>) -> bool {
        let at = self.first(row, column);
        let cells = self.rows.get_mut(&row).unwrap();
        match at {
            Some(at) => cells[at].1.replace(value.clone()) != Some(value),
            None => {
                cells.push((column, Some(value)));
                true
            }
        }
    }

    fn make_table(&mut self, table: Id, kind: Kind) -> bool {
        if self.tables.contains_key(&table) {
            return false;
        }
        let record = TableSnapshot {
            kind: kind.0,
            priority: 9,
            unique: false,
            verbose: false,
            meta_row: None,
            rows: Vec::new(),
        };
        self.tables.insert(table, record);
        true
    }
}

/// Makes one random change to a store and to its model, and compares what the store answers with what it should.
pub fn change(choices: &mut Choices, store: &mut Store, model: &mut State) {
    match choices.pick(24) {
        0..=2 => make(choices, store, model),
        3..=13 => change_cells(choices, store, model),
        14..=19 => change_members(choices, store, model),
        _ => change_settings(choices, store, model),
    }
}

fn make(choices: &mut Choices, store: &mut Store, model: &mut State) {
    let scope = choices.scope(store, model);
    let at = Oid::new(scope, [0, 1, 2, 0x41, 0xFFFF, 0xFFFF_FFFE][choices.pick(6)]);
    match choices.pick(6) {
        0 => {
            let made = store.make_row_at(at).unwrap();
            let old = model.rows.entry(plain(at));
            assert_eq!(made, matches!(old, std::collections::btree_map::Entry::Vacant(_)));
            old.or_default();
        }
        1 => {
            let kind = choices.kind(store, model);
            assert_eq!(store.make_table_at(at, kind).unwrap(), model.make_table(plain(at), kind));
        }
        2 => {
            let kind = choices.kind(store, model);
            if let Ok(table) = store.make_table(scope, kind) {
                assert!(model.make_table(plain(table), kind), "{table} was there");
            }
        }
        3 => {
            let kind = choices.kind(store, model);
            if let Ok(table) = store.make_unique_table(scope, kind) {
                let is_new = model.make_table(plain(table), kind);
                let record = model.tables.get_mut(&plain(table)).unwrap();
                assert_eq!(record.kind, kind.0);
                record.unique |= is_new;
            }
        }
        _ => {
            // Now and then so many that a table of them is looked up in.
            let count = if choices.pick(12) == 0 { 80 } else { 1 };
            for _ in 0..count {
                if let Ok(row) = store.make_row(scope) {
                    assert_eq!(model.rows.insert(plain(row), Vec::new()), None, "{row} was there");
                }
            }
        }
    }
}

fn change_cells(choices: &mut Choices, store: &mut Store, model: &mut State) {
    let Some(row) = choices.row(model) else { return make(choices, store, model) };
    match choices.pick(16) {
        0 => {
            assert_eq!(store.cut_all(oid(row)).unwrap(), !model.rows[&row].is_empty());
            model.rows.get_mut(&row).unwrap().clear();
        }
        1 => {
            assert_eq!(store.empty(oid(row)).unwrap(), !model.rows[&row].is_empty());
            model.rows.get_mut(&row).unwrap().iter_mut().for_each(|cell| cell.1 = None);
        }
        2..=4 => {
            let column = choices.column(store, model, row);
            let at = model.first(row, column.0);
            assert_eq!(store.cut(oid(row), column).unwrap(), at.is_some());
            at.map(|at| model.rows.get_mut(&row).unwrap().remove(at));
        }
        5 => {
            for number in 0..choices.pick(150) as u32 {
                let (column, value) = (0x6000 + number, format!("{}", number % 17).into_bytes());
                let changed = store.set(oid(row), Column(column), &value).unwrap();
                assert!(changed || !model.set(row, column, value.clone()));
                model.set(row, column, value);
            }
        }
        _ => {
            let column = choices.column(store, model, row);
            let value = choices.value(model);
            let changed = store.set(oid(row), column, &value).unwrap();
            // Two aliases may have one value; to change one for the other counts as a change.
            assert!(changed | !model.set(row, column.0, value.clone()));
            assert_eq!(store.row(oid(row)).unwrap().get(column).unwrap(), value[..]);
        }
    }
}

fn change_members(choices: &mut Choices, store: &mut Store, model: &mut State) {
    let Some(table) = choices.table(model) else { return make(choices, store, model) };
    let at = oid(table);
    match choices.pick(12) {
        0 => {
            let members = std::mem::take(&mut model.tables.get_mut(&table).unwrap().rows);
            assert_eq!(store.cut_all_rows(at).unwrap(), !members.is_empty());
        }
        1..=2 => {
            let Some(row) = choices.member(model, table) else { return };
            let place = model.place(table, row);
            assert_eq!(store.cut_row(at, oid(row)).unwrap(), place.is_some());
            place.map(|place| model.tables.get_mut(&table).unwrap().rows.remove(place));
        }
        3..=5 => {
            let Some(row) = choices.member(model, table) else { return };
            let to = [0, 1, 3, 1000, choices.pick(40), usize::MAX][choices.pick(6)];
            let from = model.place(table, row);
            let members = &mut model.tables.get_mut(&table).unwrap().rows;
            let end = to.min(members.len().saturating_sub(1));
            assert_eq!(store.move_row(at, oid(row), to).unwrap(), from.is_some_and(|from| from != end));
            if let Some(from) = from {
                let row = members.remove(from);
                members.insert(end, row);
            }
        }
        6 => {
            // Enough for a table that is looked up in, and a row that is used often.
            let rows: Vec<Id> = model.rows.keys().take(choices.pick(200)).copied().collect();
            for row in rows {
                assert_eq!(store.add_row(at, oid(row)).unwrap(), model.place(table, row).is_none());
                if model.place(table, row).is_none() {
                    model.tables.get_mut(&table).unwrap().rows.push(row);
                }
            }
        }
        _ => {
            let Some(row) = choices.row(model) else { return };
            let place = model.place(table, row);
            assert_eq!(store.add_row(at, oid(row)).unwrap(), place.is_none());
            if place.is_none() {
                model.tables.get_mut(&table).unwrap().rows.push(row);
            }
        }
    }
}

fn change_settings(choices: &mut Choices, store: &mut Store, model: &mut State) {
    let Some(table) = choices.table(model) else { return make(choices, store, model) };
    let at = oid(table);
    let yes = choices.pick(3) > 0;
    let what = choices.pick(5);
    let kind = if what == 0 { choices.kind(store, model) } else { Kind::NONE };
    let record = model.tables.get_mut(&table).unwrap();
    match what {
        0 => {
            let old = std::mem::replace(&mut record.kind, kind.0);
            assert_eq!(store.set_kind(at, kind).unwrap(), old != kind.0);
        }
        1 => {
            let priority = choices.pick(10) as u8;
            let old = std::mem::replace(&mut record.priority, priority);
            assert_eq!(store.set_priority(at, priority).unwrap(), old != priority);
        }
        2 => {
            let old = std::mem::replace(&mut record.unique, yes);
            assert_eq!(store.set_unique(at, yes).unwrap(), old != yes);
        }
        3 => {
            let old = std::mem::replace(&mut record.verbose, yes);
            assert_eq!(store.set_verbose(at, yes).unwrap(), old != yes);
        }
        _ => {
            let asked = if yes { choices.row(model) } else { None };
            let had = model.tables[&table].meta_row;
            let Ok(row) = store.make_meta_row(at, asked.map(oid)) else { return };
            match (had, asked) {
                (Some(had), _) => assert_eq!(plain(row), had),
                (None, Some(asked)) => assert_eq!(plain(row), asked),
                (None, None) => assert!(row.scope == Scope::META && !model.rows.contains_key(&plain(row))),
            }
            model.rows.entry(plain(row)).or_default();
            model.tables.get_mut(&table).unwrap().meta_row = Some(plain(row));
        }
    }
}

/// Makes a change to a store, given as a listener is told of it. Names are made on the way.
pub fn replay(store: &mut Store, change: &Change<'_>) {
    match change {
        Change::NameAdded { token, name } => {
            assert_eq!(store.make_column(name.bytes()).unwrap(), Column(*token));
        }
        Change::RowMade { row, .. } => assert!(store.make_row_at(*row).unwrap()),
        Change::TableMade { table, .. } => assert!(store.make_table_at(*table, Kind::NONE).unwrap()),
        Change::CellSet { row, column, old, new } => {
            assert_eq!(store.row(*row).unwrap().cells().find(|cell| cell.column == *column), *old);
            store.set(*row, *column, new.bytes()).unwrap();
        }
        Change::CellCut { row, old } => {
            assert_eq!(store.row(*row).unwrap().cells().find(|cell| cell.column == old.column), Some(*old));
            assert!(store.cut(*row, old.column).unwrap());
        }
        Change::CellsCut { row, old } => {
            assert!(store.row(*row).unwrap().cells().eq(old.iter().copied()));
            assert!(store.cut_all(*row).unwrap());
        }
        Change::CellsEmptied { row, old } => {
            assert!(store.row(*row).unwrap().cells().eq(old.iter().copied()));
            assert!(store.empty(*row).unwrap());
        }
        other => replay_in_table(store, other),
    }
}

fn replay_in_table(store: &mut Store, change: &Change<'_>) {
    let place = |store: &Store, table: Oid, row: Oid| {
        store.table(table).unwrap().rows().position(|member| member.oid() == row)
    };
    match *change {
        Change::RowAdded { table, row } => assert!(store.add_row(table, row).unwrap()),
        Change::RowCut { table, row, from } => {
            assert_eq!(place(store, table, row), Some(from));
            assert!(store.cut_row(table, row).unwrap());
        }
        Change::RowMoved { table, row, from, to } => {
            assert_eq!(place(store, table, row), Some(from));
            assert!(store.move_row(table, row, to).unwrap());
            assert_eq!(place(store, table, row), Some(to));
        }
        Change::RowsCut { table, ref old } => {
            let rows = store.table(table).unwrap().rows().map(|row| row.oid());
            assert!(rows.eq(old.iter().copied()));
            assert!(store.cut_all_rows(table).unwrap());
        }
        Change::MetaRowSet { table, row } => {
            assert_eq!(store.make_meta_row(table, Some(row)).unwrap(), row);
        }
        Change::KindSet { table, old, new } => {
            assert_eq!(store.table(table).unwrap().kind(), old);
            assert!(store.set_kind(table, new).unwrap());
        }
        Change::PrioritySet { table, old, new } => {
            assert_eq!(store.table(table).unwrap().priority(), old);
            assert!(store.set_priority(table, new).unwrap());
        }
        Change::UniqueSet { table, new } => assert!(store.set_unique(table, new).unwrap()),
        Change::VerboseSet { table, new } => assert!(store.set_verbose(table, new).unwrap()),
        ref other => panic!("a change of a new kind: {other:?}"),
    }
}

/// Makes what a listener is told to a copy of the store.
pub fn follow(copy: &mut Store, event: &Event<'_>) {
    match event {
        Event::Changed(change) => replay(copy, change),
        Event::RolledBack => copy.rollback(),
        _ => {}
    }
}

/// Fails unless a commit of the `Safe` writing kept its promises: the file was `before`, is `after`, and is to say what
/// `expected` says.
#[track_caller]
pub fn check_commit(before: &[u8], after: &[u8], written: Written, expected: &State) {
    let size = |bytes: &[u8]| bytes.len() as u64;
    assert_eq!((written.before, written.after), (size(before), size(after)), "{written:?}");
    let text = match written.what {
        What::Nothing => &[],
        What::Group => after.strip_prefix(before).expect("a group is appended"),
        _ => after,
    };
    assert_eq!(written.bytes, size(text), "{written:?}");
    let what = |reading| format!("{reading:?}, after {:?}", written.what);
    if written.what == What::Nothing {
        assert!(before == after, "nothing was written, and the file is another");
        return;
    }
    for reading in READINGS {
        let Some(database) = open(after, reading) else {
            panic!("{}: refused: {}", what(reading), show(&text[..text.len().min(2000)]));
        };
        assert_eq!(database.stopped_by(), None, "{}", what(reading));
        assert!(database.unread().is_empty());
        let odd = database.diagnostics().iter().find(|it| it.effect != Effect::None);
        assert_eq!(odd, None, "{}", what(reading));
        State::of(database.store()).assert_same(&expected.written(), &what(reading));
    }
    if written.what == What::Group {
        let mozilla =
            State::read(before, Reading::Mozilla).expect("Mozilla's engine opens what is appended to");
        let lenient = State::read(before, Reading::Lenient).unwrap();
        mozilla.assert_same(&lenient, "a file that is appended to is the same in both readings");
        let groups = open(after, Reading::Lenient).unwrap();
        assert!(groups.groups().iter().last().unwrap().items > 0, "an empty group: {}", show(text));
    }
    check_line_ends(before, text);
    check_aliases(after, after.len() - text.len());
}

/// What is written has the line ends that the file had.
#[track_caller]
fn check_line_ends(before: &[u8], text: &[u8]) {
    let first = before.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    let (cr, lf) = match first.map(|at| &before[at..]) {
        Some([b'\r', b'\n', ..]) => (true, true),
        Some([b'\r', ..]) => (true, false),
        _ => (false, true),
    };
    for (at, byte) in text.iter().enumerate() {
        let good = match byte {
            b'\r' => cr && (!lf || text.get(at + 1) == Some(&b'\n')),
            b'\n' => lf && (!cr || (at > 0 && text[at - 1] == b'\r')),
            _ => true,
        };
        assert!(good, "another line end at {at} of {}", show(text));
    }
}

/// What is written from `from` on defines no id that was defined before, and no second id for a name.
#[track_caller]
fn check_aliases(file: &[u8], from: usize) {
    let (mut scope, mut in_meta) = (Scope::VALUES, false);
    let mut ids: BTreeMap<(Scope, u32), Vec<u8>> = BTreeMap::new();
    for event in Reader::with_reading(file, Reading::Lenient) {
        match event.kind {
            EventKind::DictStart => scope = Scope::VALUES,
            EventKind::DictMetaStart => in_meta = true,
            EventKind::DictMetaEnd => in_meta = false,
            EventKind::Cell(Cell { column, slot }) if in_meta => {
                let is_scope = match column {
                    ColumnName::Name(name) => name == b"a",
                    ColumnName::Mid(mid) => mid.id == u32::from(b'a'),
                };
                scope = match slot {
                    Slot::Literal(value) if is_scope => {
                        value.decode().first().map_or(scope, |byte| Scope(u32::from(*byte)))
                    }
                    Slot::Alias(mid) if is_scope => Scope(mid.id),
                    _ => scope,
                };
            }
            EventKind::Alias(alias) => {
                let Some(value) = alias.value else { continue };
                let (value, is_new) = (value.decode().into_owned(), event.span.start as usize >= from);
                let known = || {
                    let mut names =
                        ids.iter().filter(|((space, id), _)| *space == Scope::NAMES && *id >= 0x80);
                    names.any(|(_, other)| *other == value)
                };
                if is_new && from > 0 && scope == Scope::NAMES {
                    assert!(!known(), "a second id for the name {}", show(&value));
                }
                let old = ids.insert((scope, alias.id), value);
                assert!(!is_new || old.is_none(), "alias {:X} of {scope} is defined again", alias.id);
            }
            _ => {}
        }
    }
}
