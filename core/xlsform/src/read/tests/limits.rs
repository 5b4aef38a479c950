//! Files made to fill the memory: each is refused with its code.

use super::*;

#[test]
fn a_file_that_inflates_without_end_is_refused() {
    let bomb = format!("<sheetData>{}</sheetData>", " ".repeat(1 << 20));
    let limits = Limits {
        inflated: 1 << 16,
        cell: 1 << 18,
        ..Limits::default()
    };
    let fault = file("a.xlsx", &one(&bomb), &limits).unwrap_err();
    assert_eq!(fault.code(), "xlsform.file_inflated");
    // All parts count together.
    let rows = "<row/>".repeat(4_000);
    let twice = xlsx(&[("survey", &rows), ("choices", &rows)], "");
    let enough = Limits {
        inflated: 30_000,
        ..Limits::default()
    };
    let fault = file("a.xlsx", &twice, &enough).unwrap_err();
    assert_eq!(
        (fault.code(), fault.place.sheet.as_str()),
        ("xlsform.file_inflated", "choices")
    );
}

#[test]
fn a_million_empty_rows_are_refused() {
    let rows = "<row/>".repeat(1_000_000);
    let content = format!("<sheetData>{rows}</sheetData>");
    assert_eq!(
        refused("a.xlsx", &one(&content)),
        "xlsform.file_rows survey A300001"
    );
    let csv = format!("type,name,label\n{}", "\n".repeat(1_000_000));
    assert_eq!(
        refused("survey.csv", csv.as_bytes()),
        "xlsform.file_rows survey A300001"
    );
}

#[test]
fn an_empty_row_at_the_end_of_the_sheet_is_nothing() {
    let content =
        r#"<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"/></sheetData>"#;
    assert_eq!(cells(&sheets(&one(content))[0]), ["A1=n:1"]);
    let far = r#"<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>"#;
    assert_eq!(
        refused("a.xlsx", &one(far)),
        "xlsform.file_rows survey A1048576"
    );
}

#[test]
fn columns_to_the_end_of_the_sheet_are_refused() {
    let row: String = (0..16_384)
        .map(|c| format!("<c r=\"{}1\"><v>1</v></c>", letters(c)))
        .collect();
    let content = format!("<sheetData><row r=\"1\">{row}</row></sheetData>");
    assert_eq!(
        refused("a.xlsx", &one(&content)),
        "xlsform.file_columns survey AMK1"
    );
    let csv = format!("type,name,label{}\n", ",x".repeat(16_384));
    assert_eq!(
        refused("survey.csv", csv.as_bytes()),
        "xlsform.file_columns survey AMK1"
    );
    let md = format!("| survey |\n| | type |{}\n", " x |".repeat(16_384));
    assert_eq!(
        refused("a.md", md.as_bytes()),
        "xlsform.file_columns survey AMK1"
    );
}

#[test]
fn empty_cells_to_the_end_of_the_sheet_are_nothing() {
    let row: String = (0..16_384)
        .map(|c| format!("<c r=\"{}1\" s=\"1\"/>", letters(c)))
        .collect();
    let content = format!("<sheetData><row r=\"1\">{row}</row></sheetData>");
    assert!(sheets(&one(&content))[0].rows.is_empty());
}

#[test]
fn a_cell_of_ten_megabytes_is_refused() {
    let text = "x".repeat(10 << 20);
    let cell = format!("<sheetData><row><c t=\"str\"><v>{text}</v></c></row></sheetData>");
    assert_eq!(
        refused("a.xlsx", &one(&cell)),
        "xlsform.cell_size survey A1"
    );
    // Many small pieces are one cell too.
    let pieces = "<r><t>xxxxxxxxxxxxxxxx</t></r>".repeat(20_000);
    let cell =
        format!("<sheetData><row><c t=\"inlineStr\"><is>{pieces}</is></c></row></sheetData>");
    assert_eq!(
        refused("a.xlsx", &one(&cell)),
        "xlsform.cell_size survey A1"
    );
    let shared = xlsx(&[("survey", "")], &format!("<si><t>{text}</t></si>"));
    assert_eq!(refused("a.xlsx", &shared), "xlsform.cell_size");
    let csv = format!("type,name,label\n\"{text}\",a,b\n");
    assert_eq!(
        refused("survey.csv", csv.as_bytes()),
        "xlsform.cell_size survey A2"
    );
    let md = format!("| survey |\n| | type |\n| | {text} |\n| | | | |");
    assert_eq!(
        refused("a.md", md.as_bytes()),
        "xlsform.cell_size survey A2"
    );
}

