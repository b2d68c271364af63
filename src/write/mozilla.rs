//! What Mozilla's engine writes after a sequence of changes: which rows and tables it takes for changed, and how.

use std::collections::BTreeMap;

use super::plan::{ChangedRows, Plan, RowText, Rows, ScopePlan, TableChange};
use crate::id::Column;
use crate::store::{Record, RowIndex, Store, TableIndex};

/// The engine keeps at most so many changes of a table, in 16 bits.
const MAX_CHANGES: u32 = 0x7FFF;

/// What the engine has noted of the rows and tables that changed.
#[derive(Default)]
struct Notes {
    rows: BTreeMap<RowIndex, RowNote>,
    tables: BTreeMap<TableIndex, TableNote>,
}

/// What it has noted of a row: a change of one column, or that all has to be written (`NoteRowAddCol`, `NoteRowCutCol`,
/// `NoteRowSetAll`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum RowNote {
    Delta(Column, bool),
    Rewrite,
}

/// What it has noted of a table: changes to its rows, until there are too many (`note_row_change`, `note_row_move`).
struct TableNote {
    rewrite: bool,
    max: usize,
    changes: Vec<TableChange>,
}

impl TableNote {
    fn note(&mut self, change: TableChange) {
        if self.rewrite || self.changes.len() >= self.max {
            self.rewrite();
        } else {
            self.changes.push(change);
        }
    }

    fn rewrite(&mut self) {
        self.changes.clear();
        self.rewrite = true;
    }
}

impl Notes {
    fn of(store: &Store) -> Self {
        let mut notes = Self::default();
        for &record in store.records() {
            notes.record(record);
        }
        notes
    }

    fn record(&mut self, record: Record) {
        match record {
            Record::Row { row, .. } | Record::CutAll { row, .. } => {
                _ = self.rows.insert(row, RowNote::Rewrite);
            }
            Record::Empty { row, len, .. } if len > 0 => _ = self.rows.insert(row, RowNote::Rewrite),
            Record::Set { row, new, .. } => self.cell(row, RowNote::Delta(new.column(), false)),
            Record::SetAgain { row, column } => self.cell(row, RowNote::Delta(column, false)),
            Record::Cut { row, old, .. } => self.cell(row, RowNote::Delta(old.column(), true)),
            Record::Table { table, .. } => self.table(table, 0).rewrite(),
            Record::Add { table, row, len, .. } => self.table(table, len).note(TableChange::Add(row)),
            Record::CutRow { table, row, len, .. } => self.table(table, len).note(TableChange::Cut(row)),
            Record::Move { table, row, to, len, .. } => {
                self.table(table, len).note(TableChange::Move(row, to));
            }
            Record::CutAllRows { table, len, .. } => self.table(table, len).rewrite(),
            Record::Meta { table, len, .. } | Record::Touched { table, len } => _ = self.table(table, len),
            _ => {} // not noted: names have a mark of their own, the rest is forgotten
        }
    }

    fn cell(&mut self, row: RowIndex, note: RowNote) {
        let noted = self.rows.entry(row).or_insert(note);
        if *noted != note {
            *noted = RowNote::Rewrite;
        }
    }

    /// The notes of a table, which has `len` rows: with the first, it is settled how many it can have.
    fn table(&mut self, table: TableIndex, len: u32) -> &mut TableNote {
        let max = (len / 4).min(MAX_CHANGES) as usize;
        self.tables.entry(table).or_insert(TableNote { rewrite: false, max, changes: Vec::new() })
    }
}

/// A group. `names_known` says whether the engine has a space of names: it makes one, and a dict of none, if not.
pub(crate) fn mozilla_group(store: &Store, names_known: bool) -> Plan {
    let Notes { rows, tables } = Notes::of(store);
    let mut names = store.names_in_order();
    names.retain(|name| store.unwritten().contains(*name));
    let mut scopes = scopes(store, tables.keys().copied(), rows.keys().copied());
    let mut notes = tables;
    for plan in scopes.iter_mut().flat_map(|scope| &mut scope.tables) {
        if let Some(note) = notes.remove(&plan.table) {
            plan.rewrite = note.rewrite;
            plan.changes = if note.rewrite { None } else { Some(note.changes) };
        }
    }
    let text = |note| match note {
        RowNote::Delta(column, cut) => RowText::Column { column, cut },
        RowNote::Rewrite => RowText::Cells { rewrite: true },
    };
    let rows = rows.into_iter().map(|(row, note)| (row, Some(text(note)))).collect();
    Plan {
        names: (!names.is_empty() || !names_known).then_some(names),
        scopes,
        rows: Rows::Some(ChangedRows::new(rows, Vec::new())),
        group: true,
        engine: true,
    }
}

/// The whole file: what is in a table or was changed. The rest is lost (`DirtyAll`).
pub(crate) fn mozilla_whole(store: &Store) -> Plan {
    let notes = Notes::of(store);
    let kept = |row: &RowIndex| store.row_uses(*row) > 0 || notes.rows.contains_key(row);
    let rows: Vec<RowIndex> = store.row_indices().filter(kept).collect();
    let kept = |table: &TableIndex| store.members_of(*table).len() > 0 || notes.tables.contains_key(table);
    let mut scopes = scopes(store, store.table_indices().filter(kept), rows.iter().copied());
    for plan in scopes.iter_mut().flat_map(|scope| &mut scope.tables) {
        // The engine has not forgotten the changes yet when it makes the dict.
        let changes = notes.tables.get(&plan.table).map(|note| note.changes.as_slice());
        plan.dict_only = changes.unwrap_or_default().iter().map(|change| change.row()).collect();
    }
    let rows = Rows::all(store.rows().len(), &rows);
    Plan { names: Some(store.names_in_order()), scopes, rows, group: false, engine: true }
}

/// Tables and rows, all of whose rows are written, by scope and in the engine's order.
fn scopes(
    store: &Store,
    tables: impl Iterator<Item = TableIndex>,
    rows: impl Iterator<Item = RowIndex>,
) -> Vec<ScopePlan> {
    let mut plans = ScopePlan::by_scope(store, tables, rows);
    let order = store.scopes_in_order();
    let counts = store.counts_by_scope();
    let mut ranks = vec![0; order.len()];
    for (rank, scope) in order.into_iter().enumerate() {
        ranks[store.scope_place(scope)] = rank;
    }
    plans.sort_by_key(|plan| ranks.get(store.scope_place(plan.scope)).copied());
    for plan in &mut plans {
        let count = counts.get(store.scope_place(plan.scope)).copied().unwrap_or_default();
        store.sort_rows(&mut plan.rows, count.rows);
        store.sort_tables(&mut plan.tables, |plan| plan.table, count.tables);
    }
    plans
}
