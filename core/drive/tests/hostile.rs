//! Files of cases come from anywhere: whatever they hold, reading ends, and says where it stopped.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;

use farola_drive::cases::{Defaults, Suite};
use farola_form::{FormDef, NoMedia};
use proptest::prelude::*;

const FORM: &str = r#"<h:html xmlns="http://www.w3.org/2002/xforms"
    xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>T</h:title><model>
    <instance><data id="t"><a/><r><b/></r></data></instance>
    <bind nodeset="/data/a" type="int" constraint=". &lt; 9"/></model></h:head><h:body>
    <input ref="/data/a"><label>A</label></input><group ref="/data/r"><label>R</label>
    <repeat nodeset="/data/r"><input ref="/data/r/b"><label>B</label></input></repeat></group>
    </h:body></h:html>"#;

/// Words that mean something in a file of cases or in YAML.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "name", "steps", "cases", "given", "answer", "expect", "add", "remove", "goto", "next",
        "back", "screen", "finalize", "reopen", "draft", "edit", "language", "now", "refused",
        "value", "relevant", "choices", "count", "that", "errors", "xml", "a", "b", "/data/a",
        "r[2]/b", "r", "r[", "]", "true", "3", "-1", "x", ": ", "- ", "\n", "\n  ", "\n    ", "{",
        "}", "[", ", ", "'", "\"", "&a ", "*a", "!t ", "|", ">", "#", "---", "~", "\t", "é",
        "${a}",
    ];
    prop_oneof![8 => proptest::sample::select(words.to_vec()).prop_map(ToOwned::to_owned),
        1 => ".{0,6}"]
}

fn run(text: &str) {
    match Suite::parse(text) {
        Ok(suite) => {
            let form = Arc::new(FormDef::parse(FORM.as_bytes(), &NoMedia).0.unwrap());
            let reports = suite.run(&form, &Defaults::default());
            assert_eq!(reports.len(), suite.len());
        }
        Err(error) => assert!(error.at().line >= 1 && !error.to_string().is_empty()),
    }
}

proptest! {
    #[test]
    fn no_file_of_cases_makes_it_panic(words in proptest::collection::vec(word(), 0..60)) {
        run(&words.concat());
    }

    #[test]
    fn no_step_makes_it_panic(
        steps in proptest::collection::vec((word(), word(), word()), 1..12),
    ) {
        let mut text = "- name: x\n  steps:\n".to_owned();
        for (step, key, value) in steps {
            let clean = |word: &str| word.replace(['\n', '\'', '\t'], " ");
            let (step, key, value) = (clean(&step), clean(&key), clean(&value));
            text.push_str(&format!("  - {step}: {{'{key}': '{value}'}}\n"));
        }
        run(&text);
    }

    #[test]
    fn no_answer_makes_a_known_step_panic(
        step in proptest::sample::select(vec!["answer", "refused", "expect"]),
        key in proptest::sample::select(vec!["a", "r/b", "r[2]/b", "/data/@id", "r", "/data"]),
        check in proptest::sample::select(vec!["value", "choices", "count", "that", "label"]),
        value in ".{0,12}",
    ) {
        let value = value.replace(['\'', '\n', '\r'], " ");
        let what = if step == "expect" { format!("{{{check}: '{value}'}}") } else {
            format!("'{value}'")
        };
        run(&format!("- name: x\n  steps:\n  - add: r\n  - {step}: {{'{key}': {what}}}\n"));
    }
}
