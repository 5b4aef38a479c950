//! An entry of a screen with everything that a shell draws.

use farola_form::{DataType, Question};

use crate::answer::{Answer, chosen};
use crate::control::{Control, LabelMedia, Plan, TextLook, Unsupported};
use crate::locale::Locale;
use crate::markup::StyledText;
use crate::shown;

/// An entry, ready to be drawn.
#[derive(Clone, PartialEq)]
pub struct Drawn {
    /// What a person touches.
    pub control: Control,
    /// What the form asks for and is not done; `control` is what is drawn instead.
    pub unsupported: Option<Unsupported>,
    /// The label.
    pub label: StyledText,
    /// The hint.
    pub hint: StyledText,
    /// The longer hint.
    pub guidance: StyledText,
    /// Pictures and sounds of the label.
    pub media: LabelMedia,
    /// The answer.
    pub answer: Answer,
    /// The answer in words; empty where there is none, for files, and for what is typed covered.
    pub shown: String,
    /// The day in the calendar that the form asks for.
    pub told: Option<String>,
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
        Self {
            label: StyledText::read(&question.label),
            hint: StyledText::read(&question.hint),
            guidance: StyledText::read(&question.guidance),
            media: LabelMedia::of(&question.media),
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
