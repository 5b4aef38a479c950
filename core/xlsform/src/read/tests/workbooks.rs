//! Workbooks of Excel: what a cell is, and what stands beside the cells.

use super::*;

#[test]
fn a_cell_is_what_its_type_says() {
    let row = r#"<sheetData><row r="2">
        <c r="A2" t="s"><v>1</v></c>
        <c r="B2" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c>
        <c r="C2"><v>1</v></c><c r="D2"><v>2.0261123E9</v></c><c r="E2"><v>0.5</v></c>
        <c r="F2" t="b"><v>1</v></c><c r="G2" t="e"><f>Hoja1!#REF!</f><v>#REF!</v></c>
        <c r="H2" s="1"><v>45000</v></c><c r="I2" s="2"><v>0.354166666666667</v></c>
        <c r="J2" t="str"><f>A1&amp;"x"</f><v>a &lt; b</v></c><c r="K2" t="d"><v>2026-11-29T08:00:00</v></c>
        <c r="L2"><f>NOW()</f></c><c r="M2" s="1"/><c><v>7</v></c><c r="O2"><v>abc</v></c>
    </row></sheetData>"#;
    let strings = "<si><t>unused</t></si><si><t>pregunta</t><rPh><t>?</t></rPh></si>";
    let sheet = &sheets(&xlsx(&[("survey", row)], strings))[0];
    assert_eq!(
        cells(sheet),
        [
            "A2=pregunta",
            "B2=in line",
            "C2=n:1",
            "D2=n:2026112300",
            "E2=n:0.5",
            "F2=b:TRUE",
            "G2=e:#REF!",
            "H2=d:2023-03-15 00:00:00",
            "I2=d:08:30:00",
            "J2=a < b",
            "K2=d:2026-11-29 08:00:00",
            "N2=n:7",
            "O2=abc",
        ]
    );
    assert_eq!(sheet.marks.without_value(), [(2, 11)]);
}

#[test]
fn a_formula_that_gives_an_empty_text_was_calculated() {
    let row = r#"<sheetData><row r="2">
        <c r="A2" t="str"><f>IF(B2="","",B2)</f><v/></c><c r="B2" t="str"><f>B1</f><v></v></c>
        <c r="C2"><f>SUM(1,1)</f><v/></c><c r="D2"><f>SUM(1,1)</f><v></v></c>
        <c r="E2" t="str"><f>NOW()</f></c><c r="F2"><v/></c>
    </row></sheetData>"#;
    let sheet = &sheets(&one(row))[0];
    assert_eq!(cells(sheet), [""; 0]);
    // What calculates nothing leaves the value of a number empty, or none at all.
    assert_eq!(sheet.marks.without_value(), [(2, 2), (2, 3), (2, 4)]);
}

#[test]
fn of_two_formats_of_one_number_the_first_counts() {
    let styles = |formats: &str| {
        let styles = format!(
            "<styleSheet><numFmts>{formats}</numFmts><cellXfs><xf numFmtId=\"164\"/></cellXfs></styleSheet>"
        );
        let row = r#"<sheetData><row r="1"><c r="A1" s="0"><v>45000</v></c></row></sheetData>"#;
        let book = one(row);
        let parts = [
            ("xl/styles.xml", styles.into_bytes()),
            (
                "xl/_rels/workbook.xml.rels",
                part(&book, "xl/_rels/workbook.xml.rels"),
            ),
            ("xl/workbook.xml", part(&book, "xl/workbook.xml")),
            ("xl/sheet0.xml", part(&book, "xl/sheet0.xml")),
        ];
        let parts: Vec<_> = parts.iter().map(|(n, c)| (*n, c.as_slice())).collect();
        cells(&sheets(&zip(&parts))[0])
    };
    let date = r#"<numFmt numFmtId="164" formatCode="dd\-mm"/>"#;
    let plain = r#"<numFmt numFmtId="164" formatCode="0.00"/>"#;
    assert_eq!(
        styles(&format!("{date}{plain}")),
        ["A1=d:2023-03-15 00:00:00"]
    );
    assert_eq!(styles(&format!("{plain}{date}")), ["A1=n:45000"]);
    // A hundred thousand of them are looked up, not searched.
    let many: String = (0..100_000)
        .map(|n| format!("<numFmt numFmtId=\"{}\" formatCode=\"0\"/>", n + 1_000))
        .collect();
    assert_eq!(styles(&many), ["A1=n:45000"]);
}

/// A part of a workbook made here.
fn part(book: &[u8], name: &str) -> Vec<u8> {
    use std::io::Read as _;
    let limits = Limits::default();
    let archive = zip::Archive::open(book, &limits).unwrap();
    let mut content = Vec::new();
    let mut part = archive.part(name).unwrap().unwrap();
    part.read_to_end(&mut content).unwrap();
    content
}

