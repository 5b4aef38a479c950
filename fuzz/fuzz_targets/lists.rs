//! The fuzzer's door to `farola_fuzz::lists`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::lists::run(data));
