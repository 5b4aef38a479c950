//! Files as people and their programs save them, and files made to fill the memory.

use std::io::Write as _;

use super::*;
use crate::workbook::{Sheet, Value, letters};

mod limits;
mod open_document;
mod workbooks;

/// A zip of entries, deflated.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in entries {
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(content).unwrap();
        let data = encoder.finish().unwrap();
        let header = u32::try_from(file.len()).unwrap();
        let (packed, size) = (len32(&data), len32(content));
        file.extend(b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        for number in [packed, size] {
            file.extend(number.to_le_bytes());
        }
        file.extend(len16(name.as_bytes()).to_le_bytes());
        file.extend(b"\0\0");
        file.extend(name.as_bytes());
        file.extend(&data);
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0");
        for number in [packed, size] {
            directory.extend(number.to_le_bytes());
        }
        directory.extend(len16(name.as_bytes()).to_le_bytes());
        directory.extend([0; 12]);
        directory.extend(header.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = len32(&file);
    file.extend(&directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    for _ in 0..2 {
        file.extend(len16(entries).to_le_bytes());
    }
    file.extend(len32(&directory).to_le_bytes());
    file.extend(at.to_le_bytes());
    file.extend(b"\0\0");
    file
}

fn len32<T>(of: &[T]) -> u32 {
    u32::try_from(of.len()).unwrap()
}

fn len16<T>(of: &[T]) -> u16 {
    u16::try_from(of.len()).unwrap()
}

/// A workbook whose sheets have the content of `worksheet` given.
fn xlsx(sheets: &[(&str, &str)], strings: &str) -> Vec<u8> {
    let mut tabs = String::new();
    let mut relations = String::new();
    let mut parts = Vec::new();
    for (index, (name, content)) in sheets.iter().enumerate() {
        tabs += &format!(r#"<sheet name="{name}" sheetId="{index}" r:id="r{index}"/>"#);
        relations += &format!(
            r#"<Relationship Id="r{index}" Type="http://x/worksheet" Target="sheet{index}.xml"/>"#
        );
        parts.push((
            format!("xl/sheet{index}.xml"),
            format!("<worksheet>{content}</worksheet>"),
        ));
    }
    relations += r#"<Relationship Id="s" Type="http://x/sharedStrings" Target="strings.xml"/>"#;
    relations += r#"<Relationship Id="t" Type="http://x/styles" Target="/xl/styles.xml"/>"#;
    let styles = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd\-mm"/></numFmts>
        <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="20"></xf></cellXfs></styleSheet>"#;
    let fixed = [
        (
            "xl/workbook.xml",
            format!("<workbook><sheets>{tabs}</sheets></workbook>"),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships>{relations}</Relationships>"),
        ),
        ("xl/strings.xml", format!("<sst>{strings}</sst>")),
        ("xl/styles.xml", styles.to_owned()),
    ];
    let fixed = fixed
        .iter()
        .map(|(name, content)| (*name, content.as_bytes()));
    let parts = parts
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_bytes()));
    zip(&fixed.chain(parts).collect::<Vec<_>>())
}

fn one(content: &str) -> Vec<u8> {
    xlsx(&[("survey", content)], "")
}

fn sheets(bytes: &[u8]) -> Vec<Sheet> {
    file("form.xlsx", bytes, &Limits::default())
        .unwrap()
        .workbook
        .sheets
}

/// `A1=text` for each cell.
fn cells(sheet: &Sheet) -> Vec<String> {
    let rows = sheet.rows.iter();
    rows.flat_map(|row| {
        row.cells.iter().map(|cell| {
            let kind = match cell.value {
                Value::Text(_) => "",
                Value::Number(_) => "n:",
                Value::Truth(_) => "b:",
                Value::Moment(_) => "d:",
                Value::Error(_) => "e:",
            };
            format!(
                "{}{}={kind}{}",
                letters(cell.column),
                row.number,
                cell.value.text()
            )
        })
    })
    .collect()
}

/// The code and the place of the fault that keeps a file from being read.
fn refused(name: &str, bytes: &[u8]) -> String {
    let fault = file(name, bytes, &Limits::default()).unwrap_err();
    let place = fault.place.to_string();
    format!("{} {place}", fault.code()).trim().to_owned()
}
