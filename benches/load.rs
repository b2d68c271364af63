//! From bytes to a store that can be asked anything, in the three readings.

#[path = "support/inputs.rs"]
mod inputs;

use criterion::{BatchSize, Criterion, Throughput};
use inputs::Counts;
use morkdb::store::RowRef;
use morkdb::{Database, OpenOptions, Reading};

fn load(bytes: Vec<u8>, reading: Reading) -> Option<Database> {
    OpenOptions::new().reading(reading).from_bytes(bytes).ok()
}

fn counts(database: &Database) -> Counts {
    let store = database.store();
    Counts {
        tables: store.tables().len(),
        rows: store.rows().len(),
        cells: store.rows().map(RowRef::len).sum(),
        atoms: store.atoms().len(),
        groups: database.groups().len(),
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let readings =
        [("lenient", Reading::Lenient), ("mozilla", Reading::Mozilla), ("strict", Reading::Strict)];
    for input in inputs::all() {
        let mut group = criterion.benchmark_group(format!("load/{}", input.name));
        group.sample_size(20).throughput(Throughput::Bytes(input.bytes.len() as u64));
        for (name, reading) in readings {
            let load_and_count = |bytes| {
                let database = load(bytes, reading);
                assert_eq!(database.as_ref().map(counts), Some(input.counts), "{name}");
                database // so that it is dropped outside of the measurement
            };
            group.bench_function(name, |bench| {
                bench.iter_batched(|| input.bytes.clone(), load_and_count, BatchSize::PerIteration);
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
