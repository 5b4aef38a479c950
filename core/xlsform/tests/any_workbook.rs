//! No workbook panics, and what comes out holds together.

use farola_xlsform::workbook::{Cell, Row, Sheet, Value, Workbook};
use farola_xlsform::{Options, Severity, compile};
use proptest::prelude::*;

/// Texts that mean something, and some that do not.
fn text() -> impl Strategy<Value = String> {
    let words = [
        "type",
        "name",
        "label",
        "label::Español (es)",
        "hint",
        "list_name",
        "choice_filter",
        "calculation",
        "relevant",
        "default",
        "trigger",
        "parameters",
        "appearance",
        "save_to",
        "media::image",
        "bind::x y",
        "body::esri:z",
        "repeat_count",
        "form_id",
        "version",
        "default_language",
        "entity_id",
        "update_if",
        "create_if",
        "text",
        "note",
        "calculate",
        "integer",
        "image",
        "range",
        "geopoint",
        "audit",
        "begin_group",
        "end_group",
        "begin repeat",
        "end repeat",
        "begin loop over l",
        "end loop",
        "select_one l",
        "select_multiple l or_other",
        "select_one ${a}",
        "select_one_from_file f.csv",
        "select_one_external l",
        "rank l",
        "csv-external",
        "background-geopoint",
        "osm t",
        "a",
        "b",
        "l",
        "${a}",
        "${last-saved#b}",
        "${",
        "${a b}",
        "concat(${a}, ${b})",
        "instance('l')/root/item[name = ${a}]/label",
        "indexed-repeat(${a}, ${b}, 1)",
        "pulldata('f', 'x', 'y', ${a})",
        "table-list",
        "search('f')",
        "randomize=true seed=${a}",
        "start=0 end=10 step=0",
        "reference-geometry=l",
        "a#b",
        "yes",
        "-",
        "1",
        "today()",
        "%(label)s",
        "<>&\"'",
        "\u{0}\u{FFFF}",
        "ñ",
        "meta",
    ];
    prop_oneof![
        8 => prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        20 => text().prop_map(Value::Text),
        1 => any::<f64>().prop_map(Value::Number),
        1 => any::<bool>().prop_map(Value::Truth),
        1 => text().prop_map(Value::Error),
    ]
}

fn sheet() -> impl Strategy<Value = Sheet> {
    let names = [
        "survey",
        "choices",
        "settings",
        "external_choices",
        "entities",
        "osm",
        "Survey ",
        "other",
    ];
    let row = prop::collection::vec(prop::option::weighted(0.7, value()), 0..7);
    let rows = prop::collection::vec(row, 0..14);
    (prop::sample::select(names.to_vec()), rows).prop_map(|(name, rows)| {
        let mut sheet = Sheet::of_text(name, &[]);
        for (number, cells) in (1_u32..).zip(rows) {
            let filled = (0_u32..).zip(cells);
            let cells = filled.filter_map(|(column, value)| {
                Some(Cell {
                    column,
                    value: value?,
                })
            });
            let cells: Vec<Cell> = cells.collect();
            if !cells.is_empty() {
                sheet.rows.push(Row { number, cells });
            }
        }
        sheet
    })
}

/// A survey whose header is right, so that rows reach what comes after the headers.
fn survey() -> impl Strategy<Value = Sheet> {
    let header = [
        "type",
        "name",
        "label",
        "relevant",
        "calculation",
        "parameters",
        "choice_filter",
        "appearance",
        "default",
        "trigger",
        "repeat_count",
        "save_to",
    ];
    let row = prop::collection::vec(prop::option::weighted(0.6, text()), header.len());
    prop::collection::vec(row, 0..16).prop_map(move |rows| {
        let mut table: Vec<Vec<String>> = vec![header.map(str::to_owned).to_vec()];
        let filled = rows
            .into_iter()
            .map(|row| row.into_iter().map(Option::unwrap_or_default));
        table.extend(filled.map(Iterator::collect));
        let table: Vec<Vec<&str>> = table
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        let table: Vec<&[&str]> = table.iter().map(Vec::as_slice).collect();
        Sheet::of_text("survey", &table)
    })
}

fn holds_together(workbook: &Workbook) {
    let outcome = compile(workbook, &Options::default());
    let broken = outcome
        .faults
        .iter()
        .any(|fault| fault.severity() == Severity::Error);
    assert_eq!(outcome.form.is_none(), broken);
    for fault in &outcome.faults {
        assert!(!fault.to_string().is_empty());
    }
    let again = compile(workbook, &Options::default());
    assert_eq!(outcome, again);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_workbook_panics(sheets in prop::collection::vec(sheet(), 0..5)) {
        holds_together(&Workbook { sheets });
    }

    #[test]
    fn no_survey_panics(survey in survey(), more in prop::collection::vec(sheet(), 0..3)) {
        let mut sheets = vec![survey];
        sheets.extend(more);
        holds_together(&Workbook { sheets });
    }
}

/// The property above found it once in some thousand sheets: which of two names was proposed
/// hung on the order of a set.
#[test]
fn of_names_that_are_equally_near_the_same_is_proposed() {
    let survey = Sheet::of_text(
        "survey",
        &[
            &["type", "name", "label", "calculation", "trigger"],
            &["text", "luz_a", "A", "", ""],
            &["text", "luz_b", "B", "", ""],
            &["text", "luz_d", "D", "", ""],
            &["calculate", "suma", "", "1", "${luz_c}"],
        ],
    );
    for _ in 0..20 {
        holds_together(&Workbook {
            sheets: vec![survey.clone()],
        });
    }
}
