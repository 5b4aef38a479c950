//! How a question is drawn, as a type.
//!
//! One variant for each way of drawing, with everything that it needs. Shells match on it
//! without a default arm, so that a new variant does not compile until both of them draw it.

mod draw;
mod media;
mod repeat;
mod select;

use crate::calendar::Calendar;
use crate::scale::Scale;

pub use draw::Plan;
pub(crate) use media::largest;
pub use media::{LabelMedia, LabelPicture};
pub use repeat::{PromptAsks, RepeatInstance};

/// What a person touches to answer a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Control {
    /// The title of a group.
    Group {
        /// How many groups and repeats are around it.
        depth: u32,
    },
    /// The title of a repeat instance.
    Repeat {
        /// How many groups and repeats are around it.
        depth: u32,
        /// The instance.
        instance: RepeatInstance,
    },
    /// The question whether there is another instance, with those there are.
    Prompt {
        /// The repeat that another one is added to.
        repeat: String,
        /// Those there are, in order.
        instances: Vec<RepeatInstance>,
        /// What is asked.
        asks: PromptAsks,
    },
    /// Only to be read: a note, or an answer that is not this person's to change.
    Note {
        /// The kind of file that the value names; nothing for a value in words.
        media: Option<MediaKind>,
    },
    /// A text.
    Text {
        /// Lines the field has at least; above 1 it takes line breaks.
        lines: u32,
        /// How it is typed.
        look: TextLook,
    },
    /// Digits that are kept as text, so that zeros in front count.
    Digits {
        /// Whether the field shows thousands in groups.
        grouped: bool,
    },
    /// A number.
    Number {
        /// Whether it may have decimals.
        decimals: bool,
        /// Whether the field shows thousands in groups.
        grouped: bool,
    },
    /// A whole number from 0 to 999,999,999, with a button below and one above.
    Counter,
    /// Where something points, in degrees from north: by the compass or typed.
    Bearing,
    /// Yes or no.
    Truth,
    /// A day.
    Date {
        /// How it is picked.
        pick: DatePick,
        /// The calendar it is told in beside the Gregorian one.
        calendar: Calendar,
    },
    /// A time of day.
    Time,
    /// A day with a time.
    DateTime {
        /// How the day is picked.
        pick: DatePick,
        /// The calendar it is told in beside the Gregorian one.
        calendar: Calendar,
    },
    /// A handle on a scale.
    Slider {
        /// The scale.
        scale: Scale,
        /// Whether it stands upright.
        upright: bool,
    },
    /// A list of the numbers of a scale, closed until touched.
    Picker {
        /// The scale.
        scale: Scale,
    },
    /// Stars or squares, one for each number of a scale.
    Rating {
        /// The scale.
        scale: Scale,
    },
    /// One choice.
    SelectOne {
        /// How the choices stand.
        layout: ChoiceLayout,
        /// What else is asked of the list.
        list: ListLook,
        /// Whether choosing goes on to the next page.
        quick: bool,
    },
    /// Several choices.
    SelectMany {
        /// How the choices stand.
        layout: ChoiceLayout,
        /// What else is asked of the list.
        list: ListLook,
    },
    /// The head of a grid: what its columns mean. Nothing is answered here.
    Legend,
    /// Choices to be put in order.
    Rank,
    /// A box to tick: `OK` or nothing.
    Acknowledge,
    /// A place.
    Point {
        /// Whether a map is shown, and what for.
        map: MapUse,
        /// How exact a place has to be.
        accuracy: Accuracy,
    },
    /// A line, walked or drawn.
    Line,
    /// An area, walked or drawn.
    Area,
    /// A photo.
    Photo {
        /// The camera and whether pictures that are there may be chosen.
        camera: CameraUse,
        /// Whether something may be drawn on it.
        annotated: bool,
        /// The most pixels of its longer side.
        max_pixels: Option<u32>,
    },
    /// A drawing on an empty sheet.
    Drawing {
        /// Whether it is a signature: a low and wide sheet with a line.
        signature: bool,
        /// The most pixels of its longer side.
        max_pixels: Option<u32>,
    },
    /// A sound.
    Audio {
        /// How it is recorded.
        quality: AudioQuality,
        /// Whether a file that is there may be chosen.
        files: bool,
    },
    /// A video.
    Video {
        /// The camera and whether videos that are there may be chosen.
        camera: CameraUse,
    },
    /// A file.
    File {
        /// Types that may be chosen, as the form names them: `application/pdf`, `.csv`; every
        /// type where there are none.
        accept: Vec<String>,
    },
    /// A code that the camera reads.
    Barcode {
        /// Whether the camera on the screen's side is used.
        front: bool,
        /// Whether what was read is not shown.
        hidden: bool,
    },
}

