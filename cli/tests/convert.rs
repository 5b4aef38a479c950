//! `farola form convert`, and sheets given to the other commands of `farola form`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)] // A helper may stop the test.

use form_command::{farola, kit};

#[path = "rig/form_command.rs"]
mod form_command;

/// A folder with a sheet in it, and the sheet's path.
fn sheet(name: &str, text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

const BROKEN: &str = "\
| survey |            |          |              |
|        | type       | name     | label        |
|        | texto      | nombre   | Nombre       |
|        | select_one | uno      | Uno          |
|        | integer    | edad año | Edad         |
|        | note       | n        | Hola ${edda} |
";

#[test]
fn a_sheet_becomes_the_form_of_the_kit() {
    let sheet = kit("cs_punto.xlsx");
    let (code, out, said) = farola(&["convert", sheet.to_str().unwrap(), "-o", "-"]);
    assert_eq!(code, 0, "{said}");
    assert_eq!(out, std::fs::read_to_string(kit("cs_punto.xml")).unwrap());
}

#[test]
fn the_form_goes_beside_the_sheet_with_the_files_that_it_holds() {
    let (folder, path) = sheet(
        "city.md",
        "\
| survey           |                          |      |       |               |
|                  | type                     | name | label | choice_filter |
|                  | select_one_external city | city | City  | state = 'j'   |
| external_choices |                          |      |       |               |
|                  | list_name                | name | label | state         |
|                  | city                     | gdl  | GDL   | j             |
",
    );
    let (code, out, said) = farola(&["convert", &path, "--words", "en"]);
    assert_eq!((code, out.as_str()), (0, ""), "{said}");
    let form = std::fs::read_to_string(folder.path().join("city.xml")).unwrap();
    assert!(
        form.contains("query=\"instance('city')/root/item[state = 'j']\""),
        "{form}"
    );
    assert!(form.contains("<data id=\"city\">"), "{form}");
    let list = std::fs::read_to_string(folder.path().join("itemsets.csv")).unwrap();
    assert!(list.contains("\"city\",\"gdl\",\"GDL\",\"j\""), "{list}");
}

#[test]
fn another_file_in_the_place_of_the_form_stays_without_force() {
    let (folder, path) = sheet(
        "visit.md",
        "| survey | | | |\n| | type | name | label |\n| | text | a | A |\n",
    );
    let form = folder.path().join("visit.xml");
    std::fs::write(&form, "mine").unwrap();
    let (code, _, said) = farola(&["convert", &path]);
    assert_eq!(code, 2, "{said}");
    assert!(
        said.contains("form.file_there") && said.contains("--force"),
        "{said}"
    );
    assert_eq!(std::fs::read_to_string(&form).unwrap(), "mine");
    let (code, _, said) = farola(&["convert", &path, "--force"]);
    assert_eq!(code, 0, "{said}");
    let made = std::fs::read_to_string(&form).unwrap();
    assert!(made.contains("<label>A</label>"), "{made}");
    // The same form again is nothing to ask about.
    let (code, _, said) = farola(&["convert", &path]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn the_deepest_form_that_is_made_is_one_that_is_read() {
    for (begin, end, most) in [
        ("begin_group", "end_group", 56),
        ("begin_repeat", "end_repeat", 28),
    ] {
        let levels = |count: usize| {
            let mut table = String::from("| survey | | | |\n| | type | name | label |\n");
            for level in 0..count {
                table.push_str(&format!("| | {begin} | g{level} | G |\n"));
            }
            table.push_str("| | select_one l | a | A |\n| | note | b | Hi ${a} |\n");
            table.push_str(&format!("| | {end} | | |\n").repeat(count));
            table.push_str("| choices | | | |\n| | list_name | name | label |\n| | l | x | X |\n");
            table
        };
        let (_folder, path) = sheet("deep.md", &levels(most));
        let (code, out, _) = farola(&["check", &path, "--words", "en"]);
        assert!(
            code == 0 && !out.contains("form.too_deep"),
            "{begin}: {out}"
        );
        let (_folder, path) = sheet("deep.md", &levels(most + 1));
        let (code, out, _) = farola(&["check", &path, "--words", "en"]);
        assert!(
            code == 1 && out.contains("xlsform.groups_deep"),
            "{begin}: {out}"
        );
    }
}

#[test]
fn every_fault_is_said_at_its_cell_and_nothing_is_written() {
    let (folder, path) = sheet("broken.md", BROKEN);
    let (code, _, said) = farola(&["convert", &path]);
    assert_eq!(code, 1, "{said}");
    for expected in [
        "survey A2 (type): error xlsform.type_near: No existe el tipo «texto».",
        "survey A3 (type): error xlsform.list_not_named",
        "survey B4 (name): error xlsform.name_wrong",
        "survey C5 (label): error xlsform.reference_",
        "no se hizo",
    ] {
        assert!(said.contains(expected), "{expected}: {said}");
    }
    assert!(!folder.path().join("broken.xml").exists());
}

#[test]
fn machines_get_a_line_for_each_fault_in_both_languages() {
    let (_folder, path) = sheet("broken.md", BROKEN);
    let (code, _, said) = farola(&["convert", &path, "--json"]);
    let lines: Vec<serde_json::Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((code, lines.len()), (1, 4), "{said}");
    assert_eq!(lines[0]["cell"], "A2");
    assert_eq!(lines[0]["text"], "texto");
    assert!(
        lines[0]["es"]["what"]
            .as_str()
            .unwrap()
            .starts_with("No existe")
    );
    assert!(lines[0]["en"]["instead"].as_str().unwrap().contains("text"));
}

#[test]
fn a_folder_of_csv_files_is_a_form() {
    let folder = tempfile::tempdir().unwrap();
    let form = folder.path().join("visit");
    std::fs::create_dir(&form).unwrap();
    std::fs::write(
        form.join("survey.csv"),
        "type,name,label\nselect_one yes,ok,Ok?\n",
    )
    .unwrap();
    std::fs::write(
        form.join("choices.csv"),
        "list_name,name,label\nyes,si,Sí\n",
    )
    .unwrap();
    let (code, out, said) = farola(&["convert", form.to_str().unwrap(), "-o", "-"]);
    assert_eq!(code, 0, "{said}");
    assert!(out.contains("<label>Sí</label>"), "{out}");
}

#[test]
fn what_is_known_of_the_form_is_said_at_the_cell_of_the_sheet() {
    let (_folder, path) = sheet(
        "visit.md",
        "\
| survey |                  |      |                      |                    |                            |
|        | type             | name | label::Español (es)  | label::English (en) | relevant                   | constraint        | calculation |
|        | integer          | edad | Edad                 | Age                |                            | . > 99 and . < 18 |      |
|        | begin_group      | g    | G                    | G                  | ${edad} > 17               |                   |      |
|        | text             | b    | B                    |                    | ${edad} < 12               |                   |      |
|        | end_group        |      |                      |                    |                            |                   |      |
",
    );
    let (code, out, _) = farola(&["check", &path, "--words", "en"]);
    assert_eq!(code, 0, "{out}");
    for expected in [
        "visit.md: survey F2 (constraint): warning form.never_valid",
        "visit.md: survey E4 (relevant): warning form.never_relevant",
        ": survey D4 (label::English (en)): warning xlsform.text_untranslated",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    let (_, out, _) = farola(&["check", &path, "--json"]);
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let never = lines
        .iter()
        .find(|line| line["code"] == "form.never_relevant")
        .unwrap();
    assert_eq!(never["cell"], "E4");
    assert_eq!(
        (&never["sheet"], &never["row"]),
        (&"survey".into(), &4.into())
    );
    // A circle is said at the first of its questions.
    let (_folder, path) = sheet(
        "circle.md",
        "\
| survey |           |      |       |             |
|        | type      | name | label | calculation |
|        | calculate | a    |       | ${b} + 1    |
|        | calculate | b    |       | ${a} + 1    |
",
    );
    let (code, out, _) = farola(&["check", &path, "--words", "en"]);
    assert!(
        code == 1 && out.contains("circle.md: survey B3 (name): error form.cycle"),
        "{out}"
    );
    // What is wrong with the sheet itself has its cell too.
    let (_folder, path) = sheet("broken.md", BROKEN);
    let (_, out, _) = farola(&["check", &path, "--words", "en"]);
    assert!(
        out.contains("broken.md: survey A2 (type): error xlsform.type_near"),
        "{out}"
    );
}

#[test]
fn a_new_sheet_is_a_form_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    for words in ["es", "en"] {
        let mut forms = Vec::new();
        for end in ["xlsx", "md"] {
            let path = folder.path().join(words).join("visita").with_extension(end);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let path = path.to_str().unwrap();
            let (code, _, said) = farola(&["new", path, "--words", words]);
            assert_eq!((code, said.as_str()), (0, ""));
            let (code, out, _) = farola(&["check", path, "--words", "en"]);
            assert!(
                code == 0 && out.contains("3 questions; no errors, no warnings"),
                "{out}"
            );
            forms.push(farola(&["convert", path, "-o", "-"]).1);
            std::fs::write(path, "mine").unwrap();
            let (code, _, said) = farola(&["new", path, "--words", words]);
            let way_out = ["dé otro nombre", "give another name"];
            assert!(
                code == 2 && way_out.iter().any(|way| said.contains(way)),
                "{said}"
            );
            assert!(!said.contains("os error"), "{said}");
            assert_eq!(std::fs::read_to_string(path).unwrap(), "mine");
        }
        assert_eq!(forms[0], forms[1]);
        assert!(forms[0].contains("id=\"visita\""), "{}", forms[0]);
    }
    let path = folder.path().join("nowhere/visita.md");
    let (code, _, said) = farola(&["new", path.to_str().unwrap()]);
    assert!(code == 2 && said.contains("la carpeta no existe"), "{said}");
    let path = folder.path().join("visita.doc");
    let (code, _, said) = farola(&["new", path.to_str().unwrap()]);
    assert!(
        code == 2 && said.contains(".xlsx") && !path.exists(),
        "{said}"
    );
}

#[test]
fn a_newer_version_says_what_it_changes_and_what_follows() {
    let table = |rows: &str, choices: &str| {
        format!(
            "| survey | | | |\n| | type | name | label | save_to |\n{rows}| choices | | | |\n| | list_name | name | label |\n{choices}| settings | |\n| | form_id |\n| | f |\n| entities | | |\n| | list_name | label |\n| | calles | 'x' |\n"
        )
    };
    let (_old, old) = sheet(
        "old.md",
        &table(
            "| | text | calle | Calle | nombre |\n| | integer | edad | Edad | |\n| | text | lugar | Lugar | |\n| | select_one l | luz | Luz | |\n| | text | nota | Nota | |\n",
            "| | l | si | Sí |\n| | l | no | No |\n",
        ),
    );
    let (_new, new) = sheet(
        "new.md",
        &table(
            "| | text | calle | Calle | |\n| | decimal | edad | Edad | |\n| | begin_group | g | G | |\n| | text | lugar | Lugar | |\n| | end_group | | | |\n| | select_one l | luz | Luz | |\n| | text | apunte | Nota | |\n| | image | foto | Foto | |\n",
            "| | l | si | Sí |\n| | l | quiza | Quizá |\n",
        ),
    );
    let (code, out, _) = farola(&["diff", &old, &new, "--json"]);
    assert_eq!(code, 1, "{out}");
    let told: Vec<String> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| format!("{} {}", line["change"], line["path"]).replace('"', ""))
        .collect();
    for expected in [
        "retyped /data/edad",
        "moved /data/g/lugar",
        "choices_gone /data/luz",
        "renamed /data/apunte",
        "added /data/foto",
        "property_gone /data/calle",
    ] {
        assert!(told.contains(&expected.to_owned()), "{expected}: {told:?}");
    }
    let (_, out, _) = farola(&["diff", &old, &new]);
    assert!(
        out.contains("antes int, ahora decimal") && out.contains("borradores:"),
        "{out}"
    );
    let (code, out, _) = farola(&["diff", &old, &old, "--words", "en"]);
    assert!(code == 0 && out.contains("the same questions"), "{out}");
}

#[test]
fn what_cannot_be_read_is_said() {
    let (code, _, said) = farola(&["convert", kit("none.xlsx").to_str().unwrap()]);
    assert!(code == 2 && said.contains("form.unreadable"), "{said}");
    let (folder, path) = sheet("notes.txt", "no sheet");
    let (code, _, said) = farola(&["convert", folder.path().to_str().unwrap()]);
    assert!(code == 2 && said.contains("no CSV file"), "{path}: {said}");
    let (_folder, path) = sheet("form.xlsx", "not a workbook");
    let (code, _, said) = farola(&["convert", &path]);
    assert!(code == 1 && said.contains("xlsform.file_kind"), "{said}");
}

#[test]
fn other_commands_take_sheets() {
    let (_folder, path) = sheet("broken.md", BROKEN);
    let (code, out, _) = farola(&["check", &path, "--words", "en"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("xlsform.type_near"), "{out}");
    let sheet = kit("cs_punto.xlsx");
    let (code, out, _) = farola(&["check", sheet.to_str().unwrap()]);
    assert!(code == 0 && out.contains("cs_punto"), "{out}");
}
