//! iOS: `Localizable.strings` and `Codes.strings` of each language.

use std::fmt::Write as _;

use super::{Entry, Generated, LANGUAGES, MARK, Target, Words};

const RESOURCES: &str = "ios/Sources/AppModel/Resources";

/// The two files of each language. Holes keep their names: `Words` of the shell fills them in.
#[must_use]
pub fn files(words: &Words) -> Vec<Generated> {
    let mut files = Vec::new();
    for (index, language) in LANGUAGES.iter().enumerate() {
        for (name, entries) in [("Localizable", &words.words), ("Codes", &words.codes)] {
            let mut text = format!("/* {MARK} */\n");
            for entry in entries.iter().filter(|e| e.is_for(Target::Ios)) {
                lines(&mut text, entry, index);
            }
            let path = format!("{RESOURCES}/{}.lproj/{name}.strings", language.tag);
            files.push(Generated { path, text });
        }
    }
    files
}

fn lines(out: &mut String, entry: &Entry, language: usize) {
    let texts = entry.said.get(language).map(super::Said::texts);
    for (number, text) in texts.unwrap_or_default() {
        let dot = if number.is_empty() { "" } else { "." };
        let _ = writeln!(
            out,
            "\"{}{dot}{number}\" = \"{}\";",
            entry.key,
            escaped(text)
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_do_not_end_a_text() {
        assert_eq!(escaped("a \"b\" \\ c\nd"), "a \\\"b\\\" \\\\ c\\nd");
    }
}