#[test]
fn ten_thousand_sheets_are_refused() {
    let names: Vec<String> = (0..10_000).map(|n| format!("s{n}")).collect();
    let tabs: String = names
        .iter()
        .map(|n| format!("<sheet name=\"{n}\" r:id=\"a\"/>"))
        .collect();
    let book = zip(&[("xl/workbook.xml", format!("<w>{tabs}</w>").as_bytes())]);
    assert_eq!(refused("a.xlsx", &book), "xlsform.file_sheets");
    let parts: Vec<(&str, &[u8])> = names.iter().map(|n| (n.as_str(), b"".as_slice())).collect();
    assert_eq!(refused("a.xlsx", &zip(&parts)), "xlsform.file_sheets");
    let md: String = names.iter().map(|n| format!("| {n} | x |\n")).collect();
    assert_eq!(refused("a.md", md.as_bytes()), "xlsform.file_sheets");
    let csv: String = names.iter().map(|n| format!("{n},,,\n")).collect();
    assert_eq!(refused("a.csv", csv.as_bytes()), "xlsform.file_sheets");
    let files: Vec<(&str, &[u8])> = parts;
    assert_eq!(
        folder(&files, &Limits::default()).unwrap_err().code(),
        "xlsform.file_sheets"
    );
}

#[test]
fn names_of_a_megabyte_are_refused() {
    let name = "n".repeat(1 << 20);
    let book = zip(&[(
        "xl/workbook.xml",
        format!("<w><sheet name=\"{name}\"/></w>").as_bytes(),
    )]);
    assert_eq!(refused("a.xlsx", &book), "xlsform.cell_size");
    assert_eq!(
        refused("a.md", format!("| {name} | | | |\n").as_bytes()),
        "xlsform.cell_size"
    );
    assert_eq!(
        refused("a.csv", format!("{name},,,,\n").as_bytes()),
        "xlsform.cell_size"
    );
}

#[test]
fn one_text_in_every_cell_is_counted_each_time() {
    let limits = Limits {
        text: 1_000,
        ..Limits::default()
    };
    let row = "<row><c t=\"s\"><v>0</v></c></row>".repeat(20);
    let content = format!("<sheetData>{row}</sheetData>");
    let strings = format!("<si><t>{}</t></si>", "x".repeat(100));
    let book = xlsx(&[("survey", &content)], &strings);
    assert_eq!(
        file("a.xlsx", &book, &limits).unwrap_err().code(),
        "xlsform.file_cells"
    );
}

#[test]
fn elements_that_nest_are_refused() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(
        refused("a.xlsx", &one(&deep)),
        "xlsform.file_damaged survey"
    );
    let unfolding = "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\">]><w><row><c><v>&a;</v></c></row></w>";
    assert_eq!(
        refused("a.xlsx", &one(unfolding)),
        "xlsform.file_damaged survey A1"
    );
}

#[test]
fn formulas_that_nest_are_read_past() {
    let cell = |levels: usize| {
        let formula = format!("{}1{}", "IF(1,".repeat(levels), ")".repeat(levels));
        one(&format!(
            "<sheetData><row><c t=\"str\"><f>{formula}</f><v>x</v></c></row></sheetData>"
        ))
    };
    // Nothing works a formula out: what it gave last stands beside it.
    let read = sheets(&cell(10_000));
    assert_eq!(read[0].rows.len(), 1);
    assert_eq!(
        refused("a.xlsx", &cell(200_000)),
        "xlsform.cell_size survey A1"
    );
}

#[test]
fn a_file_that_is_too_large_is_not_looked_into() {
    let limits = Limits {
        file: 10,
        ..Limits::default()
    };
    let fault = file("a.md", b"| survey | | | |", &limits).unwrap_err();
    assert_eq!(fault.code(), "xlsform.file_size");
    let files: [(&str, &[u8]); 2] = [("survey.csv", b"type,name"), ("choices.csv", b"list_name")];
    assert_eq!(
        folder(&files, &limits).unwrap_err().code(),
        "xlsform.file_size"
    );
}

