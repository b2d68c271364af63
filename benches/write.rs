//! Writing: changes as a group at the end of the file, and whole files against loading them. The files are in the folder for
//! temporary files, without syncs: what the disk takes is not ours.

#[path = "support/inputs.rs"]
mod inputs;
#[allow(dead_code, clippy::print_stdout, reason = "the examples need all of it")]
#[path = "../examples/support/measure.rs"]
mod measure;

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use inputs::Input;
use measure::Scratch;
use morkdb::file::What;
use morkdb::id::{Column, Oid};
use morkdb::store::RowRef;
use morkdb::{Database, Durability, OpenOptions, Store};

/// How many rows the stores have in which cells are changed.
const ROWS: [u32; 2] = [1_000, 200_000];
/// The same for `cargo bench -- --test`.
const TEST_ROWS: [u32; 2] = [100, 1_000];
/// A file with more than 42.9 MB of groups is not appended to; it is compressed before there are so many.
const MOST_GROUPS: u64 = 30_000_000;

type Failure = Box<dyn Error>;

fn options() -> OpenOptions {
    OpenOptions::new().durability(Durability::None)
}

/// A database of one table, in a file, that is committed to again and again.
struct Subject {
    _file: Scratch,
    database: Database,
    scope: Oid,
    rows: u32,
    column: Column,
    /// Set anew for every change, so that each is one.
    number: u32,
    /// The size of the file without groups.
    base: u64,
}

impl Subject {
    fn with(rows: u32) -> Result<Self, Failure> {
        let file = Scratch::with(&[])?;
        let mut database = options().open_or_create(&file.0)?;
        let store = database.store_mut();
        let (scope, kind) = (store.make_scope("ns:rows")?, store.make_kind("ns:table")?);
        let [flags, name] = [store.make_column("flags")?, store.make_column("name")?];
        let scope = store.make_table(scope, kind)?;
        for number in 1..=rows {
            let row = store.make_row(scope.scope)?;
            store.set(row, flags, format!("{:X}", number % 16))?;
            store.set(row, name, format!("the name of row {number}"))?;
            store.add_row(scope, row)?;
        }
        let base = database.commit()?.after;
        Ok(Self { _file: file, database, scope, rows, column: flags, number: 0, base })
    }

    /// Sets a cell in each of so many rows, far from each other. Answers how many of them were changed.
    fn set(&mut self, count: u32) -> Result<usize, Failure> {
        const STEP: u32 = 7919;
        self.number += 1;
        let value = format!("{:X}", 0x1_0000 + self.number);
        let mut changed = 0;
        for number in 0..count {
            let id = self.number.wrapping_add(number).wrapping_mul(STEP) % self.rows + 1;
            let row = Oid { id, ..self.scope };
            changed += usize::from(self.database.store_mut().set(row, self.column, &value)?);
        }
        Ok(changed)
    }

    /// Commits a group, and looks at what was written: at least so many bytes for each cell, and not many more.
    fn commit(&mut self, cells: usize) -> Result<Duration, Failure> {
        let start = Instant::now();
        let written = black_box(&mut self.database).commit()?;
        let elapsed = start.elapsed();
        let cells = cells as u64;
        assert_eq!(written.what, What::Group);
        assert!((9 * cells..100 + 25 * cells).contains(&written.bytes), "{written:?} for {cells} cells");
        if written.after > self.base + MOST_GROUPS {
            self.base = self.database.compress()?.after;
        }
        Ok(elapsed)
    }
}

/// Cells of a small store and of a large one.
fn cells(criterion: &mut Criterion, rows: u32) -> Result<(), Failure> {
    let mut subject = Subject::with(rows)?;
    let mut group = criterion.benchmark_group(format!("write/{rows} rows"));
    group.sample_size(20);
    for (name, count) in [("one cell", 1), ("a cell of every row", rows)] {
        group.throughput(Throughput::Elements(u64::from(count)));
        group.bench_function(format!("set {name}"), |bench| {
            bench.iter_custom(|iterations| {
                let mut measure = || {
                    let start = Instant::now();
                    let changed = subject.set(count);
                    let elapsed = start.elapsed();
                    assert_eq!(changed.ok(), Some(count as usize));
                    subject.database.rollback();
                    elapsed
                };
                (0..iterations).map(|_| measure()).sum()
            });
        });
        group.bench_function(format!("commit {name}"), |bench| {
            bench.iter_custom(|iterations| {
                let mut measure = || subject.set(count).and_then(|changed| subject.commit(changed));
                done((0..iterations).map(|_| measure()).sum())
            });
        });
    }
    group.finish();
    Ok(())
}

/// The benches have no way to say that something failed.
fn done<T>(result: Result<T, Failure>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => unreachable!("the folder for temporary files can be written to: {error}"),
    }
}

/// How many tables, rows and cells there are.
fn counts(store: &Store) -> [usize; 3] {
    [store.tables().len(), store.rows().len(), store.rows().map(RowRef::len).sum()]
}

/// Loading a file, and writing it anew.
fn whole(criterion: &mut Criterion, input: &Input) -> Result<(), Failure> {
    let expected = [input.counts.tables, input.counts.rows, input.counts.cells];
    let file = Scratch::with(&input.bytes)?;
    let mut group = criterion.benchmark_group(format!("write/{}", input.name));
    group.sample_size(20).throughput(Throughput::Bytes(input.bytes.len() as u64));
    group.bench_function("load", |bench| {
        bench.iter_custom(|iterations| {
            let measure = || {
                let start = Instant::now();
                let database = options().open(black_box(&file.0))?;
                let elapsed = start.elapsed();
                assert_eq!(counts(database.store()), expected);
                Ok(elapsed)
            };
            done((0..iterations).map(|_| measure()).sum())
        });
    });
    let mut database = options().open(&file.0)?;
    let after = database.compress()?.after;
    assert_eq!(counts(options().open(&file.0)?.store()), expected);
    group.bench_function("compress", |bench| {
        bench.iter_custom(|iterations| {
            let mut measure = || {
                let start = Instant::now();
                let written = black_box(&mut database).compress()?;
                let elapsed = start.elapsed();
                assert!(matches!(written.what, What::Whole(_)));
                assert_eq!((written.bytes, written.after), (after, after));
                Ok(elapsed)
            };
            done((0..iterations).map(|_| measure()).sum())
        });
    });
    group.finish();
    assert_eq!(counts(options().open(&file.0)?.store()), expected);
    Ok(())
}

fn main() -> Result<(), Failure> {
    let mut criterion = Criterion::default().configure_from_args();
    let is_test = std::env::args().any(|argument| argument == "--test");
    for rows in if is_test { TEST_ROWS } else { ROWS } {
        cells(&mut criterion, rows)?;
    }
    for input in inputs::all() {
        whole(&mut criterion, &input)?;
    }
    criterion.final_summary();
    Ok(())
}
