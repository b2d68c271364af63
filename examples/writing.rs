//! The speed and the memory of writing, as ratios that mean the same on every machine.
//!
//!     cargo run --release --example writing
//!
//! All is measured in the `Safe` writing, on files in the folder for temporary files, without syncs: what the disk takes
//! is not ours. Of several runs the best counts. Memory is that of a process of its own (Linux only).
//!
//! The exit code is 1 where a bound is not held.

#![allow(clippy::print_stdout)]

#[path = "../benches/support/generate.rs"]
mod generate;
#[path = "support/measure.rs"]
mod measure;

use std::error::Error;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Command, ExitCode};

use morkdb::file::{Commit, What};
use morkdb::id::{Column, Oid};
use morkdb::{Database, Durability, OpenOptions};

use measure::{Scratch, as_float, figure, peak, timed};

const LARGE: usize = 100_000_000;
/// How many rows the stores have in which cells are changed.
const FEW: u32 = 1_000;
const MANY: u32 = 1_000_000;
/// How often the large file is written.
const ROUNDS: usize = 5;
/// How often one cell is changed and committed.
const COMMITS: usize = 500;

/// Makes this program open a file, change a cell, commit, and print its peak memory.
const CHILD: &str = "--child-commit";

type Failure = Box<dyn Error>;