/// How a text is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextLook {
    /// As it is.
    Plain,
    /// Covered while it is typed.
    Masked,
    /// An address of the web, which a touch opens.
    Address,
}

/// How a day is picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DatePick {
    /// In a month with a field for each day.
    Calendar,
    /// Day, month and year each for itself.
    Steps,
    /// Month and year; the first of the month is kept.
    MonthAndYear,
    /// The year; its first day is kept.
    Year,
}

/// How choices stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChoiceLayout {
    /// One below another.
    List,
    /// Beside each other.
    Columns {
        /// How many in a row, 1 to 6; as many as the screen fits where the form does not say.
        count: Option<u32>,
    },
    /// Each as wide as it needs.
    Packed,
    /// On one line, from one end of a scale to the other.
    Likert,
    /// A closed list that a touch opens.
    Minimal,
    /// A row of a grid below a legend.
    GridRow {
        /// Whether the choices' labels stand in it.
        labels: bool,
    },
    /// Parts of a picture.
    ImageMap,
    /// Places on a map.
    Map,
}

/// What is asked of a list of choices besides its layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ListLook {
    /// Whether there is a field to search in: the form wants one, or there are more choices than
    /// are carried over.
    pub search: bool,
    /// Whether choices stand without their buttons, as pictures do.
    pub bare: bool,
}

/// What a map is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MapUse {
    /// There is none.
    Absent,
    /// It shows what the phone senses.
    Shown,
    /// Places are put on it by hand.
    Placed,
}

/// How exact a place has to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// A place this exact, in metres, is taken by itself; nothing where the form does not ask
    /// for it, and on maps.
    pub take_at_m: Option<f64>,
    /// Within so many metres a place is good.
    pub good_m: f64,
    /// Beyond so many metres the person is warned; the place can be taken all the same.
    pub warn_over_m: f64,
}

/// Kinds of files that are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// A picture.
    Picture,
    /// A sound.
    Sound,
    /// A video.
    Video,
    /// Anything else.
    File,
}

/// Which camera takes a picture, and whether one that is there may be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct CameraUse {
    /// Whether the camera on the screen's side is used.
    pub front: bool,
    /// Whether pictures that are there may be chosen.
    pub gallery: bool,
}

/// How a sound is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AudioQuality {
    /// Small, good enough for speech.
    VoiceOnly,
    /// Small.
    Low,
    /// As good as is useful.
    #[default]
    Normal,
}

impl AudioQuality {
    /// The quality of that name in a form: `voice-only`, `low`, `normal`, `high`.
    #[must_use]
    pub fn named(name: Option<&str>) -> Self {
        match name {
            Some("voice-only") => Self::VoiceOnly,
            Some("low") => Self::Low,
            // More is of no use to a voice; `external` asks for another app, and here the
            // phone's own recorder is used.
            _ => Self::Normal,
        }
    }
}

/// What a form asks for and is not done as it asks. The control beside it says what is drawn
/// instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unsupported {
    /// Another app that gives the value (`ex:…`, `intent`): the value is typed or the file taken
    /// here.
    OtherApp,
    /// A printer: what would be printed is a text.
    Printer,
    /// A grid with a clock (`x-timed-grid`, `literacy`): choices without the clock.
    TimedGrid,
    /// A map of OpenStreetMap to be tagged: a file.
    MapTags,
    /// Another calendar to pick in: days are picked in the Gregorian one and told in the other.
    OtherCalendarPick,
    /// A calendar that days cannot be told in: the Gregorian one alone.
    OtherCalendar,
    /// A scale whose steps do not fit or are too many: the number is typed.
    Scale,
}

#[cfg(test)]
mod tests;
