//! Reading events, and nothing done with them: pushed, pulled, and what one pass of memchr takes over the same bytes.

#[path = "support/inputs.rs"]
mod inputs;

use std::hint::black_box;
use std::ops::ControlFlow;

use criterion::{Criterion, Throughput};
use inputs::{Counts, Input};
use morkdb::Reading;
use morkdb::read::{EventSink, Reader, read_into};
use morkdb::syntax::{Event, EventKind};

/// What can be counted without a store.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    aliases: usize,
    groups: usize,
    bytes: usize,
}

impl Seen {
    fn all_of(input: &Input) -> Self {
        let Counts { atoms, groups, .. } = input.counts;
        Self { aliases: atoms, groups, bytes: input.bytes.len() }
    }

    #[inline]
    fn see(&mut self, event: &Event<'_>) {
        self.bytes += event.span.len();
        match event.kind {
            EventKind::Alias(_) => self.aliases += 1,
            EventKind::GroupStart { .. } => self.groups += 1,
            _ => {}
        }
    }
}

impl<'a> EventSink<'a> for Seen {
    #[inline]
    fn event(&mut self, event: Event<'a>) -> ControlFlow<()> {
        self.see(&event);
        ControlFlow::Continue(())
    }
}

fn pushed(bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    read_into(bytes, Reading::default(), &mut seen);
    seen
}

fn pulled(bytes: &[u8]) -> Seen {
    let mut seen = Seen::default();
    Reader::new(bytes).for_each(|event| seen.see(&event));
    seen
}

fn specials(bytes: &[u8]) -> usize {
    memchr::memchr3_iter(b')', b'\\', b'$', bytes).count()
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for input in inputs::all() {
        let all = Seen::all_of(&input);
        let (bytes, expected) = (&input.bytes[..], specials(&input.bytes));
        let mut group = criterion.benchmark_group(format!("read/{}", input.name));
        group.sample_size(20).throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("memchr3", |bench| {
            bench.iter(|| assert_eq!(specials(black_box(bytes)), expected));
        });
        group.bench_function("pushed", |bench| bench.iter(|| assert_eq!(pushed(black_box(bytes)), all)));
        group.bench_function("pulled", |bench| bench.iter(|| assert_eq!(pulled(black_box(bytes)), all)));
        group.finish();
    }
    criterion.final_summary();
}
