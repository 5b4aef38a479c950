//! The kit's words stay in `core/walk/src/kit`: no other shipped code names one of its forms or
//! questions.
//!
//! The names are read from the forms themselves, so that a new question is held from its first
//! day on.

use std::collections::BTreeSet;

use super::source::{is_shipped, shipped_lines};
use super::{Finding, Tree};

/// The room of these words.
const ROOM: &str = "core/walk/src/kit/";

/// What every form has: metadata of XLSForm, not words of the kit.
const OF_EVERY_FORM: [&str; 6] = [
    "start",
    "end",
    "today",
    "deviceid",
    "instanceID",
    "instanceName",
];

/// Names that stand for something else where they are: name, folder, what it is there.
const HOMONYMS: &[(&str, &str, &str)] = &[
    ("walk_code", "hub/store/", "a column of its tables"),
    (
        "isp",
        "hub/",
        "a column of its tables and a key of its answers",
    ),
    ("foto", "core/xlsform/", "a type as Spanish writers name it"),
    ("tipo", "core/xlsform/", "a word as Spanish writers have it"),
    (
        "ayuda",
        "core/xlsform/",
        "a word as Spanish writers have it",
    ),
    ("suma", "core/xlsform/", "a word as Spanish writers have it"),
    ("nota", "core/xlsform/", "a type as Spanish writers name it"),
    ("hora", "core/xlsform/", "a type as Spanish writers name it"),
    (
        "fecha",
        "core/xlsform/",
        "a type as Spanish writers name it",
    ),
];

/// No form id and no name of a question as a text of shipped Rust outside the room.
pub fn words(tree: &Tree) -> Vec<Finding> {
    let names = names(tree);
    let mut findings = Vec::new();
    let files = ["core/", "hub/", "cli/", "bindings/"]
        .iter()
        .flat_map(|folder| tree.below(folder, ".rs"))
        .filter(|(path, _)| is_shipped(path) && !path.starts_with(ROOM));
    for (path, text) in files {
        for (index, line) in shipped_lines(text) {
            // Every second piece between quotation marks is a text.
            for literal in line.split('"').skip(1).step_by(2) {
                let name = literal.rsplit('/').next().unwrap_or_default();
                let other = |(word, folder, _): &(&str, &str, &str)| {
                    *word == name && path.starts_with(folder)
                };
                if names.contains(name) && !HOMONYMS.iter().any(other) {
                    let text = format!("`{name}` is a word of the kit; ask farola_walk::kit");
                    findings.push(Finding::line(path, index, text));
                }
            }
        }
    }
    findings
}

/// Ids of the kit's forms and names of their questions.
fn names(tree: &Tree) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for (path, text) in tree.below("kit/", ".xml") {
        let file = path.trim_start_matches("kit/").trim_end_matches(".xml");
        names.insert(file);
        let binds = text.split("<bind nodeset=\"").skip(1);
        let paths = binds.filter_map(|bind| bind.split('"').next());
        names.extend(paths.filter_map(|path| path.rsplit(['/', ':']).next()));
    }
    names.retain(|name| !name.is_empty() && !OF_EVERY_FORM.contains(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "<bind nodeset=\"/data/p_luz\" type=\"string\"/>\n\
        <bind nodeset=\"/data/g/walk_code\"/><bind nodeset=\"/data/start\"/>";

    fn found(path: &str, line: &str) -> usize {
        let files = [("kit/cs_punto.xml", FORM), (path, line)];
        words(&Tree::planted(&files)).len()
    }

    #[test]
    fn a_word_of_the_kit_is_found_outside_its_room() {
        for line in [
            "let form = \"cs_punto\";",
            "answers.text(\"p_luz\")",
            "path.ends_with(\"/walk_code\")",
            "let a = (\"x\", \"/data/p_luz\");",
        ] {
            assert_eq!(found("core/engine/src/a.rs", line), 1, "{line}");
            assert_eq!(found("hub/server/src/a.rs", line), 1, "{line}");
            assert_eq!(found("core/walk/src/score.rs", line), 1, "{line}");
            assert_eq!(found("core/walk/src/kit/question.rs", line), 0, "{line}");
            assert_eq!(found("core/engine/tests/a.rs", line), 0, "{line}");
            assert_eq!(found("sim/src/story.rs", line), 0, "{line}");
        }
        for line in [
            "// \"p_luz\"",
            "let p_luz = 1;",
            "answers.text(\"start\")",
            "let a = \"the p_luz of it\";",
        ] {
            assert_eq!(found("core/engine/src/a.rs", line), 0, "{line}");
        }
        assert_eq!(found("hub/store/src/a.rs", "row.get(\"walk_code\")"), 0);
    }
}
