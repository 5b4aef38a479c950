//! The review app: one module with the shared words and the sentences of the problem codes.

use std::fmt::Write as _;

use super::{Entry, Generated, LANGUAGES, MARK, Target, Words};

const MODULE: &str = "hub/web/src/lib/words.generated.ts";

/// The module that `i18n.svelte.ts` reads.
#[must_use]
pub fn files(words: &Words) -> Vec<Generated> {
    let mut text = format!("// {MARK}\n");
    for (name, about, entries) in [
        (
            "words",
            "Words that the phones show too, under the keys of words/.",
            &words.words,
        ),
        (
            "sentences",
            "What to say about a problem code, and what to do.",
            &words.codes,
        ),
    ] {
        let _ = write!(text, "\n/** {about} */\nexport const {name} = {{\n");
        for (index, language) in LANGUAGES.iter().enumerate() {
            let _ = writeln!(text, "\t'{}': {{", language.web);
            for entry in entries.iter().filter(|e| e.is_for(Target::Web)) {
                let key = if name == "words" {
                    entry.name()
                } else {
                    entry.key.clone()
                };
                lines(&mut text, &key, entry, index);
            }
            text.push_str("\t},\n");
        }
        text.push_str("} as const;\n");
    }
    vec![Generated {
        path: MODULE.to_owned(),
        text,
    }]
}

fn lines(out: &mut String, key: &str, entry: &Entry, language: usize) {
    let texts = entry.said.get(language).map(super::Said::texts);
    for (number, text) in texts.unwrap_or_default() {
        let under = if number.is_empty() { "" } else { "_" };
        let _ = writeln!(out, "\t\t'{key}{under}{number}': '{}',", escaped(text));
    }
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('\'', "\\'")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apostrophes_do_not_end_a_text() {
        assert_eq!(escaped("the phone's \\ a\nb"), "the phone\\'s \\\\ a\\nb");
    }
}
