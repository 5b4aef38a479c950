//! Workbooks of LibreOffice.

use super::*;

fn ods(tables: &str) -> Vec<u8> {
    let content = format!("<office:document-content>{tables}</office:document-content>");
    zip(&[("content.xml", content.as_bytes())])
}

fn table(name: &str, rows: &str) -> String {
    format!(r#"<table:table table:name="{name}">{rows}</table:table>"#)
}

#[test]
fn a_cell_is_what_its_type_says() {
    let row = r#"<table:table-row>
        <table:table-cell office:value-type="string"><text:p>a <text:span>b</text:span><text:s text:c="2"/>c</text:p><text:p>d</text:p>
            <office:annotation><text:p>a comment</text:p></office:annotation></table:table-cell>
        <table:table-cell office:value-type="float" office:value="1"><text:p>1.00</text:p></table:table-cell>
        <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VERDADERO</text:p></table:table-cell>
        <table:table-cell office:value-type="date" office:date-value="2026-11-29"><text:p>29/11/26</text:p></table:table-cell>
        <table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>
        <table:table-cell office:value-type="string" calcext:value-type="error" table:formula="of:=[.#REF!]"><text:p>#REF!</text:p></table:table-cell>
        <table:table-cell table:formula="of:=1+1"/>
        <table:table-cell office:value-type="percentage" office:value="0.5"/>
    </table:table-row>"#;
    let sheet = &sheets(&ods(&table("survey", row)))[0];
    assert_eq!(
        cells(sheet),
        [
            "A1=a b  c\nd",
            "B1=n:1",
            "C1=b:TRUE",
            "D1=d:2026-11-29 00:00:00",
            "E1=d:08:30:00",
            "F1=e:#REF!",
            "H1=n:0.5",
        ]
    );
    assert_eq!(sheet.marks.without_value(), [(1, 6)]);
}

#[test]
fn repeated_rows_and_cells_are_as_many() {
    let rows = r#"<table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/>
        <table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"/>
            <table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>x</text:p></table:table-cell>
            <table:table-cell table:number-columns-repeated="16379"/></table:table-row>
        <table:table-row table:visibility="filter" table:number-rows-repeated="3"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell table:number-columns-spanned="2" table:number-rows-spanned="3" office:value-type="string"><text:p>y</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
        <table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let sheet = &sheets(&ods(&table("survey", rows)))[0];
    assert_eq!(cells(sheet), ["D1=x", "E1=x", "D2=x", "E2=x", "A6=y"]);
    assert_eq!(sheet.marks.hidden_rows(), [(3, 5)]);
    assert_eq!(sheet.marks.hidden_columns(), [(2, 2)]);
    assert_eq!(sheet.marks.merged()[0].to, (8, 1));
}

#[test]
fn a_million_rows_with_something_are_refused() {
    let rows = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(
        refused("a.ods", &ods(&table("survey", rows))),
        "xlsform.file_rows survey A1"
    );
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>"#;
    assert_eq!(
        refused("a.ods", &ods(&table("survey", wide))),
        "xlsform.file_columns survey A1"
    );
    let long = format!(
        r#"<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="4000000000"/>{}</text:p></table:table-cell></table:table-row>"#,
        "x".repeat(200_000)
    );
    assert_eq!(
        refused("a.ods", &ods(&table("survey", &long))),
        "xlsform.cell_size survey A1"
    );
    let many = table("t", "").repeat(10_000);
    assert_eq!(refused("a.ods", &ods(&many)), "xlsform.file_sheets");
}
