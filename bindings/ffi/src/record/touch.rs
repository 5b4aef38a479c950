//! What a hand gives and what is said of it: typed text, touches, a walked line.

pub use farola_engine::control::{
    DecimalMark, Given as GivenAnswer, Language as ReaderLanguage, Locale as ReaderLocale,
    TimePart, TypedNote, Walked as WalkedFix,
};

use super::drawn::{ClockRecord, DayRecord, PlaceRecord};

/// What a touch gives.
#[uniffi::remote(Enum)]
pub enum GivenAnswer {
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
        day: DayRecord,
    },
    /// A time of day; of a date with a time the day stays, or is today.
    Clock {
        /// The time.
        clock: ClockRecord,
    },
    /// Today, or the time it is.
    Now,
    /// A part of a day or of a time goes so many on, from the answer; without one from today and
    /// the time it is. A month that has no such day keeps its last; hours go round the clock. A
    /// turn beyond `DrawnRecord.years` leads nowhere.
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
    /// So many more on a counter, which counts from 0; on a scale so many positions on, never off
    /// it. Without an answer the first step, whichever way, leads to where the handle waits, or
    /// to the start.
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
        place: PlaceRecord,
    },
    /// A line or an area as drawn; too few places are no answer yet and are kept as
    /// `QuestionRecord.begun`.
    Line {
        /// Its places in order, an area without its end.
        places: Vec<PlaceRecord>,
    },
    /// A code that was read.
    Code {
        /// Its text.
        text: String,
    },
    /// A box was touched: it is ticked, or not any more.
    Acknowledge,
}

/// A part of a day or of a time that is turned by itself.
#[uniffi::remote(Enum)]
pub enum TimePart {
    /// The year.
    Year,
    /// The month; the year goes on with it.
    Month,
    /// The day; month and year go on with it.
    Day,
    /// The hour; the day stays.
    Hour,
    /// The minute; the hour goes on with it.
    Minute,
}

/// What is said below a field.
#[uniffi::remote(Enum)]
pub enum TypedNote {
    /// What was typed can mean two things; this is the number that is kept, as it is read.
    Kept {
        /// The number.
        number: String,
    },
    /// It is no whole number, or one of more than 32 bits.
    NotWhole,
    /// It is no number.
    NotANumber,
    /// It is no place: latitude and longitude are wanted.
    NotAPlace,
}

/// What became of a fix.
#[uniffi::remote(Enum)]
pub enum WalkedFix {
    /// It is a point of the line.
    Taken,
    /// It is too near to the last point to be a step.
    Near,
    /// It is not exact enough.
    Inexact,
    /// It is not believed: a jump, a clock set back, the same fix again, no place on Earth.
    Doubtful,
}

/// The reader's settings; every text that is typed or shown is read and written by them.
#[uniffi::remote(Record)]
pub struct ReaderLocale {
    /// The language of months, weekdays and units.
    pub language: ReaderLanguage,
    /// The mark that divides decimals.
    pub decimal: DecimalMark,
}

/// The language of words that a control shows. A form has its own languages; these are the
/// words around its texts.
#[uniffi::remote(Enum)]
pub enum ReaderLanguage {
    /// Spanish as in Mexico.
    Spanish,
    /// English.
    English,
}

/// A language that the app itself speaks.
#[derive(Debug, Clone, PartialEq, Eq, Hash, uniffi::Record)]
pub struct AppLanguage {
    /// Which.
    pub language: ReaderLanguage,
    /// Its code, `es`: of `SettingsRecord.language`, and for each call that takes a language.
    pub code: String,
    /// Its name in itself, for who chooses.
    pub name: String,
    /// Its tag with the region that its words are written for, `es-MX`: the platform's own words,
    /// such as those of a picker of days, are to be in it too.
    pub tag: String,
}

impl From<ReaderLanguage> for AppLanguage {
    fn from(language: ReaderLanguage) -> Self {
        Self {
            language,
            code: language.code().to_owned(),
            name: language.name().to_owned(),
            tag: language.tag().to_owned(),
        }
    }
}

/// The mark between a number's whole part and its decimals; the other one groups thousands.
#[uniffi::remote(Enum)]
pub enum DecimalMark {
    /// `1,234.5`, as in Mexico and in English.
    Point,
    /// `1.234,5`, as in Spain and in most of South America.
    Comma,
}
