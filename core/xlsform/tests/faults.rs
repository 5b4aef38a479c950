//! All faults of a sheet come in one run, each at its cell, and one cause is told once.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A helper may stop the test.

use farola_xlsform::workbook::{Sheet, Workbook};
use farola_xlsform::{Options, compile};

/// Each fault of these sheets as `cell code`.
fn faults(sheets: &[(&str, &[&[&str]])]) -> Vec<String> {
    let sheets = sheets.iter().map(|(name, rows)| Sheet::of_text(name, rows));
    let workbook = Workbook {
        sheets: sheets.collect(),
    };
    let outcome = compile(&workbook, &Options::default());
    let told = outcome.faults.iter().map(|fault| {
        let cell = fault.place.address().unwrap_or_default();
        format!("{cell} {}", fault.code().trim_start_matches("xlsform."))
    });
    told.collect()
}

#[test]
fn one_run_tells_every_fault() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label", "relevant", "parameters"],
        &["text", "a", "A", "${b c} = 1", ""],
        &["integer", "", "B", "", ""],
        &["select_one sino", "s", "S", "", ""],
        &["text", "a", "A", "", ""],
        &["text", "x", "", "", ""],
        &["range", "r", "R", "", "start=0 end=10 step=0"],
        &["begin_group", "g", "G", "", ""],
        &["note", "n", "Hi ${aa}", "", ""],
    ];
    let choices: &[&[&str]] = &[&["list_name", "name", "label"], &["si_no", "si", "Sí"]];
    assert_eq!(
        faults(&[("survey", survey), ("choices", choices)]),
        [
            "D2 reference_malformed",
            "B3 name_missing",
            "A4 list_near",
            "B5 name_twice",
            "C6 label_missing",
            "E7 range_zero",
            "A8 begin_without_end",
            "C9 reference_near",
        ]
    );
}

#[test]
fn a_wrong_name_is_told_once_and_not_at_its_references() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["text", "mi nombre", "Nombre"],
        &["note", "n", "Hola ${mi nombre}"],
        &["note", "m", "Adiós ${mi nombre}"],
    ];
    assert_eq!(faults(&[("survey", survey)]), ["B2 name_wrong"]);
}

#[test]
fn an_end_that_is_missing_does_not_break_what_follows() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["begin_repeat", "r", "R"],
        &["begin_group", "g", "G"],
        &["text", "a", "A"],
        &["end_repeat", "", ""],
        &["text", "b", "B"],
    ];
    assert_eq!(faults(&[("survey", survey)]), ["A3 begin_across"]);
}

#[test]
fn a_column_that_is_missing_is_told_once() {
    let survey: &[&[&str]] = &[&["type", "name", "label"], &["select_one l", "q", "Q"]];
    let choices: &[&[&str]] = &[
        &["list_name", "codigo", "label"],
        &["l", "a", "A"],
        &["l", "b", "B"],
    ];
    let found = faults(&[("survey", survey), ("choices", choices)]);
    let required = found
        .iter()
        .filter(|fault| fault.ends_with("column_required"));
    assert_eq!(required.count(), 1, "{found:?}");
    assert!(
        !found.iter().any(|fault| fault.contains("choice_name")),
        "{found:?}"
    );
}

#[test]
fn a_column_in_spanish_is_told_once() {
    let survey: &[&[&str]] = &[&["type", "name", "label"], &["select_one l", "q", "Q"]];
    let choices: &[&[&str]] = &[&["list_name", "nombre", "label"], &["l", "a", "A"]];
    let found = faults(&[("survey", survey), ("choices", choices)]);
    assert_eq!(found, ["B1 column_named"]);
}

#[test]
fn warnings_do_not_keep_a_form_from_being_made() {
    let survey: &[&[&str]] = &[
        &[
            "type",
            "name",
            "label::Español",
            "label::English (en)",
            "hint::English (en)",
        ],
        &["image", "foto", "Foto", "Photo", "Look"],
    ];
    let workbook = Workbook {
        sheets: vec![Sheet::of_text("survey", survey)],
    };
    let outcome = compile(&workbook, &Options::default());
    let codes: Vec<&str> = outcome.faults.iter().map(|fault| fault.code()).collect();
    assert!(outcome.form.is_some(), "{codes:?}");
    for expected in [
        "xlsform.max_pixels",
        "xlsform.language_code",
        "xlsform.translation_missing",
    ] {
        assert!(codes.contains(&expected), "{expected}: {codes:?}");
    }
}

#[test]
fn a_blank_in_a_choice_is_told_once_however_many_questions_take_the_list() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["select_multiple l", "a", "A"],
        &["select_multiple l", "b", "B"],
    ];
    let choices: &[&[&str]] = &[&["list_name", "name", "label"], &["l", "a b", "A"]];
    let found = faults(&[("survey", survey), ("choices", choices)]);
    let blanks = found
        .iter()
        .filter(|fault| fault.ends_with("choice_with_blank"));
    assert_eq!(blanks.count(), 1, "{found:?}");
}
