use super::*;
use crate::words::table::{CODES, WORDS};

/// What is found in a table of one file of codes and one of words.
fn found(codes: &str, words: &str) -> Vec<String> {
    let read = Words::read(|path| {
        Some(match path {
            path if path == CODES[0] => codes,
            path if path == WORDS[0] => words,
            _ => "",
        })
    });
    let faults = of_texts(&read.unwrap());
    faults.into_iter().map(|fault| fault.text).collect()
}

fn word(fields: &str) -> Vec<String> {
    found("", &format!("[\"a.b\"]\n{fields}\n"))
}

#[test]
fn texts_that_are_right_pass() {
    for fields in [
        "es = \"Seguir\"\nen = \"Next\"",
        "es = \"Se intenta otra vez.\"\nen = \"It is tried again.\"",
        "es = \"¿Borrar? Se pierde.\"\nen = \"Remove? It is lost.\"",
        "values = [\"n: int\"]\nes = \"A {n} m\"\nen = \"{n} m away\"",
        "values = [\"n: count\"]\nes = { one = \"Una\", other = \"{n} fotos\" }\nen = { one = \"{n} photo\", other = \"{n} photos\" }",
    ] {
        assert_eq!(word(fields), Vec::<String>::new(), "{fields}");
    }
}

#[test]
fn each_fault_of_a_text_is_named() {
    for (fields, why) in [
        ("es = \"a\"\nen = \"{n}\"", "no value called `n` (`en`)"),
        (
            "values = [\"n: int\"]\nes = \"a\"\nen = \"{n}\"",
            "leaves `n` out (`es`)",
        ),
        (
            "values = [\"n: count\"]\nes = \"{n}\"\nen = \"{n}\"",
            "no single `count`",
        ),
        (
            "es = { one = \"a\", other = \"b\" }\nen = \"b\"",
            "no single `count`",
        ),
        (
            "values = [\"n: count\"]\nes = { one = \"a\", other = \"b\" }\nen = { one = \"{n}\", other = \"{n}\" }",
            "leaves `n` out (`es`)",
        ),
        ("es = \" a\"\nen = \"b\"", "a space too many (`es`)"),
        ("es = \"\"\nen = \"b\"", "is blank"),
        ("es = \"Se fue. Vuelva\"\nen = \"b\"", "does not end (`es`)"),
        ("es = \"Borrar?\"\nen = \"b\"", "no partner"),
        ("es = \"Escribe tu PIN\"\nen = \"b\"", "says tú"),
    ] {
        let faults = word(fields);
        assert!(
            faults.iter().any(|text| text.contains(why)),
            "{fields}: {faults:?}"
        );
    }
}

#[test]
fn two_keys_are_not_one_name() {
    let twice = "[\"a.b\"]\nes = \"x\"\nen = \"x\"\n[a_b]\nes = \"y\"\nen = \"y\"\n";
    assert_eq!(
        found("", twice),
        ["`a_b` and `a.b` are one name where dots are not"]
    );
}

#[test]
fn a_code_has_its_way_out() {
    let code = |es: &str| format!("[\"x.y\"]\nes = \"{es}\"\nen = \"It broke. Try again.\"\n");
    assert_eq!(
        found(&code("Se rompió. Pruebe otra vez."), ""),
        Vec::<String>::new()
    );
    for es in ["Se rompió.", "Se rompió. Pruebe otra vez", "Se rompió"] {
        assert!(!found(&code(es), "").is_empty(), "{es}");
    }
}

#[test]
fn codes_and_their_page_agree() {
    let mut codes = String::new();
    for key in ["a.said", "a.gone", "shell.own"] {
        codes.push_str(&format!("[\"{key}\"]\nes = \"A. B.\"\nen = \"A. B.\"\n"));
    }
    for class in &CLASSES[1..] {
        codes.push_str(&format!(
            "[\"class.{class}\"]\nes = \"A. B.\"\nen = \"A. B.\"\n"
        ));
    }
    let page = "## a: things\n| `a.said` | user |\n| `a.silent` | user |\n\
                ## xpath: expressions\n| `xpath.syntax` | permanent |\n";
    let words = Words::read(|path| Some(if path == CODES[0] { &codes } else { "" })).unwrap();
    let faults: Vec<String> = of_codes(&words, page).into_iter().map(|f| f.text).collect();
    assert_eq!(
        faults,
        [
            "`a.silent` has no sentence",
            "`a.gone` is no code that reaches a person",
            "the class `invalid` has no sentence",
        ]
    );
}
