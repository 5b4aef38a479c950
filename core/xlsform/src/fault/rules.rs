//! Every rule, by topic: a code, how much it matters, and its sentences.
//!
//! A new rule is an entry here and a row in docs/errors.md.

use super::{Rule, Said, Severity};

/// Declares rules, and `ALL` of a topic for the tests.
macro_rules! rules {
    ($(
        $(#[$doc:meta])*
        $name:ident = $code:literal, $severity:ident,
        es: $what_es:literal => $instead_es:literal,
        en: $what_en:literal => $instead_en:literal;
    )*) => {
        $(
            $(#[$doc])*
            pub static $name: Rule = Rule {
                code: $code,
                severity: Severity::$severity,
                what: Said { es: $what_es, en: $what_en },
                instead: Said { es: $instead_es, en: $instead_en },
            };
        )*
        /// The rules of this topic.
        #[cfg(test)]
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

pub mod back;
pub mod cells;
pub mod choices;
pub mod entities;
pub mod files;
pub mod habits;
pub mod languages;
pub mod names;
pub mod params;
pub mod people;
pub mod refs;
pub mod settings;
pub mod sheets;
pub mod survey;

#[cfg(test)]
mod tests {
    use super::*;

    /// Every rule of every topic.
    fn all() -> impl Iterator<Item = &'static Rule> {
        [
            back::ALL,
            cells::ALL,
            choices::ALL,
            entities::ALL,
            files::ALL,
            habits::ALL,
            languages::ALL,
            names::ALL,
            params::ALL,
            people::ALL,
            refs::ALL,
            settings::ALL,
            sheets::ALL,
            survey::ALL,
        ]
        .into_iter()
        .flatten()
        .copied()
    }

    /// The names between single braces.
    fn names(sentence: &str) -> Vec<String> {
        let plain = sentence.replace("{{", "").replace("}}", "");
        let mut names: Vec<String> = plain
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .map(str::to_owned)
            .collect();
        names.sort();
        names.dedup();
        names
    }

    #[test]
    fn each_rule_says_the_same_in_each_language() {
        for rule in all() {
            for said in [&rule.what, &rule.instead] {
                assert_eq!(names(said.es), names(said.en), "{}", rule.code);
                for sentence in [said.es, said.en] {
                    let ends = sentence.ends_with(['.', '?', '!', ')']);
                    assert!(ends, "{}: {sentence}", rule.code);
                }
            }
        }
    }

    #[test]
    fn codes_are_unique() {
        let mut codes: Vec<&str> = all().map(|rule| rule.code).collect();
        let count = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), count);
        assert!(codes.iter().all(|code| code.starts_with("xlsform.")));
    }
}