fn main() -> Result<ExitCode, Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, file] = &arguments[..]
        && flag == CHILD
    {
        println!("{}", child(Path::new(file))?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("generating {} MB like a mail folder ...", LARGE / 1_000_000);
    let (bytes, _) = generate::thunderbird(LARGE);
    let file = Scratch::with(&bytes)?;
    let rewrite = rewrite(&file.0)?;
    let memory = memory(&file.0, bytes.len())?;
    drop((file, bytes));
    println!("stores of {FEW} and {MANY} rows ...");
    let [few, many] = [one_cell(FEW)?, one_cell(MANY)?];
    let all = all_cells()?;
    println!();
    let held = [
        figure("rewriting the 100 MB file / loading it", Ok(rewrite), 2.0),
        figure("opening it and one commit, peak memory / the file", memory.ok_or("not measured here"), 1.8),
        figure("bytes of a commit of one cell / 1 kB", Ok(as_float(few.bytes.max(many.bytes)) / 1e3), 1.0),
        figure("commit of one cell among 1,000,000 rows / among 1,000", Ok(many.commit / few.commit), 1.3),
        figure("commit of 1,000,000 cells / writing and loading its bytes", Ok(all.commit), 2.0),
    ];
    println!();
    println!("for information:");
    println!(
        "  commit of one cell, best of {COMMITS}: {:.1} and {:.1} us",
        few.commit * 1e6,
        many.commit * 1e6
    );
    println!("  set of a cell, best of {COMMITS}: {:.2} and {:.2} us", few.set * 1e6, many.set * 1e6);
    println!(
        "  the first set (values are indexed): {:.2} and {:.1} ms",
        few.first_set * 1e3,
        many.first_set * 1e3
    );
    println!(
        "  the first commit (the file is checked, whether it can be appended to): {:.2} and {:.1} ms",
        few.first_commit * 1e3,
        many.first_commit * 1e3
    );
    println!("  1,000,000 cells set and committed / writing and loading the bytes: {:.2}", all.with_sets);
    Ok(if held.contains(&false) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn options() -> OpenOptions {
    OpenOptions::new().durability(Durability::None)
}

/// Rewriting a file / loading it.
fn rewrite(path: &Path) -> Result<f64, Failure> {
    let (mut load, mut write) = (f64::INFINITY, f64::INFINITY);
    let original = fs::read(path)?;
    for _ in 0..ROUNDS {
        fs::write(path, &original)?;
        let mut database = timed(&mut load, || options().open(black_box(path)))?;
        let written = timed(&mut write, || database.compress())?;
        assert!(matches!(written.what, What::Whole(_)) && written.after > written.before / 2);
    }
    fs::write(path, &original)?;
    println!("loading {:.0} ms, rewriting {:.0} ms, best of {ROUNDS}", load * 1e3, write * 1e3);
    Ok(write / load)
}

/// Times in seconds of changes of one cell.
struct OneCell {
    commit: f64,
    set: f64,
    first_set: f64,
    first_commit: f64,
    bytes: usize,
}

fn one_cell(rows: u32) -> Result<OneCell, Failure> {
    let file = Scratch::with(&[])?;
    let (scope, column) = make(&file.0, rows)?;
    let mut database = options().open(&file.0)?;
    let [mut first_set, mut first_commit, mut set, mut commit] = [f64::INFINITY; 4];
    let row = |number: usize| Oid { id: u32::try_from(number * 7919).unwrap_or(0) % rows + 1, ..scope };
    timed(&mut first_set, || database.store_mut().set(row(0), column, "first"))?;
    timed(&mut first_commit, || database.commit())?;
    let mut bytes = 0;
    for number in 0..COMMITS {
        let value = format!("value {number}");
        timed(&mut set, || database.store_mut().set(row(number), column, &value))?;
        let written = timed(&mut commit, || database.commit())?;
        assert_eq!(written.what, What::Group);
        bytes = bytes.max(usize::try_from(written.bytes)?);
    }
    Ok(OneCell { commit, set, first_set, first_commit, bytes })
}

/// Makes a file with a table of so many rows. Answers an id of its scope, and a column.
fn make(path: &Path, rows: u32) -> Result<(Oid, Column), Failure> {
    let mut database = options().open_or_create(path)?;
    let store = database.store_mut();
    let (scope, kind) = (store.make_scope("ns:rows")?, store.make_kind("ns:table")?);
    let columns = [store.make_column("flags")?, store.make_column("name")?, store.make_column("date")?];
    let table = store.make_table(scope, kind)?;
    for number in 1..=rows {
        let row = store.make_row(scope)?;
        store.set(row, columns[0], format!("{:X}", number % 16))?;
        store.set(row, columns[1], format!("the name of row {number}"))?;
        store.set(row, columns[2], format!("{:X}", 0x5F00_0000 + number))?;
        store.add_row(table, row)?;
    }
    database.commit()?;
    Ok((table, columns[1]))
}

/// A commit of a cell of every row / writing its bytes and loading them.
struct AllCells {
    commit: f64,
    with_sets: f64,
}

fn all_cells() -> Result<AllCells, Failure> {
    let file = Scratch::with(&[])?;
    let (scope, _) = make(&file.0, MANY)?;
    let original = fs::read(&file.0)?;
    let [mut set, mut commit, mut write, mut load] = [f64::INFINITY; 4];
    for _ in 0..3 {
        fs::write(&file.0, &original)?;
        let mut database = options().open(&file.0)?;
        let column = database.store_mut().make_column("flags")?;
        database.store_mut().set(Oid { id: 1, ..scope }, column, "first")?;
        database.commit()?;
        let values: Vec<String> = (1..=MANY).map(|number| format!("{:X}", number % 16 + 0x1000)).collect();
        timed(&mut set, || {
            for (id, value) in (1..).zip(&values) {
                database.store_mut().set(Oid { id, ..scope }, column, value)?;
            }
            Ok::<_, morkdb::store::EditError>(())
        })?;
        let group = database.preview(Commit::Group)?.text;
        let written = timed(&mut commit, || database.commit())?;
        assert!(written.bytes == group.len() as u64 && written.what == What::Group);
        let plain = Scratch::with(&[])?;
        timed(&mut write, || {
            let mut out = BufWriter::new(File::create(&plain.0)?);
            for line in group.split_inclusive(|byte| *byte == b'\n') {
                out.write_all(line)?;
            }
            out.flush()
        })?;
        let text = [&morkdb::syntax::HEADER[..], &group].concat();
        let loaded = timed(&mut load, || Database::from_bytes(text))?;
        assert_eq!(loaded.store().rows().len(), MANY as usize);
    }
    println!(
        "1,000,000 cells: set {:.0} ms, committed {:.0} ms; their bytes written {:.0} ms, loaded {:.0} ms",
        set * 1e3,
        commit * 1e3,
        write * 1e3,
        load * 1e3
    );
    let plain = write + load;
    Ok(AllCells { commit: commit / plain, with_sets: (set + commit) / plain })
}

/// The peak memory of a process that opens a file and commits a cell / the size of the file.
fn memory(path: &Path, size: usize) -> Result<Option<f64>, Failure> {
    let output = Command::new(std::env::current_exe()?).arg(CHILD).arg(path).output()?;
    let text = String::from_utf8(output.stdout)?;
    Ok(text.trim().parse::<usize>().ok().map(|peak| as_float(peak) / as_float(size)))
}

fn child(path: &Path) -> Result<String, Failure> {
    let mut database = options().open(path)?;
    let row = database.store().rows().nth(1000).ok_or("the file has rows")?;
    let (row, column) = (row.oid(), row.cells().next().ok_or("the row has cells")?.column);
    database.store_mut().set(row, column, "changed")?;
    let written = database.commit()?;
    assert_eq!(written.what, What::Group);
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    Ok(peak(&status).map_or_else(|| "-".to_owned(), |peak| peak.to_string()))
}
