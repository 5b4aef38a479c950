//! Writes the facade for other languages out of the built library itself:
//! `farola-bindgen LIBRARY kotlin=FOLDER swift=FOLDER python=FOLDER`.
//!
//! It is locked to the `uniffi` of farola-ffi by the workspace, so that generated code and
//! library agree. `make bindings` calls it; nothing here is shipped.
#![allow(clippy::print_stderr)] // a script speaks to its terminal

mod pieces;
mod python;
mod swift;

use std::path::Path;
use std::process::ExitCode;

use uniffi::{GenerateOptions, TargetLanguage, generate};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(library) = arguments.next() else {
        return usage();
    };
    for pair in arguments {
        let Some((name, folder)) = pair.split_once('=') else {
            return usage();
        };
        let Some(language) = named(name) else {
            return usage();
        };
        let options = GenerateOptions {
            languages: vec![language],
            source: library.as_str().into(),
            out_dir: folder.into(),
            ..GenerateOptions::default()
        };
        if let Err(error) = generate(options) {
            eprintln!("farola-bindgen: {error:#}");
            return ExitCode::FAILURE;
        }
        let folder = Path::new(folder);
        let changed = match name {
            "python" => pieces::in_place(folder, "py", python::lightened),
            "swift" => pieces::in_place(folder, "swift", swift::lightened),
            _ => Ok(()),
        };
        if let Err(error) = changed {
            eprintln!("farola-bindgen: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn named(language: &str) -> Option<TargetLanguage> {
    match language {
        "kotlin" => Some(TargetLanguage::Kotlin),
        "swift" => Some(TargetLanguage::Swift),
        "python" => Some(TargetLanguage::Python),
        _ => None,
    }
}

fn usage() -> ExitCode {
    eprintln!("usage: farola-bindgen LIBRARY (kotlin|swift|python)=FOLDER …");
    ExitCode::from(2)
}
