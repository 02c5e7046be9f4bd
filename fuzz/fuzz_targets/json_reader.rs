//! The check of the same name for `cargo fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| mindvideo_fuzz::json_reader(bytes));
