//! What is written so that every reader has the very same store: all that was changed, and no more than that.

use std::collections::BTreeMap;

use super::error::Unwritable;
use super::plan::{ChangedRows, Plan, RowText, Rows, ScopePlan, TableChange, TablePlan};
use crate::id::{Column, Kind, Scope};
use crate::store::{
    BATCH, Cell, Content, Literals, MAX_CELLS, Record, RowIndex, RowRef, Slot, Store, TableIndex,
};

/// With more columns than this, a row is written whole.
const MAX_COLUMNS: usize = 64;

/// A group with what was changed; `None` where a group cannot say it, because a flag of a table was taken away.
pub(crate) fn safe_group(store: &mut Store) -> Result<Option<Plan>, Unwritable> {
    let Some(tables) = Tables::of(store) else { return Ok(None) };
    let (rows, columns) = changed_rows(store);
    let mut literals = Literals::default();
    for (row, text) in &rows {
        if matches!(text, Some(RowText::Cells { .. })) {
            store.normalize_row(*row, &mut literals)?;
            check_row(store, *row)?;
        }
    }
    let names: Vec<Slot> = store.names().filter(|name| store.unwritten().contains(*name)).collect();
    let changed = rows.iter().map(|(row, _)| *row);
    let mut scopes = ScopePlan::by_scope(store, tables.0.keys().copied(), changed);
    let mut notes = tables.0;
    for plan in scopes.iter_mut().flat_map(|scope| &mut scope.tables) {
        check_table(store, plan.table)?;
        notes.remove(&plan.table).unwrap_or_default().tell(plan, store);
    }
    let rows = Rows::Some(ChangedRows::new(rows, columns));
    let names = (!names.is_empty()).then_some(names);
    Ok(Some(Plan { names, scopes, rows, group: true, engine: false }))
}

/// The whole file, with everything in it.
pub(crate) fn safe_whole(store: &mut Store) -> Result<Plan, Unwritable> {
    store.normalize()?;
    for table in store.table_indices() {
        check_table(store, table)?;
    }
    for row in store.row_indices() {
        check_row(store, row)?;
    }
    check_scopes(store)?;
    let rows: Vec<RowIndex> = store.row_indices().collect();
    let scopes = ScopePlan::by_scope(store, store.table_indices(), rows.iter().copied());
    let names = Some(store.names().collect());
    let rows = Rows::all(rows.len(), &rows);
    Ok(Plan { names, scopes, rows, group: false, engine: false })
}

fn check_table(store: &Store, table: TableIndex) -> Result<(), Unwritable> {
    let table = store.table_ref(table);
    match table.kind() {
        Kind::NONE | Kind(0) => Err(Unwritable::NoKind { table: table.oid() }),
        _ => Ok(()),
    }
}

/// Scope 0 stands for the scope of the table around or before: rows of it have to be in tables of it, or behind one.
fn check_scopes(store: &Store) -> Result<(), Unwritable> {
    let none = Scope(0);
    let Some(row) = store.rows_in(none).next() else { return Ok(()) };
    let mut tables = store.tables().filter(|table| table.oid().scope != none);
    let strange = tables.find_map(|table| {
        table.rows().chain(table.meta_row()).map(RowRef::oid).find(|row| row.scope == none)
    });
    let is_alone = store.tables().all(|table| table.oid().scope != none);
    match strange.or_else(|| is_alone.then(|| row.oid())) {
        Some(row) => Err(Unwritable::NoScope { row }),
        None => Ok(()),
    }
}

fn check_row(store: &Store, row: RowIndex) -> Result<(), Unwritable> {
    let cells = store.cells_of(row);
    if cells.len() <= BATCH {
        return Ok(());
    }
    let row = store.row_oid(row);
    if cells.len() > MAX_CELLS {
        return Err(Unwritable::RowTooLong { row, cells: cells.len() });
    }
    batches(cells).map_or(Err(Unwritable::Duplicates { row }), |_| Ok(()))
}

/// What was changed of tables.
#[derive(Default)]
struct Tables(BTreeMap<TableIndex, TableNote>);

#[derive(Default)]
struct TableNote {
    /// Whether all rows are to be written: of a table that is new, or that was emptied.
    all: bool,
    rewrite: bool,
    changes: Vec<TableChange>,
}

impl Tables {
    /// `None` where a flag was taken away: the text can only set one.
    fn of(store: &Store) -> Option<Self> {
        let mut tables = Self::default();
        for &record in store.records() {
            tables.record(record);
        }
        let cleared = |record: &Record| match *record {
            Record::Unique { table, new: false } => !store.table_ref(table).is_unique(),
            Record::Verbose { table, new: false } => !store.table_ref(table).is_verbose(),
            _ => false,
        };
        (!store.records().iter().any(cleared)).then_some(tables)
    }

