//! The kit's sheets give the kit's forms, which pyxform made: byte for byte.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A helper may stop the test.

use std::path::Path;

use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Options, compile};

fn check(folder: &str, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let bytes = std::fs::read(root.join(name)).unwrap();
    let reading = read::file(name, &bytes, &Limits::default()).unwrap();
    let outcome = compile(&reading.workbook, &Options::default());
    assert!(outcome.faults.is_empty(), "{name}: {:?}", outcome.faults);
    let form = outcome.form.unwrap();
    let expected = std::fs::read_to_string(root.join(name).with_extension("xml")).unwrap();
    assert!(form.xml == expected, "{name} gives another form");
}

#[test]
fn the_sheets_of_the_kit_give_its_forms() {
    for form in [
        "cierre",
        "hallazgo",
        "plan",
        "punto",
        "recorrido",
        "verificacion",
    ] {
        check("kit", &format!("cs_{form}.xlsx"));
    }
}

#[test]
fn a_table_of_markdown_gives_its_form() {
    check("tests/real", "huella_banqueta.md");
}