#[test]
fn hidden_and_merged_cells_are_marked() {
    let sheet = &sheets(&one(
        r#"<cols><col min="2" max="3" hidden="1"/><col min="9" max="16384"/></cols>
        <sheetData><row r="3" hidden="1"/><row r="4" hidden="true"><c r="A4"><v>1</v></c></row>
        <row r="9" hidden="1"/></sheetData>
        <mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="B2:B9"/></mergeCells>"#,
    ))[0];
    assert_eq!(sheet.marks.hidden_rows(), [(3, 4), (9, 9)]);
    assert_eq!(sheet.marks.hidden_columns(), [(1, 2)]);
    let merged: Vec<_> = sheet
        .marks
        .merged()
        .iter()
        .map(|a| (a.from, a.to))
        .collect();
    assert_eq!(merged, [((1, 0), (1, 2)), ((2, 1), (9, 1))]);
}

#[test]
fn rows_and_cells_out_of_order_are_put_in_order() {
    let sheet = &sheets(&one(
        r#"<sheetData><row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row>
        <row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>5</v></c></row></sheetData>"#,
    ))[0];
    assert_eq!(cells(sheet), ["A1=n:1", "A2=n:3", "B2=n:4", "C2=n:5"]);
}

#[test]
fn rows_and_cells_without_an_address_follow_the_one_before() {
    let sheet = &sheets(&one(
        "<sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row><row/><row><c><v>3</v></c></row>
        </sheetData>",
    ))[0];
    assert_eq!(cells(sheet), ["A1=n:1", "C1=n:2", "A3=n:3"]);
}

#[test]
fn names_with_a_prefix_are_the_same_names() {
    let sheet = &sheets(&one(
        r#"<x:sheetData><x:row r="1"><x:c r="A1" t="str"><x:v>a</x:v></x:c></x:row></x:sheetData>"#,
    ))[0];
    assert_eq!(cells(sheet), ["A1=a"]);
}

#[test]
fn sheets_beside_the_form_are_not_read() {
    let content = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    let far = r#"<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>"#;
    let sheets = sheets(&xlsx(
        &[("survey ", content), ("notas", far), ("Encuesta", content)],
        "",
    ));
    let read: Vec<_> = sheets
        .iter()
        .map(|s| (s.name.as_str(), s.rows.len()))
        .collect();
    assert_eq!(read, [("survey ", 1), ("notas", 0), ("Encuesta", 1)]);
}

#[test]
fn a_single_sheet_is_read_whatever_its_name() {
    let content = r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>"#;
    assert_eq!(sheets(&xlsx(&[("Hoja1", content)], ""))[0].rows.len(), 1);
}

#[test]
fn the_kits_own_workbooks_are_read() {
    let bytes = include_bytes!("../../../../../kit/cs_punto.xlsx");
    let sheets = sheets(bytes);
    let survey = sheets.iter().find(|s| s.name == "survey").unwrap();
    assert_eq!(cells(survey)[0], "A1=type");
    assert!(survey.rows.len() > 20);
}

#[test]
fn damaged_workbooks_are_refused() {
    let whole = one("<sheetData/>");
    assert_eq!(
        refused("a.xlsx", &whole[..whole.len() - 30]),
        "xlsform.file_damaged"
    );
    assert_eq!(refused("a.xlsx", b"PK\x03\x04"), "xlsform.file_damaged");
    assert_eq!(
        refused("a.xlsx", &one("<sheetData><row>")),
        "xlsform.file_damaged survey A1"
    );
    let wrong_string = r#"<sheetData><row r="7"><c r="C7" t="s"><v>9</v></c></row></sheetData>"#;
    assert_eq!(
        refused("a.xlsx", &one(wrong_string)),
        "xlsform.file_damaged survey C7"
    );
    assert_eq!(
        refused("a.docx", &zip(&[("word/document.xml", b"<w/>")])),
        "xlsform.file_kind"
    );
    let mut locked = one("<sheetData/>");
    let at = locked.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    locked[at + 8] |= 1;
    assert_eq!(refused("a.xlsx", &locked), "xlsform.file_encrypted survey");
    assert_eq!(refused("a.txt", b"just a letter"), "xlsform.file_kind");
    assert_eq!(refused("a.bin", b"a\0b"), "xlsform.file_encoding");
}

#[test]
fn a_workbook_in_an_odd_folder_is_found() {
    let bytes = zip(&[
        (
            "_rels/.rels",
            br#"<r><Relationship Id="1" Type="x/officeDocument" Target="/Ablage/Buch.xml"/></r>"#,
        ),
        (
            "Ablage\\Buch.xml",
            br#"<w><sheets><sheet name="survey" r:id="a"/></sheets></w>"#,
        ),
        (
            "ablage/_RELS/buch.xml.rels",
            br#"<r><Relationship Id="a" Type="x/worksheet" Target="../blatt.xml"/></r>"#,
        ),
        (
            "blatt.xml",
            br#"<w><sheetData><row><c><v>1</v></c></row></sheetData></w>"#,
        ),
    ]);
    assert_eq!(cells(&sheets(&bytes)[0]), ["A1=n:1"]);
}
