//! A file that somebody calls an XLSForm: read, compiled, and what comes out read as a form.

use farola_form::{FormDef, MediaMap};
use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Language, Options, Workbook, compile};

/// The first byte says how the rest becomes a file.
pub fn run(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else {
        return;
    };
    let (name, bytes) = match kind % 6 {
        0 => ("form.xlsx", rest.to_vec()),
        1 => ("form.xlsx", excel(rest)),
        2 => ("form.ods", zip(&[("content.xml", rest)])),
        3 => ("form.xls", [OLD_EXCEL, rest].concat()),
        4 => ("form.csv", rest.to_vec()),
        _ => ("form.md", rest.to_vec()),
    };
    match read::file(name, &bytes, &LIMITS) {
        Ok(reading) => compiled(&reading.workbook),
        Err(fault) => assert!(
            fault.code().starts_with("xlsform."),
            "refused without a code"
        ),
    }
}

/// Small enough that one input never takes long; the limits themselves have tests.
const LIMITS: Limits = Limits {
    file: 1 << 20,
    inflated: 1 << 20,
    cell: 4 << 10,
    sheets: 20,
    rows: 400,
    columns: 64,
    cells: 4_000,
    text: 64 << 10,
};

const OLD_EXCEL: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Compiles; a form that comes out must be XML that the engine reads or refuses with a reason,
/// and every fault must have its sentences.
pub(crate) fn compiled(workbook: &Workbook) {
    let outcome = compile(workbook, &Options::default());
    for fault in &outcome.faults {
        for language in [Language::Spanish, Language::English] {
            assert!(!fault.what(language).is_empty());
            assert!(!fault.instead(language).is_empty());
        }
    }
    let Some(form) = outcome.form else {
        assert!(!outcome.faults.is_empty(), "refused without a word");
        return;
    };
    let (def, diagnostics) = FormDef::parse(form.xml.as_bytes(), &MediaMap::new());
    assert!(
        def.is_some() || !diagnostics.is_empty(),
        "refused without a word"
    );
    // The way back never fails on a form of ours, and what it gives is a workbook again.
    let back = farola_xlsform::sheets(&form.xml, None);
    assert!(back.is_ok_and(|back| !back.workbook.sheets.is_empty()));
    let is_xml = diagnostics.iter().all(|d| d.code != "form.not_xml");
    assert!(is_xml, "what was written is no XML:\n{}", form.xml);
}

/// A workbook whose one sheet, its strings and its styles are the given bytes, parted by 0x00.
fn excel(bytes: &[u8]) -> Vec<u8> {
    let mut parts = bytes.split(|byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    zip(&[
        ("xl/workbook.xml", br#"<w><sheet name="survey" r:id="a"/></w>"#),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<r><Relationship Id="a" Type="/worksheet" Target="a"/><Relationship Id="b" Type="/sharedStrings" Target="b"/><Relationship Id="c" Type="/styles" Target="c"/></r>"#,
        ),
        ("xl/a", next()),
        ("xl/b", next()),
        ("xl/c", next()),
    ])
}

/// A zip of stored entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut directory = Vec::new();
    let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
    for (name, content) in entries {
        let start = count(file.len());
        let sizes = [count(content.len()); 2].map(u32::to_le_bytes).concat();
        let name_size = (name.len() as u16).to_le_bytes();
        file.extend(b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        file.extend(
            [
                sizes.as_slice(),
                &name_size,
                b"\0\0",
                name.as_bytes(),
                content,
            ]
            .concat(),
        );
        directory.extend(b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0");
        directory.extend([sizes.as_slice(), &name_size, &[0; 12]].concat());
        directory.extend([start.to_le_bytes().as_slice(), name.as_bytes()].concat());
    }
    let at = count(file.len()).to_le_bytes();
    file.extend(&directory);
    let entries = (entries.len() as u16).to_le_bytes();
    file.extend([b"PK\x05\x06\0\0\0\0".as_slice(), &entries, &entries].concat());
    file.extend(
        [
            count(directory.len()).to_le_bytes().as_slice(),
            &at,
            b"\0\0",
        ]
        .concat(),
    );
    file
}
