//! The fuzzer's door to `farola_fuzz::sheets`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::sheets::run(data));
