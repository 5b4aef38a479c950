//! The fuzzer's door to `farola_fuzz::workbook`.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| farola_fuzz::workbook::run(data));
