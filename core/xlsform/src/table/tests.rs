//! Tables as people leave them.

use super::*;
use crate::marks::{Area, Marks};

fn told(sheet: &Sheet, name: &str) -> (Table<'static>, Vec<String>) {
    let sheet: &'static Sheet = Box::leak(Box::new(sheet.clone()));
    let mut faults = Faults::default();
    let table = Table::of(sheet, name, &mut faults);
    let told = faults.into_vec();
    let broken = table.broken.iter().map(|(_, fault)| fault);
    let told = broken
        .chain(&told)
        .map(|fault| format!("{} {}", fault.code(), fault.place));
    let told = told.collect();
    (table, told)
}

fn numbers(table: &Table<'_>) -> Vec<u32> {
    table.rows.iter().map(|record| record.number).collect()
}

#[test]
fn cells_go_under_the_header_of_their_column() {
    let sheet = Sheet::of_text(
        "survey",
        &[
            &["type", "", "label::Español  (es)"],
            &["", "lost", "under the third"],
            &[" text ", "lost"],
            &["", "lost"],
        ],
    );
    let (table, faults) = told(&sheet, "survey");
    let texts: Vec<&str> = table.headers.iter().map(|h| h.text.as_ref()).collect();
    assert_eq!(texts, ["type", "label::Español (es)"]);
    let cells: Vec<_> = table.rows.iter().map(|r| (r.number, &r.cells)).collect();
    assert_eq!(
        cells,
        [
            (2, &vec![(1, Cow::Borrowed("under the third"))]),
            (3, &vec![(0, Cow::Borrowed("text"))]),
        ]
    );
    assert_eq!(
        table.place(&table.rows[0], 1).to_string(),
        "survey C2 (label::Español (es))"
    );
    assert!(faults.is_empty());
}

#[test]
fn a_table_may_begin_on_the_third_row() {
    for (name, header, row) in [
        ("survey", ["Type", "name"], ["text", "a"]),
        ("choices", ["list name", "value"], ["si_no", "si"]),
        ("settings", ["form_title", "form_id"], ["Recorrido", "r"]),
        ("entities", ["dataset", "label"], ["faroles", "x"]),
    ] {
        let sheet = Sheet::of_text(
            name,
            &[
                &["Recorrido de seguridad, 2026"],
                &["", "versión de prueba"],
                &header,
                &row,
            ],
        );
        let (table, faults) = told(&sheet, name);
        assert_eq!((table.header_row, numbers(&table)), (3, vec![4]), "{name}");
        assert_eq!(faults, [format!("xlsform.header_later {name} 3")]);
    }
}

#[test]
fn a_sheet_without_its_headers_begins_at_its_first_row() {
    let sheet = Sheet::of_text("survey", &[&["tipo", "name"], &["text", "type"]]);
    let (table, _) = told(&sheet, "choices");
    assert_eq!(table.header_row, 1);
}

#[test]
fn errors_of_formulas_are_told_at_their_cells() {
    let mut sheet = Sheet::of_text("survey", &[&["type", "", "label"], &["text", "x", "y"]]);
    sheet.rows[1].cells[2].value = Value::Error("#REF!".to_owned());
    sheet.rows[1].cells[1].value = Value::Error("#N/A".to_owned());
    sheet.marks.no_value(2, 0);
    sheet.marks.no_value(2, 1);
    let (_, faults) = told(&sheet, "survey");
    assert_eq!(
        faults,
        [
            "xlsform.cell_error survey C2 (label)",
            "xlsform.cell_without_value survey A2 (type)"
        ]
    );
}

#[test]
fn what_is_far_away_is_not_read_and_told() {
    let far = |row: u32, column: u32| {
        let mut sheet = Sheet::of_text("survey", &[&["type"], &["text"]]);
        sheet.rows[0].cells.push(Cell {
            column,
            value: Value::Text("name".to_owned()),
        });
        sheet.rows.push(Row {
            number: row,
            cells: vec![Cell {
                column: 0,
                value: Value::Text("note".to_owned()),
            }],
        });
        let (table, faults) = told(&sheet, "survey");
        (table.headers.len(), numbers(&table), faults)
    };
    assert_eq!(far(63, 21), (2, vec![2, 63], Vec::new()));
    let gap = "xlsform.rows_after_gap survey 64".to_owned();
    assert_eq!(far(64, 21), (2, vec![2], vec![gap]));
    let gap = "xlsform.columns_after_gap survey W1 (name)".to_owned();
    assert_eq!(far(63, 22), (1, vec![2, 63], vec![gap]));
}

#[test]
fn a_shortened_number_is_written_out_and_told() {
    let sheet = Sheet::of_text(
        "settings",
        &[&["form_id", "version"], &["r", "2.0261123E9"]],
    );
    let (table, faults) = told(&sheet, "settings");
    assert_eq!(table.rows[0].cells[1].1, "2026112300");
    assert_eq!(faults, ["xlsform.number_shortened settings B2 (version)"]);
}

/// What is told of a table of two columns with two rows, at A1:B3, with these marks.
fn marked(mark: fn(&mut Marks)) -> Vec<String> {
    let rows: [&[&str]; 3] = [&["type", "name"], &["text", "a"], &["text", "b"]];
    let mut sheet = Sheet::of_text("survey", &rows);
    mark(&mut sheet.marks);
    told(&sheet, "survey").1
}

#[test]
fn hidden_rows_and_columns_of_the_table_are_told() {
    assert_eq!(
        marked(|m| m.hide_rows(2, 9)),
        ["xlsform.rows_hidden survey 2"]
    );
    assert_eq!(
        marked(|m| m.hide_columns(1, 5)),
        ["xlsform.column_hidden survey B1 (name)"]
    );
    assert!(marked(|m| m.hide_rows(4, 9)).is_empty());
    assert!(marked(|m| m.hide_columns(2, 5)).is_empty());
}

#[test]
fn merged_cells_are_told_where_a_value_is_lost() {
    for (merge, expected) in [
        (((2, 0), (3, 0)), Some("survey A2")),
        (((2, 0), (2, 1)), Some("survey A2")),
        (((1, 1), (1, 2)), Some("survey B1")),
        (((2, 1), (2, 4)), None),
        (((4, 0), (9, 1)), None),
        (((2, 5), (3, 6)), None),
    ] {
        let rows: [&[&str]; 3] = [&["type", "name"], &["text", "a"], &["text", "b"]];
        let mut sheet = Sheet::of_text("survey", &rows);
        sheet.marks.merge(Area {
            from: merge.0,
            to: merge.1,
        });
        let faults = told(&sheet, "survey").1;
        let expected: Vec<String> = expected
            .into_iter()
            .map(|place| format!("xlsform.cells_merged {place}"))
            .collect();
        assert_eq!(faults, expected, "{merge:?}");
    }
}