    fn record(&mut self, record: Record) {
        match record {
            Record::Table { table, .. } => self.note(table).all = true,
            Record::Add { table, row, .. } => self.note(table).changes.push(TableChange::Add(row)),
            Record::CutRow { table, row, .. } => self.note(table).changes.push(TableChange::Cut(row)),
            Record::Move { table, row, to, .. } => {
                self.note(table).changes.push(TableChange::Move(row, to));
            }
            Record::CutAllRows { table, len, .. } if len > 0 => {
                let note = self.note(table);
                (note.rewrite, note.all) = (!note.all || note.rewrite, true);
            }
            Record::Meta { table, .. }
            | Record::Kind { table, .. }
            | Record::Priority { table, .. }
            | Record::Unique { table, .. }
            | Record::Verbose { table, .. } => _ = self.note(table),
            _ => {}
        }
    }

    fn note(&mut self, table: TableIndex) -> &mut TableNote {
        self.0.entry(table).or_default()
    }
}

impl TableNote {
    fn tell(self, plan: &mut TablePlan, store: &Store) {
        let shorter = self.changes.len() <= store.members_of(plan.table).len();
        if self.all || !shorter {
            plan.rewrite = self.rewrite || !self.all;
        } else {
            plan.changes = Some(self.changes);
        }
    }
}

/// The rows that were changed, in order, and how each is to be written.
fn changed_rows(store: &Store) -> (Vec<(RowIndex, Option<RowText>)>, Vec<Column>) {
    let mut touched: Vec<(RowIndex, usize)> =
        store.records().iter().enumerate().filter_map(|(at, record)| Some((row_of(*record)?, at))).collect();
    touched.sort_unstable();
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    for changes in touched.chunk_by(|one, other| one.0 == other.0) {
        let records = changes.iter().map(|(_, at)| store.records()[*at]);
        rows.push((changes[0].0, Some(row_text(records, &mut columns))));
    }
    (rows, columns)
}

fn row_of(record: Record) -> Option<RowIndex> {
    match record {
        Record::Row { row, .. } | Record::Set { row, .. } | Record::Cut { row, .. } => Some(row),
        Record::CutAll { row, len, .. } | Record::Empty { row, len, .. } if len > 0 => Some(row),
        _ => None,
    }
}

/// How a row is to be written that was changed like this: only what was set, unless something was taken away.
fn row_text(records: impl Iterator<Item = Record>, columns: &mut Vec<Column>) -> RowText {
    let from = columns.len();
    let (mut new, mut rewrite) = (false, false);
    for record in records {
        match record {
            Record::Row { .. } => new = true,
            // A cell without a value is not in the file, and would come back behind all others.
            Record::Set { old: Some(old), .. } if old.content() == Content::Empty => rewrite = true,
            Record::Set { new, .. } if columns.len() - from < MAX_COLUMNS => {
                if !columns[from..].contains(&new.column()) {
                    columns.push(new.column());
                }
            }
            _ => rewrite = true,
        }
    }
    if new || rewrite {
        columns.truncate(from);
        return RowText::Cells { rewrite: !new };
    }
    let len = u32::try_from(columns.len() - from).unwrap_or(u32::MAX);
    RowText::Columns { from: u32::try_from(from).unwrap_or(u32::MAX), len }
}

/// Where the text of a row has to begin anew, so that the cells of a column that it has more than once are taken in one batch;
/// `None` where that cannot be.
pub(super) fn batches(cells: &[Cell]) -> Option<Vec<usize>> {
    let mut spans: BTreeMap<Column, (usize, usize)> = BTreeMap::new();
    for (at, cell) in cells.iter().enumerate() {
        spans.entry(cell.column()).or_insert((at, at)).1 = at;
    }
    let mut spans: Vec<(usize, usize)> = spans.into_values().filter(|(first, last)| first < last).collect();
    spans.sort_unstable();
    let (mut starts, mut start) = (Vec::new(), 0);
    let mut kept: Option<(usize, usize)> = None;
    for (first, last) in spans {
        let (first, last) = match kept {
            Some((before, end)) if first <= end => (before, last.max(end)),
            _ => (first, last),
        };
        kept = Some((first, last));
        let begin = start + (first - start) / BATCH * BATCH;
        if last - begin >= BATCH {
            starts.retain(|&other| other < first);
            starts.push(first);
            start = first;
        }
        if last - first >= BATCH {
            return None;
        }
    }
    Some(starts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(columns: &[u32]) -> Vec<Cell> {
        columns.iter().map(|&column| Cell::new(Column(column), Content::Empty, false)).collect()
    }

    #[test]
    fn rows_begin_anew_where_a_batch_would_part_a_column() {
        let mut columns: Vec<u32> = (0..200).collect();
        assert_eq!(batches(&row(&columns)), Some(vec![]));
        columns[64] = 63;
        assert_eq!(batches(&row(&columns)), Some(vec![63]));
        columns[64] = 64;
        columns[70] = 66;
        assert_eq!(batches(&row(&columns)), Some(vec![]));
        columns[128] = 127;
        assert_eq!(batches(&row(&columns)), Some(vec![127]));
        columns[199] = 0;
        assert_eq!(batches(&row(&columns)), None);
    }
}
