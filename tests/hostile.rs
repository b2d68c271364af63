//! Hostile input: whatever is in a file, reading it takes about linear time, and ends.
//!
//! No clock decides here, since machines differ. Each input has [`SIZE`] bytes and tens of thousands of pieces, so that work
//! that grows with the square of the size makes the test run for minutes, where all of them together take seconds. Beside
//! that, events are counted: twice the input has at most about twice the events.

#![allow(
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "these are tests"
)]
#![allow(clippy::print_stdout, reason = "figures for people, shown with --nocapture")]

mod support;

use std::time::Instant;

use morkdb::read::Reading;
use support::hostile::{self, Hostile};
use support::{READINGS, Said, open};

const SIZE: usize = 250_000;

/// Opens each input in each reading. The times are for people: `cargo test --test hostile -- --nocapture`.
fn ends(inputs: &[Hostile]) {
    let size = std::env::var("HOSTILE_SIZE").map_or(SIZE, |size| size.parse().unwrap());
    for (name, make) in inputs {
        let input = make(size);
        for reading in READINGS {
            let start = Instant::now();
            let said = Said::pushed(&input, reading);
            said.assert_tiles(&input);
            let read = start.elapsed();
            open(&input, reading);
            println!("{:8.1?} {:8.1?} {reading:?}: {name}", read, start.elapsed() - read);
        }
    }
}

#[test]
fn tables_end() {
    ends(hostile::TABLES);
}

#[test]
fn rows_end() {
    ends(hostile::ROWS);
}

#[test]
fn dicts_end() {
    ends(hostile::DICTS);
}

#[test]
fn brackets_end() {
    ends(hostile::BRACKETS);
}

#[test]
fn groups_end() {
    ends(hostile::GROUPS);
}

/// Each of these once took time with the square of its size.
#[test]
fn what_was_quadratic_ends() {
    ends(hostile::QUADRATIC);
}

#[test]
fn events_grow_with_the_input() {
    for (name, make) in hostile::all() {
        let count = |size| Said::pushed(&make(size), Reading::Lenient).events.len();
        let (first, second, third) = (count(40_000), count(60_000), count(80_000));
        let (more, later) = (second.saturating_sub(first), third.saturating_sub(second));
        assert!(later <= more + more / 4 + 10, "{name}: {first} events, then {second}, then {third}");
    }
}
