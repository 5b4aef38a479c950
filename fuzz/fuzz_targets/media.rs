//! The fuzzer's door to `farola_fuzz::media`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::media::run(data));
