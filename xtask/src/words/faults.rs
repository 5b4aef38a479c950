//! What is wrong with the texts of the table: holes that differ, sentences that do not end.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Piece, pieces};
use super::{Entry, Kind, LANGUAGES, Said, Words};

/// Something wrong with one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file of the table.
    pub file: &'static str,
    /// What is wrong, with the key.
    pub text: String,
}

/// Codes that no list of docs/errors.md has: fallbacks by class, and the shells' own.
const OWN: [&str; 3] = ["class.", "shell.", "cli."];
/// The variants of the facade's error, each with a fallback sentence.
pub const CLASSES: [&str; 8] = [
    "invalid",
    "not_found",
    "storage",
    "network",
    "auth",
    "conflict",
    "cancelled",
    "bug",
];
/// Sections of docs/errors.md for whoever makes forms: `farola form check` prints their own
/// message and way out, with the place in the form.
const MAKERS: [&str; 4] = [
    "cases",
    "xpath",
    "Diagnostics of a form",
    "Faults of a sheet",
];
/// Signs that end a sentence.
const ENDS: [char; 4] = ['.', '?', '!', '…'];
/// Spanish that says tú to a person, who is told usted.
const FAMILIAR: [&str; 10] = [
    "tú", "tu", "tus", "puedes", "escribe", "elige", "intenta", "haz", "tienes", "quieres",
];

/// Everything that is wrong with the texts, key by key.
#[must_use]
pub fn of_texts(words: &Words) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names = BTreeMap::new();
    for entry in words.codes.iter().chain(&words.words) {
        let mut say = |text: String| {
            faults.push(Fault {
                file: entry.file,
                text: format!("`{}` {text}", entry.key),
            });
        };
        shape(entry, &mut say);
        for (language, said) in LANGUAGES.iter().zip(&entry.said) {
            for (_, text) in said.texts() {
                sentence(language.tag, text, &mut say);
            }
        }
    }
    for entry in &words.words {
        if let Some(other) = names.insert(entry.name(), &entry.key) {
            faults.push(Fault {
                file: entry.file,
                text: format!(
                    "`{}` and `{other}` are one name where dots are not",
                    entry.key
                ),
            });
        }
    }
    for entry in &words.codes {
        for (language, said) in LANGUAGES.iter().zip(&entry.said) {
            way_out(entry, language.tag, said, &mut faults);
        }
    }
    faults
}

/// The same holes in each text, and a number where there is a text by number.
fn shape(entry: &Entry, say: &mut impl FnMut(String)) {
    let declared: BTreeSet<&str> = entry.holes.iter().map(|hole| hole.name.as_str()).collect();
    let counts = entry.holes.iter().filter(|hole| hole.kind == Kind::Count);
    let counts: Vec<&str> = counts.map(|hole| hole.name.as_str()).collect();
    for (language, said) in LANGUAGES.iter().zip(&entry.said) {
        let tag = language.tag;
        if matches!(said, Said::Counted { .. }) != (counts.len() == 1) {
            say(format!(
                "has no single `count` for its one and other (`{tag}`)"
            ));
        }
        for (number, text) in said.texts() {
            let found: BTreeSet<&str> = pieces(text)
                .into_iter()
                .filter_map(|piece| match piece {
                    Piece::Hole(name) => Some(name),
                    Piece::Words(_) => None,
                })
                .collect();
            // "Una foto" may leave its number out.
            let missing = declared.difference(&found);
            let missing = missing.filter(|name| !(number == "one" && counts.contains(name)));
            for name in missing {
                say(format!("leaves `{name}` out (`{tag}`)"));
            }
            for name in found.difference(&declared) {
                say(format!("has no value called `{name}` (`{tag}`)"));
            }
        }
    }
}

fn sentence(tag: &str, text: &str, say: &mut impl FnMut(String)) {
    if text.trim() != text || text.is_empty() || text.contains("  ") {
        say(format!("is blank, or has a space too many (`{tag}`)"));
    }
    let several = ENDS.iter().any(|end| text.contains(&format!("{end} ")));
    if several && !text.ends_with(ENDS) {
        say(format!("is a sentence and does not end (`{tag}`)"));
    }
    if tag != "es" {
        return;
    }
    for (open, close) in [('¿', '?'), ('¡', '!')] {
        let count = |sign| text.chars().filter(|c| *c == sign).count();
        if count(open) != count(close) {
            say(format!("has no partner of `{open}` or `{close}` (`{tag}`)"));
        }
    }
    let lower = text.to_lowercase();
    let mut before = "";
    for word in lower.split(|c: char| !c.is_alphabetic()) {
        // "Se intenta otra vez" is said of nobody.
        if FAMILIAR.contains(&word) && before != "se" {
            say(format!(
                "says tú with `{word}`; people are told usted (`{tag}`)"
            ));
        }
        before = word;
    }
}

/// A code says what happened and what to do: two sentences, or two halves of one.
fn way_out(entry: &Entry, tag: &str, said: &Said, faults: &mut Vec<Fault>) {
    let whole = |text: &str| {
        let halves = [". ", "; ", ": ", "? "]
            .iter()
            .any(|sign| text.contains(sign));
        halves && text.ends_with('.')
    };
    if !said.texts().iter().all(|(_, text)| whole(text)) {
        faults.push(Fault {
            file: entry.file,
            text: format!(
                "`{}` does not say what happened and what to do (`{tag}`)",
                entry.key
            ),
        });
    }
}

/// The sentences against docs/errors.md: each code that reaches a person has one, and no other.
#[must_use]
pub fn of_codes(words: &Words, errors: &str) -> Vec<Fault> {
    let file = super::table::CODES[0];
    let fault = |text: String| Fault { file, text };
    let mut listed = BTreeSet::new();
    let mut section = "";
    for line in errors.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.split(':').next().unwrap_or(title);
        }
        let code = line
            .strip_prefix("| `")
            .and_then(|rest| rest.split('`').next());
        if let Some(code) = code.filter(|code| code.contains('.') && !MAKERS.contains(&section)) {
            listed.insert(code);
        }
    }
    let said: BTreeSet<&str> = words.codes.iter().map(|entry| entry.key.as_str()).collect();
    let mut faults = Vec::new();
    for code in listed.difference(&said) {
        faults.push(fault(format!("`{code}` has no sentence")));
    }
    for code in said.difference(&listed) {
        if !OWN.iter().any(|own| code.starts_with(own)) {
            faults.push(fault(format!("`{code}` is no code that reaches a person")));
        }
    }
    for class in CLASSES {
        if !said.contains(format!("class.{class}").as_str()) {
            faults.push(fault(format!("the class `{class}` has no sentence")));
        }
    }
    faults
}

#[cfg(test)]
mod tests;
