//! The Mork writer of `generate.rs`: Mozilla's dirty rules, order and line breaks.

use std::collections::{BTreeMap, HashMap};
use std::mem::{replace, take};

use super::Counts;

/// Scope and id.
pub(super) type Oid = (u8, u32);

pub(super) const META: u8 = b'm';
pub(super) const ALL_MESSAGES: Oid = (0x80, 1);
pub(super) const ALL_THREADS: Oid = (0x99, 0xFFFF_FFFD);
pub(super) const INFO: Oid = (0x9F, 1);
const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn hex_digits(n: u32) -> usize {
    (35 - (n | 1).leading_zeros() as usize) / 4
}

/// The output, with Mozilla's idea of the current column.
#[derive(Default)]
pub(super) struct Page {
    pub(super) out: Vec<u8>,
    column: usize,
    /// The next row stays on this line.
    joined: bool,
}

impl Page {
    fn put(&mut self, text: impl AsRef<[u8]>) {
        self.out.extend_from_slice(text.as_ref());
        self.column += text.as_ref().len();
    }

    fn hex(&mut self, n: u32) {
        let digits = hex_digits(n);
        self.out.extend((0..digits).rev().map(|place| HEX[(n >> (4 * place)) as usize & 15]));
        self.column += digits;
    }

    /// The id, and away from home the scope too.
    fn oid(&mut self, (scope, id): Oid, home: Option<u8>) {
        self.hex(id);
        if scope == META {
            self.put(":m");
        } else if home != Some(scope) {
            self.put(":^");
            self.hex(scope.into());
        }
    }

    fn turn(&mut self, indent: usize) {
        self.out.extend_from_slice(&b"\n    "[..=indent]);
        self.column = indent;
    }

    fn end_line(&mut self) {
        if self.column != 0 {
            self.turn(0);
        }
    }

    fn wrap_for(&mut self, width: usize, indent: usize) {
        if self.column + width > 78 {
            self.turn(indent);
        }
    }

    fn value(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            if self.column >= 78 {
                self.out.extend_from_slice(b"\\\n");
                self.column = 0;
            }
            match byte {
                b'$' | b')' | b'\\' => self.put([b'\\', byte]),
                b' '..=b'~' => self.put([byte]),
                _ => self.put([b'$', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]),
            }
        }
    }

    fn alias(&mut self, id: u32, value: &[u8], slack: usize) {
        self.put("(");
        self.hex(id);
        self.wrap_for(value.len() + slack, 4);
        self.put("=");
        self.value(value);
        self.put(")");
    }

    fn cell(&mut self, column: u8, id: u32, value: &[u8]) {
        self.wrap_for(12, 4);
        self.put("(^");
        self.hex(column.into());
        let plain = |byte: &u8| matches!(byte, b' '..=b'~') && !b"$)\\".contains(byte);
        if value.len() <= hex_digits(id) && value.iter().all(plain) {
            self.put("=");
            self.put(value);
        } else {
            self.put("^");
            self.hex(id);
        }
        self.put(")");
    }
}

/// Space `v`: the bytes of each alias from 80 on, and whether the file has it yet.
#[derive(Default)]
pub(super) struct Atoms {
    bytes: Vec<u8>,
    spans: Vec<(u32, u16, bool)>,
    by_hash: HashMap<u64, u32>,
}

impl Atoms {
    fn text(&self, id: u32) -> &[u8] {
        let (start, len, _) = self.spans[id as usize - 0x80];
        &self.bytes[start as usize..start as usize + usize::from(len)]
    }

    /// The alias of these bytes, which are at most 1024.
    pub(super) fn intern(&mut self, value: &[u8]) -> u32 {
        let fnv = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3);
        let mut hash = value.iter().fold(0xCBF2_9CE4_8422_2325, fnv);
        while let Some(&id) = self.by_hash.get(&hash) {
            if self.text(id) == value {
                return id;
            }
            hash = hash.wrapping_add(1);
        }
        let id = 0x80 + self.spans.len() as u32;
        self.spans.push((self.bytes.len() as u32, value.len() as u16, false));
        self.bytes.extend_from_slice(value);
        self.by_hash.insert(hash, id);
        id
    }

    /// True once for every alias.
    fn is_fresh(&mut self, id: u32) -> bool {
        !replace(&mut self.spans[id as usize - 0x80].2, true)
    }
}

#[derive(Clone, Copy, Default, PartialEq)]
pub(super) enum Change {
    #[default]
    None,
    One(u8),
    All,
}

#[derive(Default)]
pub(super) struct Row {
    pub(super) cells: Vec<(u8, u32)>,
    change: Change,
}

#[derive(Clone, Copy)]
pub(super) enum Step {
    Add(u32),
    Cut(u32),
    Move(u32, u32),
}

