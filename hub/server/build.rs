//! Makes sure that the folder of the review app is there and watched.
//!
//! A hub that was compiled before the app was built would stay without it for ever: cargo sees
//! no change in a folder that was missing, and a build for development looks into the folder
//! at run time only if it was there at compile time.
#![allow(clippy::print_stdout)]

use std::path::Path;

fn main() -> std::io::Result<()> {
    let app = Path::new("../web/build");
    std::fs::create_dir_all(app)?;
    println!("cargo::rerun-if-changed={}", app.display());
    Ok(())
}
