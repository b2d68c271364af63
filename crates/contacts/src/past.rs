//! What cards were before their rows were emptied.
//!
//! Mork only appends. When Thunderbird deletes a card it takes the row out of its table and writes that the row has no cells
//! now; which cells it had still stands further up, until the file is written anew. Only what was committed counts, and only
//! the last cells of a row: values that were changed earlier are left alone.

use std::collections::{BTreeMap, HashMap};

use morkdb::Reading;
use morkdb::read::Reader;
use morkdb::syntax::{Cell, ColumnName, EventKind, Mid, RowHead, ScopeName, Slot, TableHead};

use crate::mork::{CARDS, latin_or_utf8};

/// Cells by the names of their columns.
type Cells = Vec<(String, Vec<u8>)>;

/// The cards whose rows were emptied and have no cells now, by id, with the cells that they had.
pub(crate) fn emptied(bytes: &[u8], reading: Reading) -> BTreeMap<u32, Cells> {
    let mut replay = Replay::default();
    for event in Reader::with_reading(bytes, reading) {
        replay.event(event.kind);
    }
    let gone = replay.rows.into_iter().filter(|(_, row)| row.now.is_empty() && !row.before.is_empty());
    gone.map(|(id, row)| (id, last_of_each(row.before))).collect()
}

/// The last cell of each column, in the order in which the columns came first.
fn last_of_each(cells: Cells) -> Cells {
    let mut places: HashMap<String, usize> = HashMap::with_capacity(cells.len());
    let mut last: Cells = Vec::new();
    for (name, value) in cells {
        match places.get(&name).and_then(|at| last.get_mut(*at)) {
            Some((_, known)) => *known = value,
            None => {
                places.insert(name.clone(), last.len());
                last.push((name, value));
            }
        }
    }
    last
}

#[derive(Default)]
struct Replay {
    names: HashMap<u32, Vec<u8>>,
    values: HashMap<u32, Vec<u8>>,
    defines_names: bool,
    table_scope: Option<Vec<u8>>,
    /// The card whose row is open.
    open: Option<u32>,
    is_cut: bool,
    rows: BTreeMap<u32, Row>,
}

#[derive(Default)]
struct Row {
    now: Cells,
    before: Cells,
}

impl Replay {
    fn event(&mut self, kind: EventKind<'_>) {
        match kind {
            EventKind::DictStart => self.defines_names = false,
            EventKind::Alias(alias) => {
                let value = alias.value.map(|value| value.decode().into_owned()).unwrap_or_default();
                let space = if self.defines_names { &mut self.names } else { &mut self.values };
                space.insert(alias.id, value);
            }
            EventKind::TableStart(TableHead { table, .. }) => self.table_scope = self.scope(table),
            EventKind::TableEnd { .. } => self.table_scope = None,
            EventKind::RowStart(head) => self.row(head),
            EventKind::RowEnd { .. } => self.open = None,
            EventKind::Minus => {
                self.is_cut = true;
                return;
            }
            EventKind::Cell(cell) => self.cell(cell),
            EventKind::Trivia => return,
            _ => {}
        }
        self.is_cut = false;
    }

    fn row(&mut self, RowHead { row, rewrite }: RowHead<'_>) {
        let scope = self.scope(row).or_else(|| self.table_scope.clone());
        self.open = (scope.as_deref() == Some(CARDS)).then_some(row.id);
        let Some(id) = self.open else { return };
        let row = self.rows.entry(id).or_default();
        if rewrite && !row.now.is_empty() {
            row.before = std::mem::take(&mut row.now);
        }
    }

    /// Cells of dicts' meta parts come when no row is open.
    fn cell(&mut self, cell: Cell<'_>) {
        if let (None, ColumnName::Name(b"a"), Slot::Literal(space)) = (self.open, cell.column, cell.slot) {
            self.defines_names = space.raw() == b"c";
        }
        let (Some(id), Some(name)) = (self.open, self.column(cell.column)) else { return };
        let value = match cell.slot {
            Slot::Literal(value) => value.decode().into_owned(),
            Slot::Alias(mid) => self.values.get(&mid.id).cloned().unwrap_or_default(),
        };
        if let (false, Some(row)) = (self.is_cut, self.rows.get_mut(&id)) {
            row.now.push((name, value));
        }
    }

    fn column(&self, column: ColumnName<'_>) -> Option<String> {
        let name = match column {
            ColumnName::Mid(mid) => self.names.get(&mid.id)?.as_slice(),
            ColumnName::Name(name) => name,
        };
        Some(latin_or_utf8(name).0.into_owned())
    }

    fn scope(&self, mid: Mid<'_>) -> Option<Vec<u8>> {
        match mid.scope {
            ScopeName::Default => None,
            ScopeName::Token(token) => self.names.get(&token).cloned(),
            ScopeName::Name(name) => Some(name.to_owned()),
        }
    }
}
