//! What a touch gives, and the value that it comes to.
//!
//! A shell hands over what was touched. What it comes to is said here: chosen or taken back, moved
//! in an order, a month on, a step on a scale. See [`settle`] for what depends on what stands.

use farola_form::jiff::civil::DateTime;
use farola_form::{ControlKind, Question};
use farola_model::{Coded, ErrorClass};

use crate::control::{Control, DatePick};
use crate::moment::{Clock, Day, TimePart, YearSpan, read_moment};
use crate::place::{self, Place, plain};
use crate::scale::Scale;

pub(crate) mod settle;

/// Largest number of a counter, as in Collect.
pub const MOST_COUNTED: i64 = 999_999_999;
/// What an acknowledged trigger holds.
const ACKNOWLEDGED: &str = "OK";

/// What a touch gives.
#[derive(Clone, PartialEq)]
pub enum Given {
    /// The answer is taken back.
    Clear,
    /// Yes or no was touched. The one that stands is taken back by it, where nothing is required.
    Truth {
        /// Yes.
        yes: bool,
    },
    /// A choice was touched: it is chosen, and one that stands is taken back, unless it is the
    /// only one and one is required.
    Touched {
        /// Value of the choice.
        value: String,
    },
    /// One of those that are put in order goes so many places on, never off the list. The others
    /// stand as they are shown, also where that was only proposed.
    Moved {
        /// Value of the choice.
        value: String,
        /// How many places; back where it is negative.
        by: i32,
    },
    /// The order is right as it is shown.
    InOrder,
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
    /// A part of a day or of a time goes so many on, from the answer; without one from today and
    /// the time it is. A month that has no such day keeps its last; hours go round the clock. A
    /// turn beyond the years to pick from leads nowhere.
    Turned {
        /// The part.
        part: TimePart,
        /// How many; back where it is negative.
        by: i32,
    },
    /// A position on a scale was touched. Of a rating or a list the one that stands is taken back
    /// by it, where nothing is required.
    Position {
        /// From 0 at the start.
        at: u32,
    },
    /// So many more on a counter, which counts from 0; on a scale so many positions on, as
    /// [`Scale::moved`].
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
    /// A box was touched: it is ticked, or not any more.
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
    /// back. `now` is the local time. The years to pick from are those of the answer.
    ///
    /// # Errors
    /// [`GivenError`] where it is nothing that the question's control takes, and where there is
    /// no such place or time; the answer then stays.
    pub fn value(&self, question: &Question, now: DateTime) -> Result<String, GivenError> {
        let day = question.value.as_deref().and_then(Day::read);
        self.value_within(question, now, YearSpan::around(day))
    }

    /// As [`Given::value`], with the years to pick from.
    ///
    /// # Errors
    /// As [`Given::value`].
    pub fn value_within(
        &self,
        question: &Question,
        now: DateTime,
        years: YearSpan,
    ) -> Result<String, GivenError> {
        let control = Control::of(question);
        let settled = settle::Standing::of(question, &control, years).settle(self, Some(now));
        settled.written(&control, question, now)
    }

    /// The value of what stands by itself: nothing in it depends on the answer before, but for
    /// the other half of a moment and the number of a counter.
    fn written(
        &self,
        control: &Control,
        question: &Question,
        now: DateTime,
    ) -> Result<String, GivenError> {
        let before = question.value.as_deref().unwrap_or_default();
        match (self, control) {
            (Self::Clear, _) => Ok(String::new()),
            (Self::Truth { yes }, Control::Truth) => Ok(yes.to_string()),
            (Self::Acknowledge, Control::Acknowledge) => Ok(ACKNOWLEDGED.to_owned()),
            (Self::Chosen { values }, _) => choose(values, question),
            (Self::Position { at }, _) => on_scale(*at, control),
            (Self::Step { by }, Control::Counter) => Ok(count(before, *by)),
            (Self::Degrees { degrees }, Control::Bearing) => course(*degrees),
            (Self::Code { text }, Control::Barcode { .. }) => Ok(text.clone()),
            (Self::Place { place }, Control::Point { .. }) => written(place.write()),
            (Self::Line { places }, Control::Line) => line(places, false),
            (Self::Line { places }, Control::Area) => line(places, true),
            (Self::Day { .. } | Self::Clock { .. } | Self::Now, _) => {
                self.moment(control, before, now)
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
pub(crate) fn first(day: Day, pick: DatePick) -> Day {
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
    let scale: &Scale = control.scale().ok_or(GivenError::Mismatch)?;
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
