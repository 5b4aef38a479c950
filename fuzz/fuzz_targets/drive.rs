//! The fuzzer's door to `farola_fuzz::drive`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::drive::run(data));
