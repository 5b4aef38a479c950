//! A choice with everything that a shell draws.

use farola_form::Choice;

use crate::control::LabelMedia;
use crate::markup::StyledText;
use crate::place::Place;

/// A number of more digits is a code and no rating: it says nothing to a person.
const MOST_DIGITS: usize = 2;
/// What forms put between a number and its words: `1 · Poca`, `2) Media`.
const BETWEEN: &[char] = &[' ', '·', ':', '.', '-', '–', ')'];

/// Letters from A to Z.
const LETTERS: u8 = 26;

/// What stands for a choice where there is no room for its words: its number, else the letter of
/// its place from 0, A to Z, and behind them the number of the place, 27 and so on.
#[must_use]
pub fn sign(number: Option<&ChoiceNumber>, at: usize) -> String {
    match (number, u8::try_from(at)) {
        (Some(number), _) => number.digits.clone(),
        (None, Ok(at)) if at < LETTERS => char::from(b'A' + at).to_string(),
        _ => at.saturating_add(1).to_string(),
    }
}

/// A choice, ready to be drawn.
#[derive(Clone, PartialEq)]
pub struct DrawnChoice {
    /// The label.
    pub label: StyledText,
    /// Pictures and sounds of the label.
    pub media: LabelMedia,
    /// Where it stands on a map: its place, or the first of its line or its area.
    pub spot: Option<Place>,
    /// The number that it stands for, where its value is one, as ratings have.
    pub number: Option<ChoiceNumber>,
}

/// The number of a choice, with its label's other words.
#[derive(Clone, PartialEq)]
pub struct ChoiceNumber {
    /// One or two digits.
    pub digits: String,
    /// The label without the number that the form put in front of it.
    pub words: StyledText,
}

impl std::fmt::Debug for DrawnChoice {
    // A text that may hold an answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DrawnChoice(..)")
    }
}

impl std::fmt::Debug for ChoiceNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChoiceNumber(..)")
    }
}

impl DrawnChoice {
    /// Draws a choice.
    #[must_use]
    pub fn of(choice: &Choice) -> Self {
        let geometry = choice.columns.get("geometry");
        let label = StyledText::read(&choice.label);
        Self {
            media: LabelMedia::of(&choice.media),
            spot: geometry.and_then(|text| first_place(text)),
            number: ChoiceNumber::of(&choice.value, &label),
            label,
        }
    }

    /// A sign of it with what it means, as a legend says it: `3 Mucha`. Held together, so that no
    /// sign stands at the end of a line without its words.
    #[must_use]
    pub fn meaning(&self, sign: &str) -> String {
        let words = self.number.as_ref().map_or(&self.label, |own| &own.words);
        format!("{sign}\u{a0}{}", words.plain)
    }
}

fn first_place(geometry: &str) -> Option<Place> {
    Place::read_line(geometry).first().copied()
}

impl ChoiceNumber {
    fn of(value: &str, label: &StyledText) -> Option<Self> {
        let is_short = (1..=MOST_DIGITS).contains(&value.len());
        let is_number = is_short && value.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| Self {
            digits: value.to_owned(),
            words: without(value, label),
        })
    }
}

/// A label without its number; the whole label where it has none, or nothing else.
fn without(number: &str, label: &StyledText) -> StyledText {
    let mut words = label.clone();
    let Some(plain) = after(number, &label.plain) else {
        return words;
    };
    if let Some(first) = words.blocks.first_mut() {
        // A number that is marked up for itself divides what belongs together: the label stays
        // whole then.
        let rest = first.spans.first().and_then(|span| cut(number, &span.text));
        match (rest.map(str::to_owned), first.spans.first_mut()) {
            (Some(rest), _) if rest.is_empty() => drop(first.spans.remove(0)),
            (Some(rest), Some(span)) => span.text = rest,
            _ => return words,
        }
    }
    plain.clone_into(&mut words.plain);
    words
}

