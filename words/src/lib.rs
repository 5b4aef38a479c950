//! What Farola says to people, in every language of the project.
//!
//! The texts are in the tables beside this crate (`words/*.toml`), written by translators; the
//! module behind this page is made from them by `cargo xtask words`, and so are the resources
//! of the Android shell, the strings of the iOS shell and the words of the review app. This
//! crate has no dependency, opens nothing and knows no code but those of the table.
//!
//! ```
//! use farola_words::{Language, sentence};
//!
//! let said = sentence("lock.wrong_pin").map(|text| text.in_language(Language::Es));
//! assert_eq!(said, Some("Ese no es el PIN. Intente otra vez."));
//! assert_eq!(sentence("no.such_code"), None);
//! ```

#![deny(missing_docs)]

// The generator writes one entry a line, however long: a reviewer compares lines.
#[rustfmt::skip]
mod generated;

pub use generated::{Language, word};

/// One text in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text(pub(crate) [&'static str; Language::ALL.len()]);

impl Text {
    /// The text in one language.
    #[must_use]
    pub fn in_language(self, language: Language) -> &'static str {
        let place = Language::ALL.iter().position(|one| *one == language);
        place
            .and_then(|at| self.0.get(at))
            .copied()
            .unwrap_or_default()
    }
}

/// The sentence of a code of docs/errors.md: what happened, and what to do.
///
/// `None` for a code that reaches only whoever makes a form, and for one that a newer server
/// has invented; [`sentence_of_class`] then has something true to say.
#[must_use]
pub fn sentence(code: &str) -> Option<Text> {
    find(generated::SENTENCES, code)
}

/// The sentence of a class of errors, by its name at the facade: `invalid`, `not_found`,
/// `storage`, `network`, `auth`, `conflict`, `cancelled` or `bug`.
#[must_use]
pub fn sentence_of_class(class: &str) -> Option<Text> {
    sentence(&format!("class.{class}"))
}

/// The command that helps with a code, for a terminal. Most codes have none.
#[must_use]
pub fn hint(code: &str) -> Option<Text> {
    find(generated::HINTS, code)
}

/// What a diagnostic of a form (`form.…`) says to whoever made the form: what is wrong, and the way
/// out. `farola form check` says it before the diagnostic's own message, which is in English.
#[must_use]
pub fn diagnostic(code: &str) -> Option<Text> {
    find(generated::DIAGNOSTICS, code)
}

/// Every code that has a sentence, in order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    generated::SENTENCES.iter().map(|(code, _)| *code)
}

/// The tables are sorted by their keys; a test of this crate holds that.
fn find(table: &[(&str, Text)], key: &str) -> Option<Text> {
    let at = table.binary_search_by(|(one, _)| (*one).cmp(key)).ok()?;
    table.get(at).map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_table_is_found() {
        assert!(codes().count() > 180);
        for code in codes() {
            let text = sentence(code);
            assert!(text.is_some(), "{code}");
            for language in Language::ALL {
                let said = text.map(|text| text.in_language(language));
                assert!(said.is_some_and(|said| said.ends_with('.')), "{code}");
            }
        }
        assert_eq!(sentence(""), None);
        assert_eq!(sentence("zz.last"), None);
    }

    #[test]
    fn hints_belong_to_codes() {
        for (code, _) in generated::HINTS {
            assert!(hint(code).is_some() && sentence(code).is_some(), "{code}");
        }
    }

    #[test]
    fn every_class_has_a_sentence() {
        for class in [
            "invalid",
            "not_found",
            "storage",
            "network",
            "auth",
            "conflict",
            "cancelled",
            "bug",
        ] {
            assert!(sentence_of_class(class).is_some(), "{class}");
        }
        assert_eq!(sentence_of_class("other"), None);
    }
}
