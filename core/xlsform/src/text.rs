//! A text of a form, in one language or in several, and ordered attributes.

use std::borrow::Cow;

/// A text as a sheet has it: one cell, or a cell for each language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Text {
    /// One text, of no language.
    Plain(String),
    /// A text for each language, in the order of the columns.
    Spoken(Vec<(String, String)>),
}

impl Text {
    /// Adds a cell to what the row has so far. A text of no language is one of the default
    /// language as soon as another column names a language; where the default language has a
    /// column of its own, that one counts.
    pub(crate) fn add(slot: &mut Option<Self>, language: Option<&str>, value: &str, default: &str) {
        let value = value.to_owned();
        let spoken = |language: &str, value| (language.to_owned(), value);
        *slot = Some(match (slot.take(), language) {
            (None | Some(Self::Plain(_)), None) => Self::Plain(value),
            (None, Some(language)) => Self::Spoken(vec![spoken(language, value)]),
            (Some(Self::Plain(_)), Some(language)) if language == default => {
                Self::Spoken(vec![spoken(language, value)])
            }
            (Some(Self::Plain(plain)), Some(language)) => {
                Self::Spoken(vec![spoken(default, plain), spoken(language, value)])
            }
            (Some(Self::Spoken(mut texts)), None) => {
                if !texts.iter().any(|(language, _)| language == default) {
                    texts.push(spoken(default, value));
                }
                Self::Spoken(texts)
            }
            (Some(Self::Spoken(mut texts)), Some(language)) => {
                match texts.iter_mut().find(|(known, _)| known == language) {
                    Some((_, text)) => *text = value,
                    None => texts.push(spoken(language, value)),
                }
                Self::Spoken(texts)
            }
        });
    }

    /// The one text, where there is no language.
    pub(crate) fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Spoken(_) => None,
        }
    }

    /// Whether each language has a text of its own.
    pub(crate) fn is_spoken(&self) -> bool {
        matches!(self, Self::Spoken(_))
    }

    /// Every text, each with its language; the one text with `default`.
    pub(crate) fn each<'t>(&'t self, default: &'t str) -> impl Iterator<Item = (&'t str, &'t str)> {
        let (plain, spoken) = match self {
            Self::Plain(text) => (Some((default, text.as_str())), [].as_slice()),
            Self::Spoken(texts) => (None, texts.as_slice()),
        };
        let spoken = spoken
            .iter()
            .map(|(language, text)| (language.as_str(), text.as_str()));
        plain.into_iter().chain(spoken)
    }
}

/// Attributes in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attributes<V = String>(Vec<(String, V)>);

impl<V> Default for Attributes<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> Attributes<V> {
    /// No attribute.
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Sets an attribute; one that is there keeps its place.
    pub(crate) fn set(&mut self, name: &str, value: V) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, there)) => *there = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// The value of an attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// The value of an attribute, to be changed.
    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        let found = self.0.iter_mut().find(|(known, _)| known == name);
        found.map(|(_, value)| value)
    }

    /// Takes an attribute out.
    pub(crate) fn take(&mut self, name: &str) -> Option<V> {
        let index = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(index).1)
    }

    /// Every attribute in its order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The text with curly quotes made straight, and each run of blanks made one where `single`.
///
/// Curly quotes come from word processors; no expression and no reference can hold them.
pub(crate) fn cleaned(text: Cow<'_, str>, single: bool) -> Cow<'_, str> {
    let curly = ['\u{2018}', '\u{2019}', '\u{201C}', '\u{201D}'];
    let text = match single {
        true => crate::table::single_blanks(text),
        false => text,
    };
    if !text.contains(curly) {
        return text;
    }
    let straight = text.chars().map(|c| match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        _ => c,
    });
    Cow::Owned(straight.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(cells: &[(Option<&str>, &str)], default: &str) -> Text {
        let mut slot = None;
        for (language, value) in cells {
            Text::add(&mut slot, *language, value, default);
        }
        slot.unwrap()
    }

    #[test]
    fn a_text_without_language_is_of_the_default_language_beside_others() {
        let spoken = |texts: &[(&str, &str)]| {
            let owned = texts
                .iter()
                .map(|(l, t)| ((*l).to_owned(), (*t).to_owned()));
            Text::Spoken(owned.collect())
        };
        assert_eq!(
            added(&[(None, "a")], "default"),
            Text::Plain("a".to_owned())
        );
        assert_eq!(
            added(&[(None, "a"), (Some("es"), "b")], "default"),
            spoken(&[("default", "a"), ("es", "b")])
        );
        assert_eq!(
            added(&[(Some("es"), "b"), (None, "a")], "default"),
            spoken(&[("es", "b"), ("default", "a")])
        );
        assert_eq!(
            added(&[(None, "a"), (Some("es"), "b")], "es"),
            spoken(&[("es", "b")])
        );
        assert_eq!(
            added(&[(Some("es"), "b"), (None, "a")], "es"),
            spoken(&[("es", "b")])
        );
    }

    #[test]
    fn curly_quotes_become_straight() {
        let check = |text, single, expected: &str| {
            assert_eq!(cleaned(Cow::Borrowed(text), single), expected);
        };
        check(
            "selected(${a}, ‘si’)  and “x”",
            true,
            "selected(${a}, 'si') and \"x\"",
        );
        check("a  b", false, "a  b");
    }
}
