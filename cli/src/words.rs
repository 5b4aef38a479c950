//! The language of the output for people, and what is said of a problem by its code.

use clap::ValueEnum;
use farola_words::{Language, diagnostic};
#[cfg(any(feature = "device", feature = "hub"))]
use farola_words::{hint, sentence};

/// Languages of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Words {
    /// Mexican Spanish.
    Es,
    /// English.
    En,
}

impl Words {
    /// The language in the table of words.
    pub(crate) fn language(self) -> Language {
        match self {
            Self::Es => Language::Es,
            Self::En => Language::En,
        }
    }

    /// What a diagnostic of a form says in general; nothing for a code that is none.
    pub(crate) fn diagnostic(self, code: &str) -> &'static str {
        let said = diagnostic(code).map(|text| text.in_language(self.language()));
        said.unwrap_or_default()
    }

    #[cfg(any(feature = "device", feature = "hub"))]
    /// The tag of the language: `es` or `en`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Es => "es",
            Self::En => "en",
        }
    }

    #[cfg(any(feature = "device", feature = "hub"))]
    /// One line on a problem: its code, the sentence with the way out, the command that helps
    /// where there is one, and last the message of the error itself, which is in English.
    pub(crate) fn problem(self, code: &str, message: &str) -> String {
        let message = message.trim_end_matches('.');
        let said: Vec<&str> = [sentence(code), hint(code)]
            .into_iter()
            .flatten()
            .map(|text| text.in_language(self.language()))
            .collect();
        if said.is_empty() {
            format!("{code}: {message}.")
        } else {
            format!("{code}: {} ({message})", said.join(" "))
        }
    }
}

#[cfg(all(test, any(feature = "device", feature = "hub")))]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_said_in_the_language_of_the_person() {
        for (words, code, expected) in [
            (
                Words::Es,
                "storage.busy",
                "storage.busy: Otra tarea usa los datos. Intente en un momento. (it is locked)",
            ),
            (
                Words::En,
                "storage.not_found",
                "storage.not_found: That is no longer here. Go back to the list. \
                 `farola device list` shows what there is. (it is locked)",
            ),
            (
                Words::Es,
                "form.unreadable",
                "form.unreadable: it is locked.",
            ),
        ] {
            assert_eq!(words.problem(code, "it is locked."), expected);
        }
    }
}
