//! The fuzzer's door to `farola_fuzz::wire`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::wire::run(data));
