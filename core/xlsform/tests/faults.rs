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
    // Row 114 begins the 57th group; the last question tells that what follows is read.
    let deep = ["A114 groups_deep", "C20302 reference_malformed"];
    let told = levels(20_000, 0);
    let alone = told.iter().filter(|f| f.ends_with(" begin_without_end"));
    assert_eq!(alone.count(), 56);
    assert_eq!(
        told.iter().filter(|f| f.ends_with("groups_deep")).count(),
        1
    );
    assert_eq!(told.len(), 58, "{told:?}");
    assert_eq!(
        levels(20_000, 20_000),
        [deep[0], "C40302 reference_malformed"]
    );
    assert_eq!(levels(56, 56), ["C170 reference_malformed"]);
    assert_eq!(levels(57, 57)[0], deep[0]);
}

#[test]
fn as_many_levels_as_are_read_are_a_form() {
    for (begin, end, levels) in [
        ("begin_group", "end_group", 56),
        ("begin_repeat", "end_repeat", 28),
    ] {
        let names: Vec<String> = (0..levels).map(|level| format!("g{level}")).collect();
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
        let last = levels - 1;
        assert!(xml.contains(&format!("/g{last}/q\"")), "{begin}");
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
            "B4 loop_choice_name",
            "B5 loop_choice_name",
            "B6 loop_choice_name",
        ]
    );
}

/// Each fault of this table as `code place`, and the form.
fn told(table: &str) -> (Vec<String>, Option<String>) {
    let limits = farola_xlsform::read::Limits::default();
    let reading = farola_xlsform::read::file("form.md", table.as_bytes(), &limits).unwrap();
    let outcome = compile(&reading.workbook, &Options::default());
    let told = outcome.faults.iter().map(|fault| {
        let code = fault.code().trim_start_matches("xlsform.");
        format!("{code} {}", fault.place)
    });
    (told.collect(), outcome.form.map(|form| form.xml))
}

/// A table with a list of so many choices.
fn with_list(survey: &str, choices: usize) -> String {
    let mut table = format!("| survey | | | | |\n| | type | name | label | appearance |\n{survey}");
    table.push_str("| choices | | | |\n| | list_name | name | label |\n");
    for choice in 0..choices {
        table.push_str(&format!("| | l | c{choice} | C {choice} |\n"));
    }
    table
}

#[test]
fn loops_that_multiply_are_told_and_not_made() {
    let nested = "| | begin loop over l | a | A |\n| | begin loop over l | b | B |\n\
                  | | text | q | Q %(label)s |\n| | end loop | | |\n| | end loop | | |\n";
    let (faults, form) = told(&with_list(nested, 2_000));
    assert_eq!(faults, ["loop_large survey A2 (type)"]);
    assert!(form.is_none());
    // The text of a choice goes into each place of each question.
    let long = format!(
        "| | begin loop over l | a | A |\n| | text | q | {} |\n| | end loop | | |\n",
        "%(label)s".repeat(10_000)
    );
    let table = with_list(&long, 100).replace("| C 7 |", &format!("| {} |", "x".repeat(100_000)));
    assert_eq!(told(&table).0, ["loop_large survey A2 (type)"]);
}

#[test]
fn a_loop_within_a_loop_is_filled_too() {
    let nested = "| | begin loop over l | a | A |\n| | begin loop over l | b | B %(name)s |\n\
                  | | text | q | Is %(label)s here? |\n| | end loop | | |\n\
                  | | end loop | | |\n";
    let (faults, form) = told(&with_list(nested, 2));
    assert_eq!(faults, [""; 0]);
    let form = form.unwrap();
    assert!(!form.contains('%'), "{form}");
    for expected in [
        "/data/a/c0/b/c1/q\"",
        "<label>B c1</label>",
        "<label>Is C 1 here?</label>",
    ] {
        assert!(form.contains(expected), "{expected}: {form}");
    }
}

#[test]
fn lists_in_every_question_are_told_and_not_written() {
    let searching = |questions: usize| {
        let rows: Vec<String> = (0..questions)
            .map(|q| format!("| | select_one l | q{q} | Q | search('f') |\n"))
            .collect();
        told(&with_list(&rows.concat(), 5_000))
    };
    let (faults, form) = searching(1_000);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(faults[0].starts_with("form_large survey B"), "{faults:?}");
    assert!(form.is_none());
    assert!(searching(3).1.is_some());
}

