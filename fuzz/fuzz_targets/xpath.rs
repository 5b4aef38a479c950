//! The fuzzer's door to `farola_fuzz::xpath`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::xpath::run(data));
