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

/// The faults of so many rows that begin groups, with questions in the outer ones, and of so many
/// that end them.
fn levels(groups: usize, ends: usize) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = vec![vec!["type".into(), "name".into(), "label".into()]];
    for level in 0..groups {
        let name = format!("g{level}");
        rows.push(vec!["begin_group".into(), name.clone(), name]);
        if level < 300 {
            rows.push(vec!["text".into(), "q".into(), "Q".into()]);
        }
    }
    rows.extend((0..ends).map(|_| vec!["end_group".into()]));
    rows.push(vec!["text".into(), "after".into(), "${q".into()]);
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect())
        .collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    faults(&[("survey", &rows)])
}

#[test]
fn levels_without_end_are_told_once() {
    // Row 402 begins the 201st group; the last question tells that what follows is read.
    let deep = ["A402 groups_deep", "C20302 reference_malformed"];
    let told = levels(20_000, 0);
    let alone = told.iter().filter(|f| f.ends_with(" begin_without_end"));
    assert_eq!(alone.count(), 200);
    assert_eq!(
        told.iter().filter(|f| f.ends_with("groups_deep")).count(),
        1
    );
    assert_eq!(told.len(), 202, "{told:?}");
    assert_eq!(
        levels(20_000, 20_000),
        [deep[0], "C40302 reference_malformed"]
    );
    assert_eq!(levels(200, 200), ["C602 reference_malformed"]);
    assert_eq!(levels(201, 201)[0], deep[0]);
}

#[test]
fn two_hundred_levels_are_a_form() {
    for (begin, end) in [("begin_group", "end_group"), ("begin_repeat", "end_repeat")] {
        let names: Vec<String> = (0..200).map(|level| format!("g{level}")).collect();
        let mut rows: Vec<Vec<&str>> = vec![vec!["type", "name", "label"]];
        rows.extend(names.iter().map(|name| vec![begin, name, "G"]));
        rows.push(vec!["text", "q", "Q"]);
        rows.extend(names.iter().map(|_| vec![end]));
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        let workbook = Workbook {
            sheets: vec![Sheet::of_text("survey", &rows)],
        };
        let outcome = compile(&workbook, &Options::default());
        let xml = outcome.form.unwrap().xml;
        assert!(xml.contains("/g198/g199/q\""), "{begin}");
    }
}

#[test]
fn a_thousand_warnings_do_not_hide_the_error() {
    let mut rows: Vec<&[&str]> = vec![&["type", "name", "label", "note"]];
    rows.extend((0..1_500).map(|_| -> &[&str] { &["", "", "", "x"] }));
    rows.push(&["text", "a", ""]);
    let found = faults(&[("survey", &rows)]);
    assert_eq!(found.len(), 1_000);
    assert_eq!(found.last().unwrap(), "C1502 label_missing");
    assert_eq!(found[0], "A2 row_skipped");
}

#[test]
fn a_sheet_of_notes_is_no_sheet_of_choices_where_nothing_asks_for_one() {
    let notes: &[&[&str]] = &[&["Fecha", "Nota"], &["", "Llamar a Ana"]];
    let header: &[&str] = &["type", "name", "label", "parameters"];
    for name in ["Respuestas", "Listas", "choises"] {
        for question in [
            &["text", "a", "A"] as &[&str],
            &["select_one_from_file c.csv", "a", "A"],
            &["begin_group", "a", "A"],
            &["selfie", "a", "A"],
        ] {
            let mut survey = vec![header, question];
            if question[0] == "begin_group" {
                survey.push(&["end_group"]);
            }
            let found = faults(&[("survey", &survey), (name, notes)]);
            assert!(
                !found
                    .iter()
                    .any(|f| f.contains("sheet") || f.contains("column")),
                "{name} {question:?}: {found:?}"
            );
        }
        for question in [
            &["select_one l", "a", "A"] as &[&str],
            &["select_multiple", "a", "A"],
            &["rank l", "a", "A"],
            &["seleccionar_uno l", "a", "A"],
            &["begin loop over l", "a", "A"],
            &["range", "a", "A", "tick_labelset=l"],
        ] {
            let survey = [header, question];
            let found = faults(&[("survey", &survey), (name, notes)]);
            assert!(
                found.iter().any(|f| f == " sheet_renamed"),
                "{name} {question:?}: {found:?}"
            );
        }
    }
}

#[test]
fn a_choice_that_cannot_name_a_group_is_told_where_a_loop_goes_over_it() {
    let survey: &[&[&str]] = &[
        &["type", "name", "label"],
        &["begin loop over l", "a", "A"],
        &["text", "q", "%(label)s"],
        &["end loop"],
        &["begin loop over l", "b", "B"],
        &["text", "q", "%(label)s"],
        &["end loop"],
        &["select_one m", "c", "C"],
    ];
    let choices: &[&[&str]] = &[
        &["list_name", "name", "label"],
        &["l", "si", "Sí"],
        &["l", "none", "Nada"],
        &["l", "1", "Uno"],
        &["l", "x><y", "X"],
        &["l", "jr:z", "Z"],
        &["m", "1", "Uno"],
    ];
    assert_eq!(
        faults(&[("survey", survey), ("choices", choices)]),
        [
            "4 loop_choice_name",
            "5 loop_choice_name",
            "6 loop_choice_name",
        ]
    );
}