#[test]
fn names_that_grow_in_every_path_are_told_and_not_written() {
    let name = "n".repeat(100_000);
    let mut table = String::from("| survey | | | |\n| | type | name | label |\n");
    for level in 0..50 {
        table.push_str(&format!("| | begin_group | {name}{level} | G |\n"));
    }
    for question in 0..100 {
        table.push_str(&format!("| | text | q{question} | Q |\n"));
    }
    table.push_str(&"| | end_group | | |\n".repeat(50));
    let (faults, _) = told(&table);
    assert!(faults[0].starts_with("form_large survey B"), "{faults:?}");
}

#[test]
fn a_sheet_of_references_to_nothing_is_told_in_time() {
    let mut table = String::from("| survey | | | |\n| | type | name | label |\n");
    for row in 0..30_000 {
        table.push_str(&format!(
            "| | note | pregunta_{row} | ${{pregnta_{row}x}} |\n"
        ));
    }
    let (faults, _) = told(&table);
    assert_eq!(faults.len(), 1_000);
    assert_eq!(faults[0], "reference_near survey C2 (label)");
}

#[test]
fn ends_that_end_nothing_are_told_in_time() {
    let mut table = String::from("| survey | | | |\n| | type | name | label |\n");
    for row in 0..20_000 {
        table.push_str(&format!(
            "| | begin_group | g{row} | G |\n| | end_repeat | | |\n"
        ));
    }
    let (faults, _) = told(&table);
    assert_eq!(faults.len(), 1_000);
    assert!(
        faults[0].starts_with("end_of_other_kind survey A3"),
        "{}",
        faults[0]
    );
}

#[test]
fn an_error_in_a_column_that_nothing_reads_refuses_nothing() {
    use farola_xlsform::workbook::{Cell, Value};
    let faults = |header: &str, sheet: usize| {
        let survey: &[&[&str]] = &[
            &["type", "name", "label", header],
            &["select_one l", "a", "A"],
        ];
        let choices: &[&[&str]] = &[&["list_name", "name", "label", header], &["l", "x", "X"]];
        let mut sheets = vec![
            Sheet::of_text("survey", survey),
            Sheet::of_text("choices", choices),
        ];
        sheets[sheet].rows[1].cells.push(Cell {
            column: 3,
            value: Value::Error("#REF!".to_owned()),
        });
        let outcome = compile(&Workbook { sheets }, &Options::default());
        let told = outcome.faults.iter().map(|fault| fault.code().to_owned());
        told.collect::<Vec<_>>()
    };
    assert_eq!(faults("notas", 0), [""; 0]);
    for (header, sheet) in [
        ("hint", 0),
        ("bind::esri:x", 0),
        ("appearance", 0),
        ("colonia", 1),
        ("image", 1),
    ] {
        let told = faults(header, sheet);
        assert!(
            told.contains(&"xlsform.cell_error".to_owned()),
            "{header}: {told:?}"
        );
    }
    // A header that cannot be an element's name is no column of the list.
    assert_eq!(faults("mis notas", 1), ["xlsform.choices_header"]);
}

#[test]
fn a_prefix_that_is_no_name_is_told_and_not_written() {
    let settings = |namespaces: &str| {
        told(&format!(
            "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n\
             | settings | |\n| | namespaces |\n| | {namespaces} |\n"
        ))
    };
    let (faults, form) = settings("esri=\"http://a.org/x\"");
    assert_eq!(faults, [""; 0]);
    assert!(form.unwrap().contains("xmlns:esri=\"http://a.org/x\""));
    for wrong in [
        "x><y=\"http://a\"",
        "a:b=\"http://a\"",
        "xmlns=\"http://a\"",
        "xml='u'",
        "e=\"\"",
        "loose",
    ] {
        let (faults, form) = settings(wrong);
        assert_eq!(faults, ["namespace settings A2 (namespaces)"], "{wrong}");
        let form = form.unwrap();
        assert!(
            !form.contains("http://a\"") && !form.contains("x><y"),
            "{form}"
        );
    }
}

#[test]
fn the_choices_are_where_their_sheet_has_them() {
    let survey: &[&[&str]] = &[&["type", "name", "label"], &["select_multiple l", "q", "Q"]];
    let choices: &[&[&str]] = &[&["list_name", "name", "label"], &["l", "a b", "A"]];
    for name in ["Choices ", "CHOICES"] {
        let sheets = [
            Sheet::of_text("survey", survey),
            Sheet::of_text(name, choices),
        ];
        let workbook = Workbook {
            sheets: sheets.to_vec(),
        };
        let outcome = compile(&workbook, &Options::default());
        let told: Vec<String> = outcome.faults.iter().map(|f| f.place.to_string()).collect();
        assert_eq!(told, [format!("{name} B2 (name)")]);
    }
}
