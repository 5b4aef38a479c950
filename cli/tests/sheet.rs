//! `farola form sheet`: the kit's forms as sheets, and these as the same forms again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A helper may stop the test.

use form_command::{farola, kit};

#[path = "rig/form_command.rs"]
mod form_command;

#[test]
fn a_form_goes_to_sheets_of_each_kind_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let form = kit("cs_punto.xml");
    for target in ["punto.xlsx", "punto.csv", "punto"] {
        let target = folder.path().join(target);
        let target = target.to_str().unwrap();
        let arguments = ["sheet", form.to_str().unwrap(), "-o", target];
        let (code, _, said) = farola(&arguments);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("las hojas dan el mismo formulario"), "{said}");
        let (code, out, said) = farola(&["convert", target, "-o", "-"]);
        assert_eq!(code, 0, "{said}");
        assert!(out == std::fs::read_to_string(&form).unwrap(), "{target}");
        // The same sheets again are nothing to ask about; others stay without --force.
        let (code, _, said) = farola(&arguments);
        assert_eq!(code, 0, "{said}");
    }
}

#[test]
fn what_a_sheet_cannot_say_is_told_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xml");
    let xml = std::fs::read_to_string(kit("cs_plan.xml")).unwrap();
    let secret = xml
        .replacen("<input ", "<secret ", 1)
        .replacen("</input>", "</secret>", 1);
    std::fs::write(&path, secret).unwrap();
    let path = path.to_str().unwrap();
    let (code, _, said) = farola(&["sheet", path, "--words", "en"]);
    assert_eq!(code, 0, "{said}");
    assert!(
        said.contains("warning xlsform.back_") && said.contains("secret"),
        "{said}"
    );
    assert!(said.contains("; differences: "), "{said}");
    let other = folder.path().join("form.md");
    std::fs::write(&other, "mine").unwrap();
    let (code, _, said) = farola(&["sheet", path, "-o", other.to_str().unwrap(), "--json"]);
    assert_eq!(code, 2, "{said}");
    let line: serde_json::Value = serde_json::from_str(said.lines().next().unwrap()).unwrap();
    assert!(
        line["es"]["what"].as_str().unwrap().contains("secret"),
        "{line}"
    );
    assert!(
        said.contains("form.file_there: Ahí ya hay otro archivo"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
}

#[test]
fn what_is_no_form_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("form.xml");
    std::fs::write(&path, "<data/>").unwrap();
    let (code, _, said) = farola(&["sheet", path.to_str().unwrap()]);
    assert!(code == 1 && said.contains("xlsform.back_no_form"), "{said}");
    let (code, _, said) = farola(&["sheet", "/nowhere/form.xml"]);
    assert!(code == 2 && said.contains("form.unreadable"), "{said}");
    assert!(!folder.path().join("form.xlsx").exists());
}

#[test]
fn letters_that_are_not_utf_8_are_refused_and_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let (form, lists) = (
        folder.path().join("f.xml"),
        folder.path().join("itemsets.csv"),
    );
    let latin = b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'>a\xf1o</h:html>";
    std::fs::write(&form, latin).unwrap();
    let (code, _, said) = farola(&["sheet", form.to_str().unwrap()]);
    assert!(
        code == 2 && said.contains("f.xml: form.unreadable"),
        "{said}"
    );
    std::fs::copy(kit("cs_punto.xml"), &form).unwrap();
    std::fs::write(&lists, b"list_name,name,label\nc,a,a\xf1o\n").unwrap();
    let (code, _, said) = farola(&["sheet", form.to_str().unwrap()]);
    assert!(
        code == 2 && said.contains("itemsets.csv: form.unreadable"),
        "{said}"
    );
    assert!(!folder.path().join("f.xlsx").exists());
}