impl Step {
    fn row(self) -> u32 {
        let (Self::Add(row) | Self::Cut(row) | Self::Move(row, _)) = self;
        row
    }
}

#[derive(Default)]
pub(super) struct Table {
    kind: u8,
    pub(super) meta: Option<u32>,
    pub(super) rows: Vec<u32>,
    steps: Vec<Step>,
    /// With more steps than this, all rows are written again.
    room: usize,
    dirty: bool,
}

#[derive(Default)]
pub(super) struct Store {
    pub(super) page: Page,
    pub(super) atoms: Atoms,
    rows: BTreeMap<Oid, Row>,
    pub(super) tables: BTreeMap<Oid, Table>,
    dirty_rows: Vec<Oid>,
    dirty_tables: Vec<Oid>,
    /// The last group's id; 0 while the base is written.
    pub(super) group: u32,
    /// In the base; they size the hash maps whose order Mozilla's writer follows.
    messages: u32,
    counts: Counts,
}

impl Store {
    /// A store with the tables of an empty folder.
    pub(super) fn new(capacity: usize, messages: u32, columns: &str) -> Self {
        let mut store = Self { messages, ..Self::default() };
        store.page.out.reserve(capacity + capacity / 8);
        store.page.out.extend_from_slice(b"// <!-- <mdb:mork:z v=\"1.4\"/> -->\n");
        store.put_columns(0x80, columns);
        store.new_table(ALL_MESSAGES, 0x96, None);
        store.new_table(ALL_THREADS, 0x98, None);
        store.new_table(INFO, 0xA0, None);
        store.apply(INFO, Step::Add(INFO.1));
        store
    }

    pub(super) fn new_table(&mut self, oid: Oid, kind: u8, meta: Option<u32>) {
        self.tables.insert(oid, Table { kind, meta, dirty: true, ..Table::default() });
        self.dirty_tables.push(oid);
    }

    pub(super) fn apply(&mut self, oid: Oid, step: Step) {
        let Some(table) = self.tables.get_mut(&oid) else { return };
        if !replace(&mut table.dirty, true) {
            table.room = table.rows.len() / 4;
            self.dirty_tables.push(oid);
        }
        table.steps.push(step);
        match step {
            Step::Add(row) => table.rows.push(row),
            Step::Cut(row) => table.rows.retain(|&other| other != row),
            Step::Move(row, to) => {
                table.rows.retain(|&other| other != row);
                table.rows.insert(table.rows.len().min(to as usize), row);
            }
        }
    }

    /// The row, marked as changed in one column or altogether.
    pub(super) fn change(&mut self, oid: Oid, change: Change) -> &mut Row {
        let row = self.rows.entry(oid).or_insert_with(|| {
            self.dirty_rows.push(oid);
            Row { change: Change::All, ..Row::default() }
        });
        if row.change == Change::None {
            self.dirty_rows.push(oid);
            row.change = change;
        } else if row.change != change {
            row.change = Change::All;
        }
        row
    }

    pub(super) fn set(&mut self, oid: Oid, column: u8, value: &str) {
        let atom = (column, self.atoms.intern(value.as_bytes()));
        if self.rows.get(&oid).is_some_and(|row| row.cells.contains(&atom)) {
            return;
        }
        let row = self.change(oid, Change::One(column));
        match row.cells.iter_mut().find(|cell| cell.0 == column) {
            Some(cell) => *cell = atom,
            None => row.cells.push(atom),
        }
    }

    /// The value of a cell, nothing where there is none.
    pub(super) fn text(&self, oid: Oid, column: u8) -> String {
        let cell = self.rows.get(&oid).and_then(|row| row.cells.iter().find(|cell| cell.0 == column));
        cell.map_or_else(String::new, |cell| String::from_utf8_lossy(self.atoms.text(cell.1)).into_owned())
    }

    fn put_columns(&mut self, first: u32, names: &str) {
        self.page.put("< <(a=c)> // (f=iso-8859-1)");
        self.page.turn(2);
        for (id, name) in (first..).zip(names.split_whitespace()) {
            self.page.wrap_for(name.len() + hex_digits(id) + 8, 2);
            self.page.alias(id, name.as_bytes(), 7);
            self.counts.atoms += 1;
        }
        self.page.put(">");
        self.page.end_line();
    }

    /// A dict of what the file lacks of the changed rows' aliases; true if there is any.
    fn put_dict(&mut self, oids: impl Iterator<Item = Oid>, gap: &[u8]) -> bool {
        let changed = oids.filter_map(|oid| self.rows.get(&oid)).filter(|row| row.change != Change::None);
        let ids = changed.flat_map(|row| row.cells.iter().map(|cell| cell.1));
        let fresh: Vec<u32> = ids.filter(|&id| self.atoms.is_fresh(id)).collect();
        if fresh.is_empty() {
            return false;
        }
        self.page.end_line();
        self.page.out.extend_from_slice(gap);
        self.page.put("<");
        for &id in &fresh {
            self.page.wrap_for(12, 2);
            self.page.alias(id, self.atoms.text(id), 5);
        }
        self.page.put(">");
        self.counts.atoms += fresh.len();
        true
    }

