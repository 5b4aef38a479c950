//! What the reader's phone is set to: language, and the mark that divides decimals.

/// The language of words that a control shows. A form has its own languages; these are the
/// words around its texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// Spanish as in Mexico.
    #[default]
    Spanish,
    /// English.
    English,
}

/// The mark between a number's whole part and its decimals; the other one groups thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DecimalMark {
    /// `1,234.5`, as in Mexico and in English.
    #[default]
    Point,
    /// `1.234,5`, as in Spain and in most of South America.
    Comma,
}

impl DecimalMark {
    /// The mark itself.
    #[must_use]
    pub fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    /// The mark between groups of three digits.
    #[must_use]
    pub fn grouping(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// The reader's settings; every text that is typed or shown is read and written by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Locale {
    /// The language of months, weekdays and units.
    pub language: Language,
    /// The mark that divides decimals.
    pub decimal: DecimalMark,
}

impl Locale {
    /// The locale of a language given by its code, alone or in front of a region: English for
    /// `en`, `en-US` and `en_US`, else Spanish as in Mexico.
    #[must_use]
    pub fn of_language(code: &str) -> Self {
        let tag = code.split(['-', '_']).next().unwrap_or_default();
        Self {
            language: if tag.eq_ignore_ascii_case("en") {
                Language::English
            } else {
                Language::Spanish
            },
            decimal: DecimalMark::Point,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_read_from_its_code_with_or_without_a_region() {
        for (code, expect) in [
            ("en", Language::English),
            ("en-MX", Language::English),
            ("en_MX", Language::English),
            ("EN-us", Language::English),
            ("es", Language::Spanish),
            ("es_MX", Language::Spanish),
            ("eng", Language::Spanish),
            ("fr-EN", Language::Spanish),
            ("", Language::Spanish),
        ] {
            assert_eq!(Locale::of_language(code).language, expect, "{code}");
        }
    }
}
