//! What people who write forms in Spanish get wrong, each by its name: told once, at its cell, and
//! with what to write instead.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

use farola_xlsform::read::{self, Limits};
use farola_xlsform::{Language, Options, Outcome, compile};

fn outcome(table: &str) -> Outcome {
    let reading = read::file("form.md", table.as_bytes(), &Limits::default()).unwrap();
    compile(&reading.workbook, &Options::default())
}

/// The code and the place of each fault, without the rest.
fn check(table: &str, expected: &[&str]) {
    let outcome = outcome(table);
    let told = outcome.faults.iter().map(|fault| {
        let code = fault.code().trim_start_matches("xlsform.");
        format!("{code} {}", fault.place)
    });
    assert_eq!(told.collect::<Vec<_>>(), expected, "{table}");
}

/// What to write instead, in Spanish, of the only fault.
fn instead(table: &str) -> String {
    let outcome = outcome(table);
    let [fault] = outcome.faults.as_slice() else {
        panic!("{:?}", outcome.faults);
    };
    fault.instead(Language::Spanish)
}

/// A form of two questions of which the second has this in a column.
fn with(column: &str, cell: &str) -> String {
    format!(
        "| survey |
         | | type              | name | label | {column} |
         | | select_one si_no  | a    | A     | |
         | | integer           | b    | B     | {cell} |
         | choices |
         | | list_name | name | label |
         | | si_no     | si   | Sí    |
         | | si_no     | no   | No    |"
    )
}

#[test]
fn typographic_quotes_are_straightened() {
    check(&with("relevant", "${a} = ‘si’"), &[]);
    let form = outcome(&with("relevant", "${a} = “si”")).form.unwrap();
    assert!(
        form.xml.contains("relevant=\" /data/a  = &quot;si&quot;\""),
        "{}",
        form.xml
    );
    check(
        &with("relevant", "${a} = «si»"),
        &["expression_quotes survey D3 (relevant)"],
    );
    check(
        &with("relevant", "${a} = ´si´"),
        &["expression_quotes survey D3 (relevant)"],
    );
}

#[test]
fn blanks_that_do_not_break_are_blanks() {
    let table =
        with("relevant", "${a}\u{A0}=\u{A0}'si'").replace("select_one si", "select_one\u{A0}si");
    check(&table, &[]);
}

#[test]
fn signs_without_a_width_are_taken_out() {
    let table = with("relevant", "${a}\u{200B} = 'si'").replace("| type ", "| \u{FEFF}type ");
    check(&table.replace("| si   | Sí", "| si\u{200B} | Sí"), &[]);
}

#[test]
fn a_comma_in_the_name_of_a_choice_is_told() {
    let table = with("hint", "x").replace("| no   |", "| no, nunca |");
    check(&table, &["choice_with_comma choices B3 (name)"]);
}

#[test]
fn accents_in_names_are_advised_against() {
    let table = with("hint", "x").replace("| b ", "| año ");
    check(&table, &["name_accents survey B3 (name)"]);
    assert!(instead(&table).contains("ano"));
}

#[test]
fn blanks_and_signs_in_names_are_told_with_a_name() {
    let table = with("hint", "x").replace("| b ", "| ¿qué edad? ");
    check(&table, &["name_wrong survey B3 (name)"]);
    assert!(instead(&table).contains("que_edad"), "{}", instead(&table));
}

#[test]
fn si_in_three_spellings() {
    for value in ["Si", "sí", "Sí", "SÍ"] {
        let table = with("relevant", &format!("${{a}} = '{value}'"));
        check(&table, &["value_near survey D3 (relevant)"]);
        assert!(instead(&table).contains("'si'"));
    }
    check(
        &with("relevant", "${a} = 'quizá'"),
        &["value_unknown survey D3 (relevant)"],
    );
}

#[test]
fn a_comparison_with_no_choice_is_told_whatever_its_sign() {
    for expression in [
        "${a} = 'x1'",
        "${a} != 'x1'",
        "not(${a} != 'x1')",
        "selected(${a}, 'x1')",
    ] {
        let table = with("relevant", expression);
        check(&table, &["value_unknown survey D3 (relevant)"]);
        let what = outcome(&table).faults[0].what(Language::Spanish);
        assert!(what.contains("da siempre lo mismo"), "{expression}: {what}");
    }
}

#[test]
fn questions_about_people_are_an_advice_that_a_setting_turns_off() {
    let form = |kind: &str, label: &str, settings: &str| {
        format!("| survey |\n| | type | name | label |\n| | {kind} | a | {label} |\n{settings}")
    };
    for (label, code) in [
        ("¿Cuál es su nombre?", "asks_name"),
        ("Nombre completo", "asks_name"),
        ("What is your name?", "asks_name"),
        ("Número de teléfono", "asks_telephone"),
        ("¿Qué le pasó?", "asks_what_happened"),
        ("Have you been a victim of theft?", "asks_what_happened"),
    ] {
        let expected = format!("{code} survey C2 (label)");
        check(&form("text", label, ""), &[&expected]);
        for value in ["yes", "TRUE"] {
            let off = format!("| settings |\n| | asks_about_people |\n| | {value} |\n");
            check(&form("text", label, &off), &[]);
        }
    }
    for label in [
        "Nombre de la calle",
        "¿Hay telefonía?",
        "Señal de celular",
        "Teléfono público",
        "Su nombramiento",
        "Street name",
    ] {
        check(&form("text", label, ""), &[]);
    }
    check(&form("note", "Escriba su nombre", ""), &[]);
}