    /// The row where it is changed, else a reference to it.
    fn put_row(&mut self, oid: Oid, home: Option<u8>) {
        let Some(row) = self.rows.get_mut(&oid) else { return };
        let (page, change) = (&mut self.page, take(&mut row.change));
        if change == Change::None {
            page.wrap_for(12, 2);
            page.oid(oid, home);
            return page.put(" ");
        }
        if !take(&mut page.joined) && page.column != 0 {
            page.turn(if home.is_some() { 2 } else { 0 });
        }
        page.put("[");
        if self.group != 0 && change == Change::All {
            page.put("-");
            page.column += 1; // Mozilla counts it twice
        }
        page.oid(oid, home);
        for &(column, id) in &row.cells {
            if change == Change::All || change == Change::One(column) {
                page.cell(column, id, self.atoms.text(id));
            }
        }
        page.put("]");
    }

    fn put_table(&mut self, oid: Oid) {
        let Some(mut table) = self.tables.remove(&oid) else { return };
        let anew = self.group == 0 || table.steps.len() > table.room;
        let mut steps = take(&mut table.steps);
        if anew {
            steps = table.rows.iter().map(|&row| Step::Add(row)).collect();
        }
        self.put_dict(steps.iter().map(|step| (oid.0, step.row())), b"\n");
        self.page.end_line();
        self.put_table_head(oid, &table, anew && self.group != 0);
        for step in &steps {
            self.page.put(if matches!(step, Step::Cut(_)) { "-" } else { "" });
            self.put_row((oid.0, step.row()), Some(oid.0));
            if let Step::Move(_, to) = step {
                self.page.put(format!("!{to:X} "));
            }
        }
        self.page.put("}");
        self.tables.insert(oid, Table { dirty: false, ..table });
    }

    fn put_table_head(&mut self, oid: Oid, table: &Table, anew: bool) {
        self.page.put(if anew { "{-" } else { "{" });
        self.page.oid(oid, None);
        let unique = if table.kind == 0xA0 && self.group == 0 { "u" } else { "" };
        self.page.put(format!(" {{(k^{:X}:c)(s=9{unique})", table.kind));
        self.page.column = self.page.column + usize::from(anew) - 3; // Mozilla forgets the `(k^`
        if let Some(meta) = table.meta {
            self.page.joined = true;
            self.put_row((META, meta), Some(oid.0));
        }
        self.page.put(if self.page.column < 65 { "} " } else { "}" });
    }

    /// Writes all that is dirty, in the order of Mozilla's hash maps.
    pub(super) fn flush(&mut self) {
        let slots = |count: u32| 11 * count.div_ceil(11).next_power_of_two();
        let (messages, threads) = (slots(self.messages), slots(self.messages / 20 * 9));
        let row_slots = |scope| if scope == 0x80 { messages } else { threads };
        let (mut tables, mut rows) = (take(&mut self.dirty_tables), take(&mut self.dirty_rows));
        tables.sort_by_key(|oid| (oid.1 % threads, oid.1));
        rows.sort_by_key(|oid| (((u32::from(oid.0) << 16) ^ oid.1) % row_slots(oid.0), oid.1));
        for scope in [META, 0x80, 0x99, 0x9F] {
            tables.iter().filter(|oid| oid.0 == scope).for_each(|&oid| self.put_table(oid));
            for &oid in rows.iter().filter(|oid| oid.0 == scope) {
                if self.rows.get(&oid).is_some_and(|row| row.change != Change::None) {
                    self.page.joined |= self.put_dict([oid].into_iter(), b"") && self.page.column < 32;
                    self.put_row(oid, None);
                }
            }
        }
        self.page.end_line();
    }

    pub(super) fn commit(&mut self, names: &str) {
        self.group += 1;
        self.page.out.extend(format!("\n@$${{{:X}{{@\n", self.group).bytes());
        if !names.is_empty() {
            self.put_columns(0xB3, names);
        }
        self.page.joined = false;
        self.flush();
        self.page.out.extend(format!("@$$}}{:X}}}@\n", self.group).bytes());
        self.counts.groups += 1;
    }

    pub(super) fn finish(mut self) -> (Vec<u8>, Counts) {
        self.counts.tables = self.tables.len();
        self.counts.rows = self.rows.len();
        self.counts.cells = self.rows.values().map(|row| row.cells.len()).sum();
        (self.page.out, self.counts)
    }
}
