//! The files that the benches read, each with what a reader must find in it.

#![allow(dead_code, unreachable_pub)] // no bench needs all of it

#[path = "generate.rs"]
mod generate;

use std::process::{Command, Stdio};

pub use generate::Counts;

/// A file.
pub struct Input {
    /// What it is like.
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub counts: Counts,
}

/// About the size of each generated file.
const SIZE: usize = 8 << 20;
/// The same for `cargo bench -- --test`, which only asks whether the benches work.
const TEST_SIZE: usize = 1 << 18;

/// A real folder of 22.5 MB, which is not in the repository; without it the benches do without.
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/thunderbird/big.msf.xz");
const REAL_COUNTS: Counts =
    Counts { tables: 22_480, rows: 94_955, cells: 943_262, atoms: 289_052, groups: 6 };

/// All files. The real one is among them where it is at hand, and `xz` to unpack it.
pub fn all() -> Vec<Input> {
    let is_test = std::env::args().any(|argument| argument == "--test");
    let size = if is_test { TEST_SIZE } else { SIZE };
    let input = |name, (bytes, counts)| Input { name, bytes, counts };
    let mut inputs = vec![
        input("thunderbird", generate::thunderbird(size)),
        input("log_heavy", generate::log_heavy(size)),
        input("escape_heavy", generate::escape_heavy(size)),
        input("tiny", generate::tiny()),
    ];
    inputs.extend(real().map(|bytes| input("real", (bytes, REAL_COUNTS))));
    inputs
}

fn real() -> Option<Vec<u8>> {
    let output = Command::new("xz").args(["-dc", REAL]).stderr(Stdio::null()).output().ok()?;
    output.status.success().then_some(output.stdout)
}