#[test]
fn yes_and_no_in_spanish() {
    for column in ["required", "read_only"] {
        for (value, right) in [("si", "yes"), ("Sí", "yes"), ("x", "yes"), ("FALSO", "no")] {
            let table = with(column, value);
            check(&table, &[&format!("yes_or_no survey D3 ({column})")]);
            assert!(instead(&table).contains(right));
        }
    }
}

#[test]
fn y_and_o_join_nothing() {
    let table = with("relevant", "${a} = 'si' y ${a} != 'no'");
    check(&table, &["expression_and_or survey D3 (relevant)"]);
    assert!(instead(&table).contains("and"));
    check(
        &with("constraint", ". > 1 O . = 0"),
        &["expression_and_or survey D3 (constraint)"],
    );
}

#[test]
fn an_expression_does_not_begin_with_equals() {
    check(
        &with("calculation", "=1 + 1"),
        &["expression_equals survey D3 (calculation)"],
    );
}

#[test]
fn semicolons_separate_nothing() {
    let table = with("calculation", "if(${a} = 'si'; 1; 0)");
    check(&table, &["expression_semicolon survey D3 (calculation)"]);
}

#[test]
fn numbers_have_a_point() {
    let table = with("constraint", ". <= 2,5");
    check(&table, &["decimal_comma survey D3 (constraint)"]);
    assert!(instead(&table).contains("2.5"));
}

#[test]
fn functions_have_their_english_names() {
    let table = with("calculation", "si(${a} = 'si', 1, 0)");
    check(&table, &["function_spanish survey D3 (calculation)"]);
    assert!(instead(&table).contains("if"));
}

#[test]
fn the_list_of_a_select_stands_behind_its_type() {
    let table = "| survey |
        | | type       | name | label |
        | | select_one | a    | si_no |
        | choices |
        | | list_name | name | label |
        | | si_no     | si   | Sí    |";
    check(table, &["list_elsewhere survey A2 (type)"]);
    assert!(instead(table).contains("select_one si_no"));
    check(
        &table.replace("| si_no |\n", "| A |\n"),
        &["list_not_named survey A2 (type)"],
    );
}

#[test]
fn one_language_in_two_spellings_is_told_once() {
    let table = "| survey |
        | | type | name | label::Español (es) | hint::español (es) |
        | | text | a    | Calle               | La de su casa      |";
    check(table, &["language_twice survey D1"]);
    assert!(instead(table).contains("Español (es)"));
}

#[test]
fn a_text_without_its_translation_is_told_at_its_cell() {
    let table = "| survey |
        | | type | name | label::Español (es) | label::English (en) | hint::Español (es) | hint::English (en) |
        | | text | a    | Calle               | Street              |                    |                    |
        | | text | b    | Colonia             |                     | La de hoy          |                    |
        | | text | c    | Esquina             |                     |                    |                    |";
    check(
        table,
        &[
            "text_untranslated survey D3 (label::English (en))",
            "text_untranslated survey F3 (hint::English (en))",
        ],
    );
    let what = outcome(table).faults[0].what(Language::Spanish);
    assert!(what.contains("faltan 1 más"), "{what}");
}

#[test]
fn two_languages_of_one_name_are_two() {
    let told = |first: &str, second: &str| {
        let table = format!(
            "| survey |
            | | type | name | label::{first} | label::{second} |
            | | text | a    | A              | B               |"
        );
        let outcome = outcome(&table);
        let codes = outcome.faults.iter().map(|fault| fault.code());
        codes
            .filter(|code| *code == "xlsform.language_twice")
            .count()
    };
    for (first, second, times) in [
        ("Náhuatl (nch)", "Náhuatl (nhe)", 0),
        ("Mixteco (mix)", "Mixteco (mib)", 0),
        ("Náhuatl (nch)", "nahuatl (nch)", 1),
        ("Español (es)", "Español (es-MX)", 1),
        ("Náhuatl", "Náhuatl (nch)", 1),
        ("Español (es)", "Español (ES)", 1),
    ] {
        assert_eq!(told(first, second), times, "{first} {second}");
    }
}

#[test]
fn types_in_spanish_are_told_with_the_right_one() {
    for (written, right) in [
        ("texto", "text"),
        ("seleccionar_uno si_no", "select_one si_no"),
        ("Selección múltiple", "select_multiple"),
        ("fecha", "date"),
        ("entero", "integer"),
    ] {
        let table = with("hint", "x").replace("| integer ", &format!("| {written} "));
        check(&table, &["type_near survey A3 (type)"]);
        assert!(instead(&table).contains(right), "{}", instead(&table));
    }
}

