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
    /// The locale of a language given by its code: English for `en`, else Spanish as in Mexico.
    #[must_use]
    pub fn of_language(code: &str) -> Self {
        let english = code == "en" || code.starts_with("en-");
        Self {
            language: if english {
                Language::English
            } else {
                Language::Spanish
            },
            decimal: DecimalMark::Point,
        }
    }
}
