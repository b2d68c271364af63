//! Looking things up in a store: rows by id, values by column, columns by name. Throughput is in look-ups.

#[path = "support/inputs.rs"]
mod inputs;

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use morkdb::id::{Column, Oid};
use morkdb::store::RowRef;
use morkdb::{Database, Store};

/// Columns that every message has, and one that few have.
const NAMES: [&str; 5] = ["subject", "sender", "date", "flags", "keywords"];

/// The ids of all rows, far from the order that they lie in.
fn scattered(store: &Store) -> Vec<Oid> {
    const STEP: usize = 7919;
    let oids: Vec<Oid> = store.rows().map(RowRef::oid).collect();
    let step = if oids.len().is_multiple_of(STEP) { 1 } else { STEP };
    (0..oids.len()).map(|number| oids[number * step % oids.len()]).collect()
}

/// How many rows of these ids there are, and how many cells they have.
fn rows(store: &Store, oids: &[Oid]) -> (usize, usize) {
    let cells = oids.iter().filter_map(|&oid| store.row(oid)).map(RowRef::len);
    cells.fold((0, 0), |(rows, cells), more| (rows + 1, cells + more))
}

/// How many values are in these columns, by asking every row for each, and their length as they stand in the file.
fn values(store: &Store, columns: &[Column]) -> (usize, usize) {
    let values = store.rows().flat_map(|row| columns.iter().filter_map(move |&column| row.get(column)));
    values.fold((0, 0), |(count, length), value| (count + 1, length + value.raw().len()))
}

/// The same by going through all cells. No file here has a column twice in a row.
fn values_by_walk(store: &Store, columns: &[Column]) -> (usize, usize) {
    let cells = store.rows().flat_map(RowRef::cells).filter(|cell| columns.contains(&cell.column));
    cells
        .filter_map(|cell| cell.value)
        .fold((0, 0), |(count, length), value| (count + 1, length + value.raw().len()))
}

fn columns(store: &Store) -> Vec<Column> {
    NAMES.iter().filter_map(|name| store.column(name)).collect()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for input in inputs::all() {
        let Ok(database) = Database::from_bytes(input.bytes) else {
            unreachable!("a lenient reading reads every Mork file");
        };
        let store = database.store();
        let (oids, columns_of) = (scattered(store), columns(store));
        let expected = values_by_walk(store, &columns_of);
        let mut group = criterion.benchmark_group(format!("get/{}", input.name));
        group.sample_size(20).throughput(Throughput::Elements(oids.len() as u64));
        group.bench_function("rows by id", |bench| {
            bench.iter(|| {
                assert_eq!(rows(store, black_box(&oids)), (input.counts.rows, input.counts.cells));
            });
        });
        group.throughput(Throughput::Elements((oids.len() * columns_of.len()) as u64));
        group.bench_function("values by column", |bench| {
            bench.iter(|| assert_eq!(values(store, black_box(&columns_of)), expected));
        });
        group.throughput(Throughput::Elements(NAMES.len() as u64));
        group.bench_function("columns by name", |bench| {
            bench.iter(|| assert_eq!(columns(black_box(store)).len(), columns_of.len()));
        });
        group.finish();
    }
    criterion.final_summary();
}
