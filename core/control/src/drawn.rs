//! An entry of a screen with everything that a shell draws.

use std::collections::BTreeMap;

use farola_form::{DataType, Question};

use crate::answer::{Answer, chosen};
use crate::control::{ChoiceLayout, Control, LabelMedia, Plan, TextLook, Unsupported, largest};
use crate::locale::Locale;
use crate::markup::StyledText;
use crate::moment::YearSpan;
use crate::shown;

/// What an entry is called where the form gives it no words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unnamed {
    /// A question; it has no heading, and a name for whoever hears the page.
    Question,
    /// A row of a grid, which has its name on its own line.
    Row,
    /// An instance of a repeat, told from the others by its number.
    Instance,
}

/// An entry, ready to be drawn.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// What a person touches.
    pub control: Control,
    /// What the form asks for and is not done; `control` is what is drawn instead.
    pub unsupported: Option<Unsupported>,
    /// The label.
    pub label: StyledText,
    /// What it is called instead, where the label is empty.
    pub unnamed: Option<Unnamed>,
    /// The hint.
    pub hint: StyledText,
    /// The longer hint.
    pub guidance: StyledText,
    /// Pictures and sounds of the label, but for `picture`.
    pub media: LabelMedia,
    /// The answer.
    pub answer: Answer,
    /// The answer in words; empty where there is none, for files, and for what is typed covered.
    pub shown: String,
    /// The day in the calendar that the form asks for.
    pub told: Option<String>,
    /// Whether touching what is chosen again takes it back: a choice, a position of a rating or a
    /// picker, yes or no, a box.
    pub takes_back: bool,
    /// Whether a counter can go down by one.
    pub can_subtract: bool,
    /// The label's picture whose parts are the choices: the control draws it.
    pub picture: Option<String>,
    /// The values to be put in order, as they stand now: those that were given and are there
    /// still, then the rest as the list has it. Empty where nothing is put in order.
    pub order: Vec<String>,
    /// Whether the control draws the label itself: a row of a grid and its head in their own line,
    /// a prompt in its question.
    pub names_itself: bool,
    /// The years to pick from, where a day is picked. Whoever fills a form widens them by the
    /// answers that it had.
    pub years: Option<YearSpan>,
}

impl std::fmt::Debug for Drawn {
    // An answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawn(..)")
    }
}

impl Drawn {
    /// Draws an entry for a reader.
    #[must_use]
    pub fn of(question: &Question, locale: &Locale) -> Self {
        let Plan {
            control,
            unsupported,
        } = Plan::of(question);
        let answer = Answer::of(question, &control, locale);
        let picture = parts(&control, &question.media);
        let label = StyledText::read(&question.label);
        Self {
            unnamed: unnamed(&label, &control),
            takes_back: takes_back(question, &control),
            can_subtract: can_subtract(question, &control),
            media: LabelMedia::without(&question.media, picture.as_deref()),
            picture,
            order: order(question, &control),
            names_itself: names_itself(&control),
            years: years(&control, &answer),
            label,
            hint: StyledText::read(&question.hint),
            guidance: StyledText::read(&question.guidance),
            shown: shown_answer(question, &control, &answer, locale),
            told: told(&control, &answer, locale),
            unsupported,
            control,
            answer,
        }
    }
}

fn shown_answer(
    question: &Question,
    control: &Control,
    answer: &Answer,
    locale: &Locale,
) -> String {
    let value = question.value.as_deref().unwrap_or_default();
    if is_covered(control) {
        return String::new();
    }
    match answer {
        Answer::Blank | Answer::File { .. } => String::new(),
        Answer::Chosen { .. } => {
            let values: Vec<&str> = chosen(question).collect();
            shown::choices(&values, &question.choices)
        }
        Answer::Position { .. } => shown::number(value, locale.decimal),
        _ => {
            let data_type = DataType::from_name(question.data_type).unwrap_or_default();
            shown::value(value, data_type, Some(control), locale)
        }
    }
}