/// What follows a number and the sign after it, if that is something.
fn after<'a>(number: &str, text: &'a str) -> Option<&'a str> {
    let rest = text.strip_prefix(number)?;
    // `10 lamps` does not begin with the number 1.
    if rest.starts_with(char::is_numeric) {
        return None;
    }
    let words = rest.trim_start_matches(BETWEEN);
    (!words.is_empty()).then_some(words)
}

/// The same of a span, which must have the sign in it and need have nothing more.
fn cut<'a>(number: &str, text: &'a str) -> Option<&'a str> {
    let rest = text.strip_prefix(number)?;
    let signed = rest.starts_with(BETWEEN);
    signed.then(|| rest.trim_start_matches(BETWEEN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: &str, label: &str, expected: Option<&str>) {
        let number = ChoiceNumber::of(value, &StyledText::read(label));
        if let Some(number) = &number {
            assert_eq!(number.digits, value);
        }
        let words = number.map(|number| number.words.plain);
        assert_eq!(words.as_deref(), expected, "{value} {label}");
    }

    #[test]
    fn a_sign_is_the_number_or_the_letter_of_the_place() {
        let number = ChoiceNumber {
            digits: "3".to_owned(),
            words: StyledText::read("Poca"),
        };
        for (at, letter) in [(0, "A"), (1, "B"), (25, "Z"), (26, "27"), (300, "301")] {
            assert_eq!(sign(None, at), letter, "{at}");
            assert_eq!(sign(Some(&number), at), "3", "{at}");
        }
    }

    #[test]
    fn a_sign_stands_before_what_it_means() {
        for (value, label, sign, meaning) in [
            ("3", "Mucha", "3", "3\u{a0}Mucha"),
            // The number of the label is the sign already.
            ("3", "3 · Mucha", "3", "3\u{a0}Mucha"),
            ("si", "Sí", "A", "A\u{a0}Sí"),
        ] {
            let label = StyledText::read(label);
            let choice = DrawnChoice {
                number: ChoiceNumber::of(value, &label),
                media: LabelMedia::default(),
                spot: None,
                label,
            };
            assert_eq!(choice.meaning(sign), meaning, "{value}");
        }
    }

    #[test]
    fn a_choice_on_a_map_stands_at_its_first_place() {
        let spot = |geometry: &str| first_place(geometry).map(|place| (place.lat, place.lon));
        assert_eq!(spot("20.5 -103 0 0"), Some((20.5, -103.0)));
        let line = "20.5 -103 0 0; 20.6 -103 0 0; 20.7 -103 0 0";
        assert_eq!(spot(line), Some((20.5, -103.0)));
        // What cannot be read is no place; the first that can be is.
        assert_eq!(spot("aquí; 20.6 -103 0 0"), Some((20.6, -103.0)));
        for nowhere in ["", "aquí", "91 0 0 0"] {
            assert_eq!(spot(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn a_number_stands_apart_from_its_words() {
        check("1", "1 · Poca", Some("Poca"));
        check("2", "2) Media", Some("Media"));
        check("10", "10: Mucha", Some("Mucha"));
        check("3", "Bastante", Some("Bastante"));
        check("1", "10 lámparas", Some("10 lámparas"));
        check("4", "4", Some("4"));
        check("5", "5 -", Some("5 -"));
        check("07", "07 Norte", Some("Norte"));
    }

    #[test]
    fn what_is_no_short_number_has_none() {
        for value in ["", "a", "-1", "1a", "123", "²"] {
            check(value, "Uno", None);
        }
    }

    #[test]
    fn markup_stays_on_the_words() {
        let words = |label: &str| {
            let label = StyledText::read(label);
            ChoiceNumber::of("1", &label).unwrap().words
        };
        assert_eq!(words("1 · **Poca**").plain, "Poca");
        let spans = |text: &StyledText| {
            let spans = text.blocks.iter().flat_map(|block| &block.spans);
            let told = spans.map(|span| (span.text.clone(), span.style.bold));
            told.collect::<Vec<_>>()
        };
        assert_eq!(
            spans(&words("1 · poca **luz**")),
            [("poca ".to_owned(), false), ("luz".to_owned(), true)]
        );
        let whole = "**1** · poca";
        assert_eq!(words(whole), StyledText::read(whole));
    }
}
