//! A database that counts: every state of it is made from one number, so that a mixture of two states shows.

use morkdb::Store;
use morkdb::id::Oid;

/// The rows that every state has.
const ROWS: u32 = 5;

/// One of as many further rows is in the table as well.
const GUESTS: u32 = 4;

fn value(count: u64, row: u32) -> String {
    let length = (count * 7 + u64::from(row) * 13) % 60;
    format!("{count}: ({row}) @$$}} \\ é{}", "y".repeat(length as usize))
}

fn guest(count: u64) -> u32 {
    0x20 + count as u32 % GUESTS
}

/// Makes a store say this number, whatever it said before.
pub fn set(store: &mut Store, count: u64) {
    let (scope, kind) =
        (store.make_scope("counter:rows").unwrap(), store.make_kind("counter:table").unwrap());
    let columns = [store.make_column("value").unwrap(), store.make_column("copy").unwrap()];
    let odd = store.make_column("odd").unwrap();
    let table = Oid::new(scope, 1);
    store.make_table_at(table, kind).unwrap();
    for id in 1..=ROWS {
        let row = Oid::new(scope, id);
        store.make_row_at(row).unwrap();
        for column in columns {
            store.set(row, column, value(count, id)).unwrap();
        }
        store.add_row(table, row).unwrap();
    }
    let row = Oid::new(scope, 1);
    if count % 2 == 1 {
        store.set(row, odd, "yes").unwrap()
    } else {
        store.cut(row, odd).unwrap()
    };
    for id in 0x20..0x20 + GUESTS {
        let row = Oid::new(scope, id);
        store.make_row_at(row).unwrap();
        if id == guest(count) {
            store.add_row(table, row).unwrap();
        } else {
            store.cut_row(table, row).unwrap();
        }
    }
}

/// The number that a store says; 0 for one with nothing in it. The error says what does not belong to it.
pub fn get(store: &Store) -> Result<u64, String> {
    let Some(scope) = store.scope("counter:rows") else {
        return if store.rows().next().is_none() { Ok(0) } else { Err("rows of no scope".into()) };
    };
    let column = |name: &str| store.column(name).ok_or(format!("no column {name}"));
    let cell = |id: u32, name: &str| -> Result<Option<String>, String> {
        let row = store.row(Oid::new(scope, id)).ok_or(format!("no row {id:X}"))?;
        Ok(row.get(column(name)?).map(|value| value.to_string_lossy().into_owned()))
    };
    let first = cell(1, "value")?.ok_or("no first value")?;
    let count: u64 = first.split(':').next().unwrap().parse().map_err(|_| format!("no number: {first}"))?;
    for id in 1..=ROWS {
        for name in ["value", "copy"] {
            let there = cell(id, name)?;
            if there != Some(value(count, id)) {
                return Err(format!("{count}: row {id} has the {name} {there:?}"));
            }
        }
    }
    // The name of a column is not in a file that never had a cell of it.
    let odd = if store.column("odd").is_some() { cell(1, "odd")? } else { None };
    if odd.is_some() != (count % 2 == 1) {
        return Err(format!("{count}: {odd:?} in the odd column"));
    }
    let table = store.table(Oid::new(scope, 1)).ok_or("no table")?;
    let mut members: Vec<u32> = table.rows().map(|row| row.oid().id).collect();
    members.sort_unstable();
    let expected: Vec<u32> = (1..=ROWS).chain([guest(count)]).collect();
    if members == expected { Ok(count) } else { Err(format!("{count}: the table has {members:X?}")) }
}
