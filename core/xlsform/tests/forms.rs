//! Sheets that use what the kit does not give the forms that pyxform 4.5.0 made of them.
//!
//! `forms/NAME.xml` is pyxform's own output for `forms/NAME.md`
//! (`xls2xform.convert(path, pretty_print=True)`); a new pair is made in the same way.

#![allow(clippy::unwrap_used)] // A helper may stop the test.

use std::path::Path;

use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Options, Severity, compile};

fn check(name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms");
    let path = folder.join(name).with_extension("md");
    let bytes = std::fs::read(&path).unwrap();
    let reading = read::file("form.md", &bytes, &Limits::default()).unwrap();
    let mut options = Options::default();
    options.fallback_id = Some(name.to_owned());
    let outcome = compile(&reading.workbook, &options);
    let mut faults = outcome.faults.iter();
    assert!(faults.all(|fault| fault.severity() < Severity::Error));
    let form = outcome.form.unwrap();
    let expected = std::fs::read_to_string(path.with_extension("xml")).unwrap();
    let lines = form.xml.lines().zip(expected.lines());
    for (number, (ours, theirs)) in (1..).zip(lines) {
        assert_eq!(ours, theirs, "{name}.xml:{number}");
    }
    assert_eq!(form.xml.len(), expected.len(), "{name}");
}

#[test]
fn repeats_with_counts_triggers_and_paths() {
    check("repeats");
}

#[test]
fn entities_of_two_lists_one_of_them_in_a_repeat() {
    check("entities");
}

#[test]
fn choices_in_languages_from_files_shuffled_and_ranked() {
    check("choices");
}

#[test]
fn types_with_their_parameters() {
    check("types");
}

#[test]
fn settings_namespaces_and_media() {
    check("settings");
}
