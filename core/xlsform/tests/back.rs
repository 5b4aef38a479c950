//! The way back: sheet, form, sheet, form. The second form is the first one, byte for byte, and
//! what a sheet cannot say is told.

#![allow(clippy::unwrap_used)] // A helper may stop the test.

use std::path::Path;

use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Compiled, Options, Workbook, compile, sheets};

fn form(workbook: &Workbook) -> Option<Compiled> {
    compile(workbook, &Options::default()).form
}

fn itemsets(form: &Compiled) -> Option<&str> {
    let mut files = form.attachments.iter();
    let file = files.find(|file| file.name == "itemsets.csv");
    file.and_then(|file| file.content.as_deref())
}

/// The form of the sheets that are made of a form of these sheets.
fn check_workbook(name: &str, workbook: &Workbook) -> Workbook {
    let first = form(workbook).unwrap_or_else(|| panic!("{name} does not compile"));
    let back = sheets(&first.xml, itemsets(&first)).unwrap();
    let again = form(&back.workbook);
    let again =
        again.unwrap_or_else(|| panic!("{name} does not compile again: {:?}", back.remarks));
    for (number, (one, two)) in (1..).zip(first.xml.lines().zip(again.xml.lines())) {
        assert_eq!(one, two, "{name}, line {number}: {:?}", back.workbook);
    }
    assert_eq!(first.xml.len(), again.xml.len(), "{name}");
    assert_eq!(itemsets(&first), itemsets(&again), "{name}");
    assert_eq!(back.remarks, [], "{name}");
    back.workbook
}

fn check_file(path: &Path) {
    let bytes = std::fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let reading = read::file(&name, &bytes, &Limits::default()).unwrap();
    check_workbook(&name, &reading.workbook);
}

/// Checks a table of Markdown; gives the texts of the survey sheet's rows.
fn check(table: &str) -> Vec<Vec<String>> {
    let reading = read::file("form.md", table.as_bytes(), &Limits::default()).unwrap();
    let back = check_workbook(table, &reading.workbook);
    let rows = back.sheets.into_iter().next().unwrap().rows.into_iter();
    let texts = rows.map(|row| {
        row.cells
            .into_iter()
            .map(|cell| cell.value.text().into_owned())
    });
    texts.map(Iterator::collect).collect()
}

#[test]
fn every_sheet_at_hand_comes_back() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut count = 0;
    for folder in [
        "kit",
        "core/xlsform/tests/forms",
        "tests/real",
        "cli/templates",
    ] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let end = path.extension().and_then(|end| end.to_str());
            let is_text = path.file_name().is_some_and(|name| name == "README.md");
            if matches!(end, Some("xlsx" | "md")) && !is_text {
                check_file(&path);
                count += 1;
            }
        }
    }
    assert!(count > 12, "only {count} sheets were found");
}

#[test]
fn rows_come_back_as_they_were_written() {
    let rows = check(
        "| survey | | | | | |
         | | type | name | label | relevant | parameters |
         | | begin_group | g | Group | | |
         | | select_one l or_other | s | Which? | | randomize=true |
         | | range | r | How much? | ${s} = 'a' | start=0 end=5 step=0.5 |
         | | end_group | | | | |
         | choices | | | |
         | | list_name | name | label |
         | | l | a | A |
         | | l | b | B |",
    );
    assert_eq!(
        rows,
        [
            vec!["type", "name", "label", "relevant", "parameters"],
            vec!["begin_group", "g", "Group"],
            vec!["select_one l or_other", "s", "Which?", "randomize=true"],
            vec![
                "range",
                "r",
                "How much?",
                "${s} = 'a'",
                "start=0 end=5 step=0.5"
            ],
            vec!["end_group"],
        ]
    );
}

#[test]
fn counts_of_repeats_come_back() {
    let rows = check(
        "| survey | | | | |
         | | type | name | label | repeat_count |
         | | integer | n | How many? | |
         | | begin_repeat | r | R | ${n} + 1 |
         | | text | t | T | |
         | | end_repeat | | | |
         | | begin_repeat | q | Q | ${n} |
         | | text | u | U | |
         | | end_repeat | | | |",
    );
    assert_eq!(rows[2], ["begin_repeat", "r", "R", "${n} + 1"]);
    assert_eq!(rows[5], ["begin_repeat", "q", "Q", "${n}"]);
}

#[test]
fn texts_in_languages_with_dashes_come_back() {
    check(
        "| survey | | | | | | | |
         | | type | name | label::es | label::en | hint::es | guidance_hint::en | image::es |
         | | text | a | - | A | | Only here | |
         | | text | b | B | | Pista | | b.png |
         | | text | c | Hola ${a} | Hi ${a}${b} | | | |
         | | note | d | - | - | | | |
         | settings | | |
         | | form_id | default_language |
         | | x | es |",
    );
    check(
        "| survey | | | | |
         | | type | name | label | image |
         | | text | a | A | a.png |
         | | text | b | B | |
         | choices | | | | |
         | | list_name | name | label | image |
         | | l | a | A | |
         | | l | b | B | b.png |
         | | m | a | A ${a} | |",
    );
}

