//! Operations on a store.

use std::fmt;

use morkdb::Store;
use morkdb::id::Oid;
use morkdb::store::EditError;

use super::op::{Name, Op, Place};

/// What an operation names and the store has not. Nothing was changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Absent {
    Table,
    Row,
    Cell,
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Table => "no table",
            Self::Row => "no row",
            Self::Cell => "no cell",
        })
    }
}

/// Whether all was there.
type Done = Result<(), Absent>;

/// Changes the store. `commit` and `reopen` are for those who have its file.
///
/// A name that has no token gets one where a line mentions it, from left to right; but a line goes no further than to
/// what is not there. The tokens of all later names depend on it.
pub(crate) fn perform(store: &mut Store, op: &Op) -> Result<Done, EditError> {
    match op {
        Op::Table { scope, id, kind, unique, meta } => {
            return make_table(store, (scope, *id), kind, *unique, meta.as_ref()).map(Ok);
        }
        Op::Row { scope, id } => make_row(store, scope, *id)?,
        Op::AddRow { .. } | Op::CutRow { .. } | Op::MoveRow { .. } | Op::CutRows { .. } => {
            return member_operation(store, op);
        }
        Op::Set { .. } | Op::CutCell { .. } | Op::CutCells { .. } | Op::Empty { .. } => {
            return cell_operation(store, op);
        }
        Op::Meta { .. } | Op::SetMeta { .. } | Op::Priority { .. } | Op::Verbose { .. } => {
            return table_operation(store, op);
        }
        Op::Token { name } => {
            name.token(|name| store.make_column(name))?;
        }
        Op::Commit(_) | Op::Reopen => {}
    }
    Ok(Ok(()))
}

fn make_table(
    store: &mut Store,
    (scope, id): (&Name, Option<u32>),
    kind: &Name,
    unique: bool,
    meta: Option<&Place>,
) -> Result<(), EditError> {
    let scope = scope.token(|name| store.make_scope(name))?;
    let kind = kind.token(|name| store.make_kind(name))?;
    let meta = meta.map(|row| row.oid(store)).transpose()?;
    let table = match id.map(|id| Oid::new(scope, id)) {
        None if unique => store.make_unique_table(scope, kind)?,
        None => store.make_table(scope, kind)?,
        Some(table) => {
            if !store.make_table_at(table, kind)? {
                store.set_kind(table, kind)?;
            }
            if unique {
                store.set_unique(table, true)?;
            }
            table
        }
    };
    if let Some(row) = meta {
        store.make_meta_row(table, Some(row))?;
    }
    Ok(())
}

fn make_row(store: &mut Store, scope: &Name, id: Option<u32>) -> Result<(), EditError> {
    let scope = scope.token(|name| store.make_scope(name))?;
    match id {
        None => store.make_row(scope).map(|_| ()),
        Some(id) => store.make_row_at(Oid::new(scope, id)).map(|_| ()),
    }
}

fn member_operation(store: &mut Store, op: &Op) -> Result<Done, EditError> {
    let (Op::AddRow { table, .. }
    | Op::CutRow { table, .. }
    | Op::MoveRow { table, .. }
    | Op::CutRows { table }) = op
    else {
        return Ok(Ok(()));
    };
    let table = table.oid(store)?;
    if store.table(table).is_none() {
        return Ok(Err(Absent::Table));
    }
    let (Op::AddRow { row, .. } | Op::CutRow { row, .. } | Op::MoveRow { row, .. }) = op else {
        return store.cut_all_rows(table).map(|_| Ok(()));
    };
    let row = row.oid(store)?;
    if matches!(op, Op::AddRow { .. }) {
        store.make_row_at(row)?;
        store.add_row(table, row)?;
        return Ok(Ok(()));
    }
    if store.row(row).is_none() {
        return Ok(Err(Absent::Row));
    }
    let is_in = match op {
        Op::MoveRow { to, .. } => store.move_row(table, row, *to as usize)? || is_member(store, table, row),
        _ => store.cut_row(table, row)?,
    };
    Ok(if is_in { Ok(()) } else { Err(Absent::Row) })
}

fn is_member(store: &Store, table: Oid, row: Oid) -> bool {
    store.table(table).is_some_and(|table| table.rows().any(|member| member.oid() == row))
}

fn cell_operation(store: &mut Store, op: &Op) -> Result<Done, EditError> {
    let (Op::Set { row, .. } | Op::CutCell { row, .. } | Op::CutCells { row } | Op::Empty { row }) = op
    else {
        return Ok(Ok(()));
    };
    let row = row.oid(store)?;
    if let Op::Set { column, value, .. } = op {
        let column = column.token(|name| store.make_column(name))?;
        store.make_row_at(row)?;
        store.set(row, column, value)?;
        return Ok(Ok(()));
    }
    if store.row(row).is_none() {
        return Ok(Err(Absent::Row));
    }
    match op {
        Op::CutCell { column, .. } => {
            let column = column.token(|name| store.make_column(name))?;
            if !store.cut(row, column)? {
                return Ok(Err(Absent::Cell));
            }
        }
        Op::CutCells { .. } => _ = store.cut_all(row)?,
        _ => _ = store.empty(row)?,
    }
    Ok(Ok(()))
}

