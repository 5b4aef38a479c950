//! Writes the facade for other languages out of the built library itself:
//! `farola-bindgen LIBRARY kotlin=FOLDER swift=FOLDER python=FOLDER`.
//!
//! It is locked to the `uniffi` of farola-ffi by the workspace, so that generated code and
//! library agree. `make bindings` calls it; nothing here is shipped.
#![allow(clippy::print_stderr)] // a script speaks to its terminal

mod python;

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
        if name == "python"
            && let Err(error) = python::lighten(Path::new(folder))
        {
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
