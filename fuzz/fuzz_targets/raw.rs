//! The bytes as they are.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| morkdb_fuzz::check(bytes));