fn table_operation(store: &mut Store, op: &Op) -> Result<Done, EditError> {
    let (Op::Meta { table, .. }
    | Op::SetMeta { table, .. }
    | Op::Priority { table, .. }
    | Op::Verbose { table, .. }) = op
    else {
        return Ok(Ok(()));
    };
    let table = table.oid(store)?;
    if store.table(table).is_none() {
        return Ok(Err(Absent::Table));
    }
    match op {
        Op::SetMeta { column, value, .. } => {
            let column = column.token(|name| store.make_column(name))?;
            let row = store.make_meta_row(table, None)?;
            store.set(row, column, value)?;
        }
        Op::Priority { priority, .. } => _ = store.set_priority(table, *priority)?,
        Op::Verbose { verbose, .. } => _ = store.set_verbose(table, *verbose)?,
        Op::Meta { row: Some(row), .. } => {
            let row = row.oid(store)?;
            store.make_meta_row(table, Some(row))?;
        }
        _ => _ = store.make_meta_row(table, None)?,
    }
    Ok(Ok(()))
}

#[cfg(test)]
mod tests {
    use morkdb::id::{Column, Kind, Scope};

    use super::super::parse;
    use super::*;

    fn run(store: &mut Store, script: &str) -> Vec<String> {
        let lines = parse(script.as_bytes()).unwrap();
        let answers = lines.iter().map(|line| (line.number, perform(store, &line.op)));
        let remarks = answers.filter_map(|(number, answer)| match answer {
            Ok(Ok(())) => None,
            Ok(Err(absent)) => Some(format!("{number}: {absent}")),
            Err(error) => Some(format!("{number}: {error}")),
        });
        remarks.collect()
    }

    #[test]
    fn names_become_tokens_from_left_to_right() {
        let mut store = Store::default();
        let remarks = run(
            &mut store,
            "set scope 1 column x\ntable other 1 kind meta=1:metas\ntadd s2 1 s3 1\ncut s4 1 c5\ncut scope 1 c6\ntoken last",
        );
        assert_eq!(remarks, ["3: no table", "4: no row", "5: no cell"]);
        let names = ["scope", "column", "other", "kind", "metas", "s2", "s4", "c6", "last"];
        let tokens = names.map(|name| store.column(name).unwrap());
        assert_eq!(tokens.map(|token| token.0), std::array::from_fn(|at| 0x80 + u32::try_from(at).unwrap()));
        assert_eq!(store.rows().len(), 2);
    }

    #[test]
    fn what_is_not_there_is_told_and_changes_nothing() {
        let mut store = Store::default();
        let script = "tcut m 1 m 1\ntable m 1 k\ntcut m 1 m 1\ntmove m 1 m 1 0\ntadd m 1 m 1\ntmove m 1 m 1 0\ncut m 1 a
set m 2 a x\ntcut m 1 m 2\ntmove m 1 m 2 0\nempty m 3\ncutall m 3\nprio m 2 1\nmetaset m 2 a x\nmeta m 2\nverbose m 2 1\ntcutall m 2";
        let remarks = run(&mut store, script);
        let [table, row, cell] = [Absent::Table, Absent::Row, Absent::Cell];
        let expected = [
            (1, table),
            (3, row),
            (4, row),
            (7, cell),
            (9, row),
            (10, row),
            (11, row),
            (12, row),
            (13, table),
            (14, table),
            (15, table),
            (16, table),
            (17, table),
        ];
        assert_eq!(remarks, expected.map(|(number, absent)| format!("{number}: {absent}")));
        assert_eq!((store.tables().len(), store.rows().len()), (1, 2));
    }

    #[test]
    fn a_table_that_is_there_gets_its_kind() {
        let mut store = Store::default();
        assert_eq!(
            run(
                &mut store,
                "table m 1 a\ntable m 1 b\nprio m 1 3\nverbose m 1 1\ntable m 1 c unique meta=7:x"
            ),
            [""; 0]
        );
        let table = store.tables().next().unwrap();
        assert_eq!(
            (table.kind(), table.priority(), table.is_unique(), table.is_verbose()),
            (Kind::from_byte(b'c'), 3, true, true)
        );
        assert_eq!(table.meta_row().unwrap().oid(), Oid::new(Scope::from_byte(b'x'), 7));
        assert_eq!(run(&mut store, "table m auto c unique\ntable m auto c\nmetaset m 1 d v"), [""; 0]);
        assert_eq!(store.tables().len(), 2);
        let meta = store.row(Oid::new(Scope::from_byte(b'x'), 7)).unwrap();
        assert_eq!(meta.get(Column::from_byte(b'd')).unwrap(), *"v");
    }

    #[test]
    fn what_cannot_be_is_an_error() {
        let mut store = Store::default();
        let remarks = run(&mut store, "row m FFFFFFFF\nset m 1 ^1000000 x\nset m 1 a x");
        assert_eq!(remarks.len(), 2, "{remarks:?}");
        assert_eq!(store.row(Oid::new(Scope::META, 1)).unwrap().len(), 1);
    }
}