#[test]
fn references_come_back_where_they_give_the_same_path() {
    check(
        "| survey | | | | | | |
         | | type | name | label | calculation | relevant | trigger |
         | | text | a | A | | | |
         | | begin_repeat | r | R | | | |
         | | text | b | B ${a} ${c} | | ${a} = ${b} | |
         | | text | c | C | | /data/r/b = 'x' and ../b = ${b} | |
         | | calculate | d | | concat(${a}${b}, ${last-saved#a}, indexed-repeat(${b}, ${r}, 1)) | | |
         | | calculate | e | | ${b} + 1 | | ${b} |
         | | end_repeat | | | | | |
         | | calculate | f | | count(${r}) + pulldata('p', 'x', 'y', ${a}) | | ${a} |
         | | calculate | g | | instance('l')/root/item[name = ${a}]/label | | |
         | choices | | | |
         | | list_name | name | label |
         | | l | a | A |",
    );
}

#[test]
fn lists_in_files_come_back_in_their_order() {
    check(
        "| survey | | | | | |
         | | type | name | label | calculation | choice_filter |
         | | csv-external | zonas | | | |
         | | select_one_from_file calles.csv | s | S | | zona = ${z} |
         | | xml-external | otras | | | |
         | | text | z | Z | | |
         | | calculate | c | | pulldata('precios', 'a', 'b', ${z}) | |
         | | csv-external | ultimas | | | |
         | | select_multiple_from_file sitios.geojson | g | G | | |",
    );
}

#[test]
fn choices_out_of_a_repeat_come_back() {
    check(
        "| survey | | | | |
         | | type | name | label | choice_filter |
         | | begin_repeat | r | R | |
         | | text | n | N | |
         | | integer | age | Age | |
         | | end_repeat | | | |
         | | select_one ${n} | s | S | |
         | | select_one ${n} | t | T | ${age} > 18 |",
    );
}

#[test]
fn external_choices_come_back_with_their_file() {
    check(
        "| survey | | | | |
         | | type | name | label | choice_filter |
         | | text | a | A | |
         | | select_one_external towns | t | T | state = ${a} |
         | external_choices | | | |
         | | list_name | name | state |
         | | towns | x | y |",
    );
}

#[test]
fn blanks_that_count_come_back() {
    check(
        "| survey | | | |
         | | type | name | label |
         | | text | a | two  blanks |
         | settings | | |
         | | form_id | clean_text_values |
         | | x | no |",
    );
}

/// The remarks on a form, as `code part`.
fn remarks(xml: &str) -> Vec<String> {
    let back = sheets(xml, None).unwrap();
    let remarks = back.remarks.iter().map(|fault| {
        let what = fault.what(farola_xlsform::Language::English);
        let part = what.split(": ").next().unwrap_or_default();
        format!("{} {part}", fault.code())
    });
    remarks.collect()
}

/// A form whose one question is `control`, with the given bind.
fn foreign(bind: &str, control: &str) -> String {
    format!(
        "<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' \
         xmlns:ev='http://www.w3.org/2001/xml-events' xmlns:xsd='http://www.w3.org/2001/XMLSchema' \
         xmlns:jr='http://openrosa.org/javarosa' xmlns:orx='http://openrosa.org/xforms' \
         xmlns:odk='http://www.opendatakit.org/xforms'><h:head><h:title>t</h:title>\
         <model odk:xforms-version='1.0.0'><instance><data id='f'><a/><meta><instanceID/></meta>\
         </data></instance><bind nodeset='/data/a' {bind}/><bind nodeset='/data/meta/instanceID' \
         type='string' readonly='true()' jr:preload='uid'/></model></h:head>\
         <h:body>{control}</h:body></h:html>"
    )
}

#[test]
fn what_a_sheet_cannot_say_is_told() {
    let check = |bind: &str, control: &str, expected: &[&str]| {
        assert_eq!(
            remarks(&foreign(bind, control)),
            expected,
            "{bind} {control}"
        );
    };
    let plain = "<input ref='/data/a'><label>A</label></input>";
    check("type='string'", plain, &[]);
    check("type='int' foo='1'", plain, &[]);
    check(
        "type='string'",
        "<secret ref='/data/a'><label>A</label></secret>",
        &["xlsform.back_otherwise The form says at body"],
    );
    check(
        "type='string'",
        "<input ref='/data/a'><label>A <output value='1 + 1'/></label></input>",
        &["xlsform.back_otherwise The form says at /data/a label"],
    );
    check(
        "type='string'",
        "<group><label>Page</label><input ref='/data/a'><label>A</label></input></group>",
        &[
            "xlsform.back_otherwise The form says at body",
            "xlsform.back_not_said The form says at body label",
        ],
    );
}

#[test]
fn what_is_no_form_is_refused() {
    let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
    for xml in [
        "",
        "x",
        "<a>",
        "<a/>",
        "<html/>",
        "<a></b>",
        "&x;",
        deep.as_str(),
    ] {
        assert_eq!(
            sheets(xml, None).unwrap_err().code(),
            "xlsform.back_no_form",
            "{xml}"
        );
    }
}
