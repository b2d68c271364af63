//! The bytes as a file, and as changes to it with commits in between.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| morkdb_fuzz::changes::check(bytes));
