//! Replays every input that a fuzzer once found, without a fuzzer: quick, on a stable compiler.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../../../fuzz/src/lib.rs"]
#[allow(missing_docs, unreachable_pub, dead_code, clippy::panic)]
mod targets;

use std::fs;
use std::path::Path;

/// Runs one target over its folder; `FUZZ_INPUT=file` runs that file alone.
fn replay(target: &str, run: fn(&[u8])) {
    if let Ok(file) = std::env::var("FUZZ_INPUT") {
        return run(&fs::read(file).unwrap());
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/regressions")
        .join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        // The name is seen when it panics.
        println!("{}", path.display());
        run(&fs::read(&path).unwrap());
        count += 1;
    }
    assert!(count > 0, "{} is empty", folder.display());
}

macro_rules! replays {
    ($($target:ident),*) => {
        $(#[test]
        fn $target() {
            replay(stringify!($target), targets::$target::run);
        })*
    };
}

replays!(
    xpath, xform, lists, instance, drive, wire, workbook, sheets, media
);
