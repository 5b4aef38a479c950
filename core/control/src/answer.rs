//! Answers as a control shows them.

use farola_form::{ControlKind, DataType, Question};

use crate::control::Control;
use crate::locale::{DecimalMark, Locale};
use crate::moment::{Clock, Day, read_moment};
use crate::place::{self, Place};
use crate::shown;

/// An answer, read by its control.
#[derive(Clone, PartialEq)]
pub enum Answer {
    /// There is none.
    Blank,
    /// A text, or a number as its field shows it. Also a value that its control cannot show
    /// otherwise, such as one off a scale.
    Text {
        /// The text of the field.
        text: String,
    },
    /// Yes or no.
    Truth {
        /// Yes.
        yes: bool,
    },
    /// What is chosen, or in which order things are put.
    Chosen {
        /// Values of the choices.
        values: Vec<String>,
    },
    /// A day.
    Day {
        /// The day.
        day: Day,
    },
    /// A time of day.
    Clock {
        /// The time.
        clock: Clock,
    },
    /// A day with a time, by the clock of the place where it was answered.
    Moment {
        /// The day.
        day: Day,
        /// The time.
        clock: Clock,
    },
    /// A position on a scale.
    Position {
        /// From 0 at the start.
        at: u32,
    },
    /// A place.
    Place {
        /// The place.
        place: Place,
    },
    /// A line, or an area without its end, which is its beginning.
    Line {
        /// Its places in order.
        places: Vec<Place>,
    },
    /// A file of the submission.
    File {
        /// Its name.
        name: String,
    },
    /// A box that is ticked.
    Acknowledged,
}

impl std::fmt::Debug for Answer {
    // An answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Answer(..)")
    }
}

impl Answer {
    /// Reads a question's value.
    #[must_use]
    pub fn of(question: &Question, control: &Control, locale: &Locale) -> Self {
        let value = question.value.as_deref().unwrap_or_default();
        if value.is_empty() {
            return Self::Blank;
        }
        let data_type = DataType::from_name(question.data_type).unwrap_or_default();
        let read = match control {
            Control::Slider { scale, .. }
            | Control::Picker { scale }
            | Control::Rating { scale } => scale.position(value).map(|at| Self::Position { at }),
            Control::Acknowledge => Some(Self::Acknowledged),
            // Nothing of that order is in the list any more: it is asked for anew.
            Control::Rank if !is_in_list(question) => return Self::Blank,
            _ if question.control.is_some_and(is_choice) => Some(Self::Chosen {
                values: chosen(question).map(str::to_owned).collect(),
            }),
            _ => Self::of_type(value, data_type),
        };
        // What its control cannot show is shown as it is: hiding it would have it overwritten
        // unseen.
        read.unwrap_or_else(|| Self::Text {
            text: field(value, control, locale.decimal),
        })
    }

    fn of_type(value: &str, data_type: DataType) -> Option<Self> {
        match data_type {
            DataType::Boolean => match value {
                "true" | "1" => Some(Self::Truth { yes: true }),
                "false" | "0" => Some(Self::Truth { yes: false }),
                _ => None,
            },
            DataType::Date => Day::read(value).map(|day| Self::Day { day }),
            DataType::Time => Clock::read(value).map(|clock| Self::Clock { clock }),
            DataType::DateTime => {
                read_moment(value).map(|(day, clock)| Self::Moment { day, clock })
            }
            DataType::GeoPoint => Place::read(value).map(|place| Self::Place { place }),
            DataType::GeoTrace | DataType::GeoShape => Some(Self::Line {
                places: place::drawn_points(value, data_type),
            }),
            DataType::Binary => Some(Self::File {
                name: value.to_owned(),
            }),
            _ => None,
        }
    }
}

/// Whether anything that was chosen is among the choices of now.
fn is_in_list(question: &Question) -> bool {
    chosen(question).any(|value| question.choices.iter().any(|choice| choice.value == value))
}

fn is_choice(kind: ControlKind) -> bool {
    matches!(
        kind,
        ControlKind::Select | ControlKind::Select1 | ControlKind::Rank
    )
}

/// The chosen values of a question: one, or several parted by blanks.
pub(crate) fn chosen(question: &Question) -> impl Iterator<Item = &str> {
    let value = question.value.as_deref().unwrap_or_default();
    let several = question.control.is_some_and(ControlKind::is_multiple);
    // ODK keeps several choices as one text; a single choice may hold blanks of its own.
    let parts = value.split_ascii_whitespace().filter(move |_| several);
    parts.chain(Some(value).filter(|value| !several && !value.is_empty()))
}

/// A stored value as its field shows it: with the reader's decimal mark, and grouped where the
/// form wants it.
#[must_use]
pub fn field(value: &str, control: &Control, decimal: DecimalMark) -> String {
    match control {
        Control::Number { grouped: true, .. } | Control::Digits { grouped: true } => {
            shown::number(value, decimal)
        }
        Control::Number { .. } | Control::Bearing | Control::Counter => {
            value.replace('.', decimal.sign().encode_utf8(&mut [0; 4]))
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests;
