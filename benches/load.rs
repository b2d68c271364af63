//! From bytes to a store that can be asked anything, in the three readings.

#[path = "support/inputs.rs"]
mod inputs;

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, Throughput};
use inputs::Counts;
use morkdb::{OpenOptions, Reading};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let readings =
        [("lenient", Reading::Lenient), ("mozilla", Reading::Mozilla), ("strict", Reading::Strict)];
    for input in inputs::all() {
        let mut group = criterion.benchmark_group(format!("load/{}", input.name));
        group.sample_size(20).throughput(Throughput::Bytes(input.bytes.len() as u64));
        for (name, reading) in readings {
            let measure = |bytes: &[u8]| {
                let bytes = bytes.to_vec();
                let start = Instant::now();
                let database = OpenOptions::new().reading(reading).from_bytes(black_box(bytes));
                let elapsed = start.elapsed();
                assert_eq!(database.as_ref().map(Counts::of).ok(), Some(input.counts), "{name}");
                elapsed
            };
            // Each load is counted, and neither the counting nor the copy of the bytes is measured.
            group.bench_function(name, |bench| {
                bench.iter_custom(|iterations| (0..iterations).map(|_| measure(&input.bytes)).sum());
            });
        }
        group.finish();
    }
    criterion.final_summary();
}
