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
    /// The mark that a phone divides decimals with, by its sign; every sign but a comma stands
    /// for a point, the Arabic one too: answers are kept with points.
    #[must_use]
    pub fn of_sign(sign: &str) -> Self {
        if sign == "," {
            Self::Comma
        } else {
            Self::Point
        }
    }

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

impl Language {
    /// Every language of the app, in the order in which a person chooses from them.
    pub const ALL: [Self; 2] = [Self::Spanish, Self::English];

    /// The language that a tag names, alone or in front of a region: English for `en`, `en-US`
    /// and `en_US`, else Spanish.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let tag = tag.split(['-', '_']).next().unwrap_or_default();
        let named = Self::ALL.into_iter();
        let mut named = named.filter(|language| language.code().eq_ignore_ascii_case(tag));
        named.next().unwrap_or_default()
    }

    /// Its code in ISO 639-1, by which settings keep it and forms name theirs.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Spanish => "es",
            Self::English => "en",
        }
    }

    /// Its tag with the region that its words are written for, Mexico in every language: for the
    /// platform's own words, such as the parts of a picker of days.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Spanish => "es-MX",
            Self::English => "en-MX",
        }
    }

    /// Its name in itself: who cannot read the language that the app is in finds her own.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Spanish => "Español",
            Self::English => "English",
        }
    }
}

impl Locale {
    /// The locale of a language given by its code, alone or in front of a region: English for
    /// `en`, `en-US` and `en_US`, else Spanish as in Mexico.
    #[must_use]
    pub fn of_language(code: &str) -> Self {
        Self {
            language: Language::of_tag(code),
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

    #[test]
    fn a_mark_is_read_from_its_sign() {
        for mark in [DecimalMark::Point, DecimalMark::Comma] {
            assert_eq!(DecimalMark::of_sign(&mark.sign().to_string()), mark);
        }
        for other in ["", "\u{66b}", ",,", " "] {
            assert_eq!(DecimalMark::of_sign(other), DecimalMark::Point, "{other}");
        }
    }

    #[test]
    fn each_language_is_found_by_its_own_code_and_named_apart() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.code()), language);
            assert_eq!(Language::of_tag(language.tag()), language);
            assert_eq!(language.tag(), format!("{}-MX", language.code()));
            let same = |other: &&Language| other.name() == language.name();
            assert_eq!(Language::ALL.iter().filter(same).count(), 1);
        }
        assert_eq!(Language::ALL[0], Language::default());
    }
}
