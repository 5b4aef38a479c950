//! Rust: the tables of `farola-words`, which the terminal uses, and the words of the core.

use std::fmt::Write as _;

use super::table::{Piece, pieces};
use super::{Entry, Generated, Kind, LANGUAGES, MARK, Said, Target, Words};

const MODULE: &str = "words/src/generated.rs";
/// The words of `farola-control`, which is pure and depends on no table.
const CORE: &str = "core/control/src/words/table.rs";
/// Words with this beginning are ways out that name a command, looked up by their code.
const HINT: &str = "hint.";
/// What stands before the code of a diagnostic of a form.
const DIAGNOSTIC: &str = "diagnostic.";

/// The module behind `words/src/lib.rs`, and the one below `core/control/src/words.rs`.
#[must_use]
pub fn files(words: &Words) -> Vec<Generated> {
    vec![terminal(words), core(words)]
}

/// Pairs of plain texts, in the order of the languages.
fn core(words: &Words) -> Generated {
    let mut text = format!("//! {MARK}\n");
    for entry in words.of(Target::Core) {
        let said: Vec<String> = entry.said.iter().map(quoted).collect();
        let _ = writeln!(
            text,
            "\npub(super) const {}: (&str, &str) = ({});",
            entry.name().to_uppercase(),
            said.join(", ")
        );
    }
    Generated {
        path: CORE.to_owned(),
        text,
    }
}

fn terminal(words: &Words) -> Generated {
    let mut text = format!("//! {MARK}\n\n");
    language(&mut text);
    let codes: Vec<&Entry> = of_terminal(&words.codes).collect();
    let (hints, rest): (Vec<&Entry>, Vec<&Entry>) =
        of_terminal(&words.words).partition(|entry| entry.key.starts_with(HINT));
    let (diagnostics, rest): (Vec<&Entry>, Vec<&Entry>) = rest
        .into_iter()
        .partition(|entry| entry.key.starts_with(DIAGNOSTIC));
    table(
        &mut text,
        "SENTENCES",
        "The sentence of each code, by code.",
        "",
        &codes,
    );
    table(
        &mut text,
        "HINTS",
        "The command that helps with a code, by code.",
        HINT,
        &hints,
    );
    table(
        &mut text,
        "DIAGNOSTICS",
        "What a diagnostic of a form says, by code.",
        DIAGNOSTIC,
        &diagnostics,
    );
    text.push_str("/// Words by their keys.\npub mod word {\n");
    for entry in rest {
        word(&mut text, entry);
    }
    text.push_str("}\n");
    Generated {
        path: MODULE.to_owned(),
        text,
    }
}

fn of_terminal(entries: &[Entry]) -> impl Iterator<Item = &Entry> {
    entries
        .iter()
        .filter(|entry| entry.is_for(Target::Terminal))
}

fn language(out: &mut String) {
    out.push_str(
        "/// A language of the project.\n#[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub enum Language {\n",
    );
    for language in LANGUAGES {
        let _ = writeln!(
            out,
            "    /// `{}`\n    {},",
            language.web,
            variant(language.tag)
        );
    }
    out.push_str("}\n\n");
    out.push_str("impl Language {\n    /// Every language, the source first.\n");
    let all: Vec<String> = LANGUAGES
        .iter()
        .map(|language| format!("Self::{}", variant(language.tag)))
        .collect();
    let _ = writeln!(
        out,
        "    pub const ALL: [Self; {}] = [{}];\n}}\n",
        all.len(),
        all.join(", ")
    );
}

fn variant(tag: &str) -> String {
    let mut letters = tag.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

fn table(out: &mut String, name: &str, about: &str, prefix: &str, entries: &[&Entry]) {
    let _ = writeln!(
        out,
        "/// {about}\npub(crate) const {name}: &[(&str, crate::Text)] = &["
    );
    for entry in entries {
        let key = entry.key.strip_prefix(prefix).unwrap_or(&entry.key);
        let _ = writeln!(out, "    (\"{key}\", {}),", texts(entry));
    }
    out.push_str("];\n\n");
}

/// `crate::Text(["…", "…"])`, from plain texts.
fn texts(entry: &Entry) -> String {
    let all: Vec<String> = entry.said.iter().map(quoted).collect();
    format!("crate::Text([{}])", all.join(", "))
}

fn quoted(said: &Said) -> String {
    match said {
        Said::Plain(text) => format!("{text:?}"),
        Said::Counted { other, .. } => format!("{other:?}"),
    }
}

/// A constant for a plain text; a function for one that is filled in.
fn word(out: &mut String, entry: &Entry) {
    let first = entry.said.first().map(Said::texts).unwrap_or_default();
    let about = first.last().map_or("", |(_, text)| text);
    if entry.holes.is_empty() {
        let name = entry.name().to_uppercase();
        let texts = texts(entry);
        let _ = writeln!(
            out,
            "\n    /// {about}\n    pub const {name}: crate::Text = {texts};"
        );
        return;
    }
    let values: Vec<String> = entry
        .holes
        .iter()
        .map(|hole| {
            let kind = if hole.kind == Kind::Text {
                "&str"
            } else {
                "u64"
            };
            format!("{}: {kind}", hole.name)
        })
        .collect();
    let _ = writeln!(
        out,
        "\n    /// {about}\n    #[must_use]\n    pub fn {}(language: super::Language, {}) -> String {{\n        match language {{",
        entry.name(),
        values.join(", ")
    );
    for (language, said) in LANGUAGES.iter().zip(&entry.said) {
        let variant = variant(language.tag);
        match said {
            Said::Plain(text) => {
                let _ = writeln!(
                    out,
                    "            super::Language::{variant} => {},",
                    format_call(text)
                );
            }
            Said::Counted { one, other } => {
                let count = entry.holes.iter().find(|hole| hole.kind == Kind::Count);
                let name = count.map_or("n", |hole| hole.name.as_str());
                let _ = writeln!(
                    out,
                    "            super::Language::{variant} if {name} == 1 => {},\n            super::Language::{variant} => {},",
                    format_call(one),
                    format_call(other)
                );
            }
        }
    }
    out.push_str("        }\n    }\n");
}

fn format_call(text: &str) -> String {
    let mut format = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Words(words) => format.push_str(&words.replace('{', "{{").replace('}', "}}")),
            Piece::Hole(name) => {
                let _ = write!(format, "{{{name}}}");
            }
        }
    }
    format!("format!({format:?})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_formats() {
        assert_eq!(
            format_call("A {distance} {n}"),
            "format!(\"A {distance} {n}\")"
        );
        assert_eq!(format_call("«a» \"b\""), "format!(\"«a» \\\"b\\\"\")");
        assert_eq!(variant("es"), "Es");
    }
}