#[test]
fn a_column_at_the_end_of_all_numbers_is_refused() {
    // The last address that there is: its column is one below the largest number.
    let last = letters(u32::MAX - 1);
    let row = |cells: &str| one(&format!("<sheetData><row>{cells}</row></sheetData>"));
    assert!(
        sheets(&row(&format!("<c r=\"{last}1\"/>")))[0]
            .rows
            .is_empty()
    );
    let two = row(&format!("<c r=\"{last}1\"/><c/>"));
    let place = letters(u32::MAX);
    assert_eq!(
        refused("a.xlsx", &two),
        format!("xlsform.file_columns survey {place}1")
    );
    let value = row(&format!("<c r=\"{last}1\"><f/></c><c><v>1</v></c>"));
    assert_eq!(
        refused("a.xlsx", &value),
        format!("xlsform.file_columns survey {place}1")
    );
    let far = r#"<sheetData><row r="4294967295"/><row><c><v>1</v></c></row></sheetData>"#;
    assert_eq!(
        refused("a.xlsx", &one(far)),
        "xlsform.file_rows survey A4294967295"
    );
}

#[test]
fn an_entry_at_the_end_of_all_numbers_is_damage() {
    // The place of the entry stands in 64 bits, and is the largest of them.
    let mut file = Vec::from(b"PK\x01\x02" as &[u8]);
    file.extend([0; 24]);
    for number in [1_u16, 12, 0] {
        file.extend(number.to_le_bytes());
    }
    file.extend([0; 8]);
    file.extend([0xFF; 4]);
    file.extend(b"x\x01\0\x08\0");
    file.extend([0xFF; 8]);
    file.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0");
    let archive = zip::Archive::open(&file, &Limits::default()).unwrap();
    assert_eq!(archive.part("x").err(), Some(trouble::Trouble::Damaged));
}

#[test]
fn a_line_of_millions_of_separators_is_not_kept() {
    let separators = 4_000_000;
    for (name, text) in [
        (
            "survey.csv",
            format!("type,name,label{}\ntext,a,A\n", ",".repeat(separators)),
        ),
        (
            "a.csv",
            format!(
                "survey,,,{}\n,type,name,label\n,text,a,A\n",
                ",".repeat(separators)
            ),
        ),
        (
            "a.md",
            format!(
                "| survey |{}\n| | type | name | label |\n| | text | a | A |\n",
                " |".repeat(separators)
            ),
        ),
    ] {
        let read = file(name, text.as_bytes(), &Limits::default()).unwrap();
        let sheet = read.workbook.sheets.last().unwrap();
        let found: Vec<String> = cells(sheet).into_iter().take(3).collect();
        assert_eq!(found, ["A1=type", "B1=name", "C1=label"], "{name}");
    }
    // Where they part something, the first cell beyond the limit is told and no other one kept.
    for (name, text) in [
        (
            "survey.csv",
            format!("type,name,label{}\n", ",x".repeat(separators)),
        ),
        (
            "a.csv",
            format!("survey,,,\n,type{}\n", ",x".repeat(separators)),
        ),
        (
            "a.md",
            format!("| survey | | | |\n| | type |{}\n", "x|".repeat(separators)),
        ),
    ] {
        assert_eq!(
            refused(name, text.as_bytes()),
            "xlsform.file_columns survey AMK1",
            "{name}"
        );
    }
}

#[test]
fn lists_in_a_folder_are_no_sheets() {
    let list = format!("name,label\n{}", "a,b\n".repeat(400_000));
    let files: [(&str, &[u8]); 3] = [
        ("calles.csv", list.as_bytes()),
        ("choices.csv", b"list_name,name,label\nl,x,X\n"),
        (
            "survey.csv",
            b"type,name,label\nselect_one_from_file calles.csv,a,A\n",
        ),
    ];
    let read = folder(&files, &Limits::default()).unwrap();
    let rows: Vec<(&str, usize)> = read
        .workbook
        .sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.rows.len()))
        .collect();
    assert_eq!(rows, [("calles", 0), ("choices", 2), ("survey", 2)]);
    // Nor does a list count in what a folder may hold, and its encoding is its own.
    let small = Limits {
        file: 1_000,
        ..Limits::default()
    };
    let files = [
        ("calles.csv", list.as_bytes()),
        ("lista.csv", b"\0"),
        files[1],
        files[2],
    ];
    assert!(folder(&files, &small).unwrap().faults.is_empty());
    // A folder of one file is one sheet, whatever its name.
    let alone: [(&str, &[u8]); 1] = [("visita.csv", b"type,name\ntext,a\n")];
    let read = folder(&alone, &Limits::default()).unwrap();
    assert_eq!(read.workbook.sheets[0].rows.len(), 2);
}