#[test]
fn columns_in_spanish_are_told_with_the_right_one() {
    let table = with("hint", "x").replace("| type ", "| tipo ");
    check(&table, &["column_named survey A1"]);
    assert!(instead(&table).contains("type"));
    check(&with("obligatorio", "si"), &["header_spanish survey D1"]);
}

#[test]
fn sheets_in_spanish_are_told_and_read() {
    let table = with("relevant", "${b} y ${b}").replace("| survey |", "| Encuesta |");
    check(
        &table.replace("| choices |", "| opciones |"),
        &[
            "sheet_renamed Encuesta",
            "expression_and_or Encuesta D3 (relevant)",
            "sheet_renamed opciones",
        ],
    );
}

#[test]
fn a_blank_behind_the_name_of_a_sheet_is_nothing() {
    use farola_xlsform::workbook::{Sheet, Workbook};
    let sheets = vec![
        Sheet::of_text(
            "Survey ",
            &[&["type", "name", "label"], &["text", "a", "A"]],
        ),
        Sheet::of_text("notas", &[&["x"]]),
    ];
    let outcome = compile(&Workbook { sheets }, &Options::default());
    assert!(outcome.form.is_some() && outcome.faults.is_empty());
}

#[test]
fn references_in_other_signs_are_told() {
    let table = with("relevant", "$(a) = 'si'");
    check(&table, &["reference_signs survey D3 (relevant)"]);
    assert!(instead(&table).contains("${a}"));
    let table = with("relevant", "${A} = 'si'");
    check(&table, &["reference_near survey D3 (relevant)"]);
    assert!(instead(&table).contains("${a}"));
}

#[test]
fn everything_is_told_in_one_run() {
    let table = "| survey |
        | | type            | name      | label | required | relevant            | calculation     |
        | | seleccionar uno | a         | A     |          |                     |                 |
        | | texto           | su nombre | N     | sí       |                     |                 |
        | | integer         | edad      | E     |          | ${edat} > 1,5       |                 |
        | | calculate       | c         |       |          |                     | =si(${edad};1;0) |
        | | begin group     | g         | G     |          | ${edad} > 1 y true() |                 |";
    check(
        table,
        &[
            "type_near survey A2 (type)",
            "type_near survey A3 (type)",
            "name_wrong survey B3 (name)",
            "yes_or_no survey D3 (required)",
            "reference_near survey E4 (relevant)",
            "decimal_comma survey E4 (relevant)",
            "expression_equals survey F5 (calculation)",
            "function_spanish survey F5 (calculation)",
            "expression_semicolon survey F5 (calculation)",
            "begin_without_end survey A6 (type)",
            "expression_and_or survey E6 (relevant)",
        ],
    );
}

#[test]
fn a_group_that_ends_as_a_repeat_is_one_fault() {
    let table = "| survey |
        | | type        | name | label |
        | | begin group | g    | G     |
        | | text        | a    | A     |
        | | end repeat  |      |       |
        | | text        | b    | B     |";
    check(table, &["end_of_other_kind survey A4 (type)"]);
    assert!(instead(table).contains("end_group"));
    check(
        &table.replace("| text        | b    | B     |", "| end group | | |"),
        &["end_without_begin survey A4 (type)"],
    );
}

#[test]
fn references_to_a_question_without_a_name_follow_from_it() {
    let table = "| survey |
        | | type    | name | label | relevant  |
        | | integer |      | Edad  |           |
        | | text    | a    | A     | ${edad}   |
        | | text    | b    | B     | ${edad}   |";
    check(table, &["name_missing survey B2 (name)"]);
    let two = table.replace(
        "| ${edad}   |\n        | | text    | b",
        "| ${otra}   |\n        | | text    | b",
    );
    check(
        &two,
        &[
            "name_missing survey B2 (name)",
            "reference_unknown survey D3 (relevant)",
            "reference_unknown survey D4 (relevant)",
        ],
    );
}

#[test]
fn references_to_a_name_that_is_twice_follow_from_it() {
    let table = "| survey |
        | | type    | name | label | relevant |
        | | integer | a    | A     |          |
        | | text    | a    | B     |          |
        | | text    | c    | C     | ${a} > 1 |";
    check(table, &["name_twice survey B3 (name)"]);
}

#[test]
fn columns_and_types_of_other_houses_are_named() {
    let check_column = |column: &str, expected: &[&str]| check(&with(column, "x"), expected);
    check_column("$kuid", &["column_of_house survey D1"]);
    check_column("kobo--locking-profile", &["column_of_house survey D1"]);
    check_column("bind::esri:fieldType", &["column_of_house survey D1"]);
    check_column(
        "body::esri:inputMask",
        &["column_of_house_instead survey D1"],
    );
    check_column("display_condition", &["column_of_house_instead survey D1"]);
    let table = with("hint", "x").replace("| integer ", "| begin_score ");
    check(&table, &["type_of_house survey A3 (type)"]);
    let kept = format!(
        "{}\n| settings |\n| | namespaces |\n| | esri=\"http://esri.com/xforms\" |",
        with("bind::esri:fieldType", "null")
    );
    let form = outcome(&kept).form.unwrap();
    assert!(form.xml.contains("esri:fieldType=\"null\""), "{}", form.xml);
}
