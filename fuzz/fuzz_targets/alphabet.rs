//! The bytes as words of Mork.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| morkdb_fuzz::check(&morkdb_fuzz::alphabet::spell(bytes)));
