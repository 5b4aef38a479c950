//! The table of words: its texts are right, the sources use it, the generated files are its own.

use super::{Finding, Tree, errors};
use crate::words::{self, Words, faults, used};

/// Every rule of the table, and that each generated file is what it gives.
pub fn table(tree: &Tree) -> Vec<Finding> {
    let words = match Words::read(|path| tree.text(path)) {
        Ok(words) => words,
        Err(error) => return vec![Finding::file("words/", error.0)],
    };
    let page = tree.text(errors::LIST).unwrap_or_default();
    let mut findings: Vec<Finding> = faults::of_texts(&words)
        .into_iter()
        .chain(faults::of_codes(&words, page))
        .chain(used::by_sources(&words, tree))
        .map(|fault| Finding::file(fault.file, fault.text))
        .collect();
    let generated = words::generated(&words);
    findings.extend(beside(tree, &generated));
    for file in generated {
        if tree.text(&file.path) != Some(&file.text) {
            let text = "is not what words/ gives; run `cargo xtask words`";
            findings.push(Finding::file(&file.path, text));
        }
    }
    findings
}

/// Texts of a shell that no table gives: every one of them would be a second place.
fn beside(tree: &Tree, generated: &[words::Generated]) -> Vec<Finding> {
    let android = tree.below("android/app/src/main/res/values", ".xml");
    let texts = android.filter(|(_, text)| text.contains("<string") || text.contains("<plurals"));
    texts
        .chain(tree.below("ios/Sources/", ".strings"))
        .filter(|(path, _)| !generated.iter().any(|file| file.path == *path))
        .map(|(path, _)| Finding::file(path, "holds texts; they belong into words/"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_beside_the_table_are_found() {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        let tree = Tree {
            root: "/".into(),
            files: vec![
                file("android/app/src/main/res/values/theme.xml", "<style/>"),
                file(
                    "android/app/src/main/res/values/more.xml",
                    "<string name=\"a\">A</string>",
                ),
                file(
                    "android/app/src/main/res/values-en/words.xml",
                    "<string name=\"a\">A</string>",
                ),
                file(
                    "ios/Sources/AppModel/Resources/es.lproj/More.strings",
                    "\"a\" = \"A\";",
                ),
            ],
            metadata: serde_json::Value::Null,
        };
        let known = [words::Generated {
            path: "android/app/src/main/res/values-en/words.xml".to_owned(),
            text: String::new(),
        }];
        let found: Vec<String> = beside(&tree, &known).into_iter().map(|f| f.place).collect();
        assert_eq!(
            found,
            [
                "android/app/src/main/res/values/more.xml",
                "ios/Sources/AppModel/Resources/es.lproj/More.strings",
            ]
        );
    }

    #[test]
    fn a_table_that_cannot_be_read_is_a_finding() {
        let tree = Tree {
            root: "/".into(),
            files: Vec::new(),
            metadata: serde_json::Value::Null,
        };
        let findings = table(&tree);
        assert_eq!(
            findings[0].to_string(),
            "words/: words/codes.toml is missing"
        );
    }
}
