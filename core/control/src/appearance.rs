//! The words of an appearance.
//!
//! Collect looks for each word anywhere in the lower-cased text. We compare whole words, so that
//! the `list` inside `ex:org.app.listing` draws no grid; for every documented appearance both
//! give the same control. Brackets belong to the word before them: their content is an argument
//! and never a word of its own, as Collect cuts `search(…)` out before it looks.

/// Longest appearance that is read, in bytes; what a form has beyond it draws nothing.
const MOST_BYTES: usize = 64 * 1024;

/// An appearance as a list of words.
///
/// ```
/// use farola_control::Appearance;
/// let look = Appearance::parse("Columns-3 search('list.csv', 'matches', 'a', /data/b) quick");
/// assert!(look.has("quick") && look.has("search"));
/// assert!(!look.has("list.csv"));
/// assert_eq!(look.number_after("columns-"), Some(3));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appearance {
    /// Lower-cased, without their arguments.
    words: Vec<String>,
}

impl Appearance {
    /// Splits an appearance at its blanks; those inside brackets do not count.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut words = Vec::new();
        let mut word = String::new();
        let mut depth = 0usize;
        for letter in text.chars().take(MOST_BYTES) {
            match letter {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                _ if letter.is_whitespace() => push(&mut words, &mut word),
                _ => word.extend(letter.to_lowercase()),
            }
        }
        push(&mut words, &mut word);
        Self { words }
    }

    /// Whether a word stands in it.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.iter().any(|own| own == word)
    }

    /// Whether one of these words stands in it.
    #[must_use]
    pub fn has_any(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }

    /// Whether a word begins so: `ex:`, `x-timed-grid`.
    #[must_use]
    pub fn begins(&self, start: &str) -> bool {
        self.words.iter().any(|word| word.starts_with(start))
    }

    /// The whole number behind the first word that begins so: 3 for `columns-` and `columns-3`.
    #[must_use]
    pub fn number_after(&self, start: &str) -> Option<u32> {
        let mut rests = self
            .words
            .iter()
            .filter_map(|word| word.strip_prefix(start));
        rests.find_map(|rest| rest.parse().ok())
    }

    /// The words, lower-cased, without arguments.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }
}

fn push(words: &mut Vec<String>, word: &mut String) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expect: &[&str]) {
        let look = Appearance::parse(text);
        assert_eq!(look.words().collect::<Vec<_>>(), expect, "{text}");
    }

    #[test]
    fn words_stand_alone() {
        check("", &[]);
        check("  minimal\tQUICK\n", &["minimal", "quick"]);
        check("columns-3 no-buttons", &["columns-3", "no-buttons"]);
    }

    #[test]
    fn arguments_are_no_words() {
        check(
            "search('my list', 'matches', 'label', ${x}) map",
            &["search", "map"],
        );
        check(
            "ex:org.App.list(a='b c', d=(1 2)) numbers",
            &["ex:org.app.list", "numbers"],
        );
        check("search ('list')", &["search"]);
        check("quick) list", &["quick", "list"]);
        check("search('a' minimal", &["search"]);
    }

    #[test]
    fn numbers_stand_behind_their_word() {
        let number = |text: &str| Appearance::parse(text).number_after("columns-");
        assert_eq!(number("columns-3"), Some(3));
        assert_eq!(number("columns-pack columns-2"), Some(2));
        assert_eq!(number("columns-99999999999"), None);
        assert_eq!(number("columns"), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,200}") {
            let look = Appearance::parse(&text);
            prop_assert!(look.words().all(|word| !word.is_empty()));
            // Reading the words again gives the words.
            let again = look.words().collect::<Vec<_>>().join(" ");
            let second = Appearance::parse(&again);
            prop_assert_eq!(second.words().count(), look.words().count());
        }
    }
}