/// Collect has no touch that takes a single choice back, but a menu that does, with every
/// question. Here the touch is that menu, except where the form wants an answer: there a second
/// touch is more often a slip than a wish, and another choice can be touched. A rating and a
/// picker are single choices too. One of several choices, and a box, have no other way back.
pub(crate) fn takes_back(question: &Question, control: &Control) -> bool {
    match control {
        Control::SelectOne { .. }
        | Control::Truth
        | Control::Rating { .. }
        | Control::Picker { .. } => !question.required,
        Control::SelectMany { .. } | Control::Acknowledge => true,
        _ => false,
    }
}

/// A counter counts from 0, and from there without an answer.
fn can_subtract(question: &Question, control: &Control) -> bool {
    let value = question.value.as_deref().unwrap_or_default();
    let number: Option<i64> = value.parse().ok();
    matches!(control, Control::Counter) && number.is_some_and(|number| number > 0)
}

/// A choice that was given and is filtered away by now has no row to be drawn in.
pub(crate) fn order(question: &Question, control: &Control) -> Vec<String> {
    if !matches!(control, Control::Rank) {
        return Vec::new();
    }
    let listed = || question.choices.iter().map(|choice| choice.value.as_str());
    let given = chosen(question).filter(|value| listed().any(|own| own == *value));
    let mut order: Vec<String> = Vec::new();
    for value in given.chain(listed()) {
        if !order.iter().any(|own| own == value) {
            order.push(value.to_owned());
        }
    }
    order
}

/// Whether an answer is needed of a person: what cannot be answered by hand asks for none.
#[must_use]
pub fn is_needed(question: &Question) -> bool {
    question.required && !question.readonly
}

fn names_itself(control: &Control) -> bool {
    matches!(control, Control::Legend | Control::Prompt { .. }) || is_row_of_grid(control)
}

fn is_row_of_grid(control: &Control) -> bool {
    match control {
        Control::SelectOne { layout, .. } | Control::SelectMany { layout, .. } => {
            matches!(layout, ChoiceLayout::GridRow { .. })
        }
        _ => false,
    }
}

/// A group without words has no heading either, and the head of a grid none above its signs.
fn unnamed(label: &StyledText, control: &Control) -> Option<Unnamed> {
    if !label.plain.is_empty() {
        return None;
    }
    match control {
        Control::Group { .. } | Control::Legend => None,
        Control::Repeat { .. } | Control::Prompt { .. } => Some(Unnamed::Instance),
        control if is_row_of_grid(control) => Some(Unnamed::Row),
        _ => Some(Unnamed::Question),
    }
}

fn years(control: &Control, answer: &Answer) -> Option<YearSpan> {
    let day = match answer {
        Answer::Day { day } | Answer::Moment { day, .. } => Some(*day),
        _ => None,
    };
    matches!(control, Control::Date { .. } | Control::DateTime { .. })
        .then(|| YearSpan::around(day))
}

/// A picture with parts is an SVG; any other is a picture of the label.
fn parts(control: &Control, media: &BTreeMap<String, String>) -> Option<String> {
    let layout = match control {
        Control::SelectOne { layout, .. } | Control::SelectMany { layout, .. } => layout,
        _ => return None,
    };
    let svg = |name: &String| name.to_ascii_lowercase().ends_with(".svg");
    let drawn = largest(media).filter(svg);
    drawn.filter(|_| matches!(layout, ChoiceLayout::ImageMap))
}

/// What a form does not want seen is not told in words either.
fn is_covered(control: &Control) -> bool {
    let masked = TextLook::Masked;
    matches!(control, Control::Text { look, .. } if *look == masked)
        || matches!(control, Control::Barcode { hidden: true, .. })
}

