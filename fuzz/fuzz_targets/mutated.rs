//! The bytes as a recipe of edits of a real file.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| morkdb_fuzz::check(&morkdb_fuzz::mutate::cook(bytes)));
