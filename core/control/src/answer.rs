//! Answers as a control shows them, and what a touch gives.

use farola_form::jiff::civil::DateTime;
use farola_form::{ControlKind, DataType, Question};
use farola_model::{Coded, ErrorClass};

use crate::control::{Control, DatePick};
use crate::locale::{DecimalMark, Locale};
use crate::moment::{Clock, Day, read_moment};
use crate::place::{self, Place, plain};
use crate::scale::Scale;
use crate::shown;

/// Largest number of a counter, as in Collect.
pub const MOST_COUNTED: i64 = 999_999_999;
/// What an acknowledged trigger holds.
const ACKNOWLEDGED: &str = "OK";

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

/// What a touch gives.
#[derive(Clone, PartialEq)]
pub enum Given {
    /// The answer is taken back.
    Clear,
    /// Yes or no.
    Truth {
        /// Yes.
        yes: bool,
    },
    /// What is chosen now, in any order; of a rank in its order.
    Chosen {
        /// Values of the choices.
        values: Vec<String>,
    },
    /// A day; of a date with a time the time stays, or is now's.
    Day {
        /// The day; one that its month has not is the last it has.
        day: Day,
    },
    /// A time of day; of a date with a time the day stays, or is today.
    Clock {
        /// The time.
        clock: Clock,
    },
    /// Today, or the time it is.
    Now,
    /// A position on a scale.
    Position {
        /// From 0 at the start.
        at: u32,
    },
    /// One more or less on a counter, which counts from 0.
    Step {
        /// How many.
        by: i32,
    },
    /// What the compass says, in degrees from north.
    Degrees {
        /// The degrees; tenths are kept.
        degrees: f64,
    },
    /// A place, sensed or put by hand.
    Place {
        /// The place.
        place: Place,
    },
    /// A line or an area as drawn; too few places are no answer yet.
    Line {
        /// Its places in order, an area without its end.
        places: Vec<Place>,
    },
    /// A code that was read.
    Code {
        /// Its text.
        text: String,
    },
    /// A box is ticked.
    Acknowledge,
}

impl std::fmt::Debug for Given {
    // An answer must not reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(..)")
    }
}

/// What was given cannot answer the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GivenError {
    /// It is nothing that this control takes.
    #[error("the question's control takes no such answer")]
    Mismatch,
    /// A place that is not on Earth, or a time that no clock shows.
    #[error("there is no such place or time")]
    OutOfBounds,
}

impl Coded for GivenError {
    fn code(&self) -> &'static str {
        match self {
            Self::Mismatch => "control.mismatch",
            Self::OutOfBounds => "control.out_of_bounds",
        }
    }

    fn class(&self) -> ErrorClass {
        match self {
            Self::Mismatch => ErrorClass::Bug,
            Self::OutOfBounds => ErrorClass::User,
        }
    }
}

impl Given {
    /// The value to answer a question with, in the words of the form; empty takes the answer
    /// back. `now` is the local time.
    ///
    /// # Errors
    /// [`GivenError`] where it is nothing that the question's control takes, and where there is
    /// no such place or time; the answer then stays.
    pub fn value(&self, question: &Question, now: DateTime) -> Result<String, GivenError> {
        let control = Control::of(question);
        let before = question.value.as_deref().unwrap_or_default();
        match (self, &control) {
            (Self::Clear, _) => Ok(String::new()),
            (Self::Truth { yes }, Control::Truth) => Ok(yes.to_string()),
            (Self::Acknowledge, Control::Acknowledge) => Ok(ACKNOWLEDGED.to_owned()),
            (Self::Chosen { values }, _) => choose(values, question),
            (Self::Position { at }, _) => on_scale(*at, &control),
            (Self::Step { by }, Control::Counter) => Ok(count(before, *by)),
            (Self::Degrees { degrees }, Control::Bearing) => course(*degrees),
            (Self::Code { text }, Control::Barcode { .. }) => Ok(text.clone()),
            (Self::Place { place }, Control::Point { .. }) => written(place.write()),
            (Self::Line { places }, Control::Line { .. }) => line(places, false),
            (Self::Line { places }, Control::Area { .. }) => line(places, true),
            (Self::Day { .. } | Self::Clock { .. } | Self::Now, _) => {
                self.moment(&control, before, now)
            }
            _ => Err(GivenError::Mismatch),
        }
    }