fn told(control: &Control, answer: &Answer, locale: &Locale) -> Option<String> {
    let calendar = match control {
        Control::Date { calendar, .. } | Control::DateTime { calendar, .. } => calendar,
        _ => return None,
    };
    match answer {
        Answer::Day { day } | Answer::Moment { day, .. } => calendar.told(day, locale.language),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::question;

    fn of(question: &Question) -> Drawn {
        Drawn::of(question, &Locale::default())
    }

    #[test]
    fn what_is_required_and_one_stays_where_it_is_touched_again() {
        let takes_back = |element: &str, kind: &str, required: bool, look: &str| {
            let look = format!("appearance=\"{look}\"");
            let mut asked = question(element, kind, &look);
            asked.required = required;
            of(&asked).takes_back
        };
        for look in ["", "minimal", "likert", "quick", "list", "image-map"] {
            assert!(takes_back("select1", "string", false, look), "{look}");
            assert!(!takes_back("select1", "string", true, look), "{look}");
            assert!(takes_back("select", "string", false, look), "{look}");
            assert!(takes_back("select", "string", true, look), "{look}");
        }
        assert!(takes_back("input", "boolean", false, ""));
        assert!(!takes_back("input", "boolean", true, ""));
        for look in ["rating", "picker"] {
            assert!(takes_back("range", "int", false, look), "{look}");
            assert!(!takes_back("range", "int", true, look), "{look}");
        }
        // A handle is moved, not touched.
        assert!(!takes_back("range", "int", false, ""));
        assert!(takes_back("trigger", "string", true, ""));
        assert!(!takes_back("input", "string", false, ""));
    }

    #[test]
    fn what_is_put_in_order_begins_with_what_was_given_and_is_there() {
        for (given, expect) in [
            (None, ["a", "b", "c"]),
            (Some("c a b"), ["c", "a", "b"]),
            (Some("b"), ["b", "a", "c"]),
            // One that the form's filter took away meanwhile.
            (Some("gone c"), ["c", "a", "b"]),
            (Some("c c gone b"), ["c", "b", "a"]),
        ] {
            let mut asked = question("odk:rank", "odk:rank", "");
            asked.value = given.map(str::to_owned);
            assert_eq!(of(&asked).order, expect, "{given:?}");
            assert_eq!(
                of(&asked).answer == Answer::Blank,
                given.is_none(),
                "{given:?}"
            );
        }
        let mut asked = question("odk:rank", "odk:rank", "");
        asked.value = Some("gone away".to_owned());
        assert!(of(&asked).answer == Answer::Blank, "none of it is there");
        let mut several = question("select", "string", "");
        several.value = Some("c a".to_owned());
        assert_eq!(of(&several).order, Vec::<String>::new());
    }

    #[test]
    fn what_is_only_read_needs_no_answer() {
        for (required, readonly, needed) in [
            (true, false, true),
            (true, true, false),
            (false, false, false),
            (false, true, false),
        ] {
            let mut asked = question("input", "string", "");
            (asked.required, asked.readonly) = (required, readonly);
            assert_eq!(is_needed(&asked), needed, "{required} {readonly}");
        }
    }

    #[test]
    fn a_row_of_a_grid_and_its_head_name_themselves() {
        for (look, expect) in [
            ("list", true),
            ("list-nolabel", true),
            ("label", true),
            ("", false),
            ("minimal", false),
            ("columns-2", false),
            // What is searched in stands below its label.
            ("list autocomplete", false),
        ] {
            for element in ["select1", "select"] {
                let asked = question(element, "string", &format!("appearance=\"{look}\""));
                assert_eq!(of(&asked).names_itself, expect, "{element} {look}");
            }
        }
        assert!(!of(&question("input", "string", "appearance=\"list\"")).names_itself);
        let body = "<group ref=\"/data/p\"><label>Lamp</label><repeat nodeset=\"/data/p\">\
                    <input ref=\"/data/p/a\"/></repeat></group>";
        let session = crate::testing::form("<p><a/></p>", body);
        let names = |one: &Question| matches!(Control::of(one), Control::Prompt { .. });
        for one in session.questions() {
            assert_eq!(of(&one).names_itself, names(&one), "{}", one.path);
        }
    }

    #[test]
    fn what_has_no_words_is_called_by_what_it_is() {
        for (element, look, expect) in [
            ("select1", "list", Some(Unnamed::Row)),
            ("select1", "list-nolabel", Some(Unnamed::Row)),
            ("select", "list", Some(Unnamed::Row)),
            ("select1", "label", None),
            ("select1", "", Some(Unnamed::Question)),
            ("select1", "minimal", Some(Unnamed::Question)),
            ("input", "", Some(Unnamed::Question)),
            ("upload", "", Some(Unnamed::Question)),
        ] {
            for (label, expect) in [
                ("", expect),
                (" \n", expect),
                ("Luz", None),
                ("**Luz**", None),
            ] {
                let mut asked = question(element, "string", &format!("appearance=\"{look}\""));
                label.clone_into(&mut asked.label);
                assert_eq!(of(&asked).unnamed, expect, "{element} {look} {label:?}");
            }
        }
        let body = "<group ref=\"/data/p\"><repeat nodeset=\"/data/p\">\
                    <input ref=\"/data/p/a\"/></repeat></group>";
        let session = crate::testing::form("<p><a/></p>", body);
        for mut one in session.questions() {
            one.label.clear();
            let expect = match Control::of(&one) {
                Control::Repeat { .. } | Control::Prompt { .. } => Some(Unnamed::Instance),
                Control::Group { .. } => None,
                _ => Some(Unnamed::Question),
            };
            assert_eq!(of(&one).unnamed, expect, "{}", one.path);
        }
    }

    #[test]
    fn a_counter_goes_down_to_zero() {
        let mut counter = question("input", "int", "appearance=\"counter\"");
        for (value, down) in [
            (None, false),
            (Some(""), false),
            (Some("0"), false),
            (Some("1"), true),
            (Some("1000"), true),
            (Some("-1"), false),
        ] {
            counter.value = value.map(str::to_owned);
            assert_eq!(of(&counter).can_subtract, down, "{value:?}");
        }
        let mut number = question("input", "int", "");
        number.value = Some("3".to_owned());
        assert!(!of(&number).can_subtract);
    }

    #[test]
    fn a_day_is_told_in_the_calendar_asked_for_and_in_no_other() {
        let told = |kind: &str, look: &str, value: &str| {
            let look = format!("appearance=\"{look}\"");
            let mut asked = question("input", kind, &look);
            asked.value = Some(value.to_owned());
            of(&asked).told
        };
        let (day, moment) = ("2026-11-25", "2026-11-25T23:51:07.000-06:00");
        let hedar = Some("16 Hedar 2019");
        assert_eq!(told("date", "ethiopian", day).as_deref(), hedar);
        assert_eq!(told("dateTime", "ethiopian", moment).as_deref(), hedar);
        assert_eq!(told("date", "ethiopian", ""), None);
        assert_eq!(told("date", "", day), None, "it is kept in this calendar");
        assert_eq!(told("time", "ethiopian", "23:51"), None);
        assert_eq!(told("string", "ethiopian", day), None);
    }

    #[test]
    fn a_picture_with_parts_is_drawn_by_its_control() {
        let picture = |appearance: &str, media: &[(&str, &str)]| {
            let look = format!("appearance=\"{appearance}\"");
            let mut asked = question("select1", "string", &look);
            let media = media.iter();
            asked.media = media
                .map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned()))
                .collect();
            of(&asked).picture
        };
        let (small, large) = (("image", "a.svg"), ("big-image", "B.SVG"));
        assert_eq!(picture("image-map", &[small]).as_deref(), Some("a.svg"));
        let both = picture("image-map", &[small, large]);
        assert_eq!(both.as_deref(), Some("B.SVG"));
        assert_eq!(picture("image-map", &[("image", "a.png")]), None);
        assert_eq!(picture("image-map", &[]), None);
        assert_eq!(picture("", &[small]), None);
    }
}
