#![no_main]

#[path = "../../tests/answered/mod.rs"]
mod answered;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| answered::plan(bytes));