    /// Days and times; the part of a moment that is not given stays, or is now's.
    fn moment(&self, control: &Control, before: &str, now: DateTime) -> Result<String, GivenError> {
        let (today, time) = (Day::from(now.date()), Clock::from(now.time()));
        let before = read_moment(before);
        let (day, clock) = match self {
            Self::Day { day } => (*day, before.map_or(time, |(_, clock)| clock)),
            Self::Clock { clock } => (before.map_or(today, |(day, _)| day), *clock),
            _ => (today, time),
        };
        match (control, self) {
            (Control::Time, Self::Clock { .. } | Self::Now) => written(clock.write()),
            (Control::Date { pick, .. }, Self::Day { .. } | Self::Now) => {
                written(first(day, *pick).write())
            }
            (Control::DateTime { pick, .. }, _) => {
                let day = written(first(day, *pick).write())?;
                Ok(format!("{day}T{}", written(clock.write())?))
            }
            _ => Err(GivenError::Mismatch),
        }
    }
}

/// Months and years are kept by their first day.
fn first(day: Day, pick: DatePick) -> Day {
    let day = day.within_month();
    match pick {
        DatePick::Calendar | DatePick::Steps => day,
        DatePick::MonthAndYear => Day { day: 1, ..day },
        DatePick::Year => Day {
            month: 1,
            day: 1,
            ..day
        },
    }
}

fn written(text: Option<String>) -> Result<String, GivenError> {
    text.ok_or(GivenError::OutOfBounds)
}

fn line(places: &[Place], closed: bool) -> Result<String, GivenError> {
    if places.len() < place::least_points(closed) {
        return Ok(String::new());
    }
    written(Place::write_line(places, closed))
}

fn course(degrees: f64) -> Result<String, GivenError> {
    if !degrees.is_finite() {
        return Err(GivenError::OutOfBounds);
    }
    // Rounding may lead from 359.96 to 360, which is north.
    let tenths = plain(degrees.rem_euclid(360.0), 1);
    Ok(if tenths == "360" {
        "0".to_owned()
    } else {
        tenths
    })
}

fn count(before: &str, by: i32) -> String {
    let now: i64 = before.parse().unwrap_or(0);
    let next = now.saturating_add(i64::from(by));
    next.clamp(0, MOST_COUNTED).to_string()
}

fn on_scale(at: u32, control: &Control) -> Result<String, GivenError> {
    let scale: &Scale = match control {
        Control::Slider { scale, .. } | Control::Picker { scale } | Control::Rating { scale } => {
            scale
        }
        _ => return Err(GivenError::Mismatch),
    };
    if at > scale.steps {
        return Err(GivenError::OutOfBounds);
    }
    Ok(scale.value(at))
}

/// One value, or several in the order of the list; those that the list does not hold come last.
/// A rank keeps its own order.
fn choose(values: &[String], question: &Question) -> Result<String, GivenError> {
    match question.control {
        Some(ControlKind::Select1) => match values {
            [] => Ok(String::new()),
            [one] => Ok(one.clone()),
            _ => Err(GivenError::Mismatch),
        },
        Some(ControlKind::Rank) => Ok(values.join(" ")),
        Some(ControlKind::Select) => {
            let listed = question.choices.iter().map(|choice| &choice.value);
            let listed: Vec<&String> = listed.filter(|value| values.contains(value)).collect();
            // Such as a choice that a filter has taken off the list meanwhile: a touch beside it
            // must not drop it.
            let others = values.iter().filter(|value| !listed.contains(value));
            let all: Vec<&str> = listed
                .iter()
                .copied()
                .chain(others)
                .map(String::as_str)
                .collect();
            Ok(all.join(" "))
        }
        _ => Err(GivenError::Mismatch),
    }
}

#[cfg(test)]
mod tests;
