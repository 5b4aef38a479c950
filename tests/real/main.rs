//! Real data: what residents and phones really recorded, through the real crates.
//!
//! The data lie beside the project and are not part of it; where they are absent each test
//! says so and is skipped. Run with `-- --nocapture` to see the report.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout)]

mod leon;
mod leon_forms;
mod leon_hub;
mod phone_fixes;

use std::path::PathBuf;

/// A file or folder of the real data, or a word that it is absent.
fn data(path: &str) -> Option<PathBuf> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    println!("skipped: no real data at {}", found.display());
    None
}
