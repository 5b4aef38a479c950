//! The controls of questions, as `farola-control` has them: UniFFI is told their shapes.
//!
//! Shells match on [`QuestionControl`] without a default arm, so that a new way of drawing does
//! not compile there until it is drawn (tidy `shells: arms for the rest`).

pub use farola_engine::control::{
    Accuracy as PlaceAccuracy, AudioQuality, Calendar as FormCalendar, CameraUse, ChoiceLayout,
    Control as QuestionControl, DatePick, ListLook, MapUse, MediaKind, PromptAsks, RepeatInstance,
    Scale as ScaleRecord, ScaleLabel, TextLook, Unsupported,
};

/// What a person touches to answer a question.
#[uniffi::remote(Enum)]
pub enum QuestionControl {
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
        /// The repeat that another one is added to, for `Filling.add_repeat`.
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
        calendar: FormCalendar,
    },
    /// A time of day.
    Time,
    /// A day with a time.
    DateTime {
        /// How the day is picked.
        pick: DatePick,
        /// The calendar it is told in beside the Gregorian one.
        calendar: FormCalendar,
    },
    /// A handle on a scale.
    Slider {
        /// The scale.
        scale: ScaleRecord,
        /// Whether it stands upright.
        upright: bool,
    },
    /// A list of the numbers of a scale, closed until touched.
    Picker {
        /// The scale.
        scale: ScaleRecord,
    },
    /// Stars or squares, one for each number of a scale.
    Rating {
        /// The scale.
        scale: ScaleRecord,
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
        accuracy: PlaceAccuracy,
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

/// A repeat instance.
#[uniffi::remote(Record)]
pub struct RepeatInstance {
    /// Its reference, for `Filling.go_to` and `Filling.remove_repeat`.
    pub reference: String,
    /// Its number in the repeat, from 1.
    pub number: u32,
    /// Whether a person may take it out; not where the form counts them or has it read-only.
    pub removable: bool,
}

/// What the question about another instance asks.
#[uniffi::remote(Enum)]
pub enum PromptAsks {
    /// Whether there is one at all: there are none yet.
    First,
    /// Whether there is another one.
    Another,
}

/// How a text is typed.
#[uniffi::remote(Enum)]
pub enum TextLook {
    /// As it is.
    Plain,
    /// Covered while it is typed.
    Masked,
    /// An address of the web, which a touch opens.
    Address,
}

/// How a day is picked.
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Record)]
pub struct ListLook {
    /// Whether there is a field to search in: the form wants one, or there are more choices than
    /// are carried over.
    pub search: bool,
    /// Whether choices stand without their buttons, as pictures do.
    pub bare: bool,
}

/// What a map is for.
#[uniffi::remote(Enum)]
pub enum MapUse {
    /// There is none.
    Absent,
    /// It shows what the phone senses.
    Shown,
    /// Places are put on it by hand.
    Placed,
}

/// How exact a place has to be.
#[uniffi::remote(Record)]
pub struct PlaceAccuracy {
    /// A place this exact, in metres, is taken by itself; nothing where the form does not ask
    /// for it, and on maps.
    pub take_at_m: Option<f64>,
    /// Within so many metres a place is good.
    pub good_m: f64,
    /// Beyond so many metres the person is warned; the place can be taken all the same.
    pub warn_over_m: f64,
}

/// Kinds of files that are shown.
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Record)]
pub struct CameraUse {
    /// Whether the camera on the screen's side is used.
    pub front: bool,
    /// Whether pictures that are there may be chosen.
    pub gallery: bool,
}

/// How a sound is recorded.
#[uniffi::remote(Enum)]
pub enum AudioQuality {
    /// Small, good enough for speech.
    VoiceOnly,
    /// Small.
    Low,
    /// As good as is useful.
    Normal,
}

/// What a form asks for and is not done as it asks. The control beside it says what is drawn
/// instead.
#[uniffi::remote(Enum)]
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

/// A calendar.
#[uniffi::remote(Enum)]
pub enum FormCalendar {
    /// The calendar of the form's values.
    Gregorian,
    /// Ethiopian, years of mercy.
    Ethiopian,
    /// Coptic, years of the martyrs.
    Coptic,
    /// Islamic by the civil table, which may differ from the seen moon by a day.
    Islamic,
    /// Solar Hijri, by the cycle of 33 years.
    Persian,
    /// Years of the Buddha, 543 ahead.
    Buddhist,
    /// Bikram Sambat; days are not told in it.
    BikramSambat,
    /// Of Myanmar; days are not told in it.
    Myanmar,
}

/// A scale of equal steps. Positions count from 0 at the start to `steps` at the end.
#[uniffi::remote(Record)]
pub struct ScaleRecord {
    /// Value at position 0, in units of the last decimal.
    pub start: i64,
    /// From one position to the next, in the same units; negative where values fall.
    pub step: i64,
    /// How many decimals values have at most.
    pub decimals: u8,
    /// Number of steps; at least 1, at most 10,000.
    pub steps: u32,
    /// Every so many steps stands a mark; nothing where none is drawn.
    pub tick_every: Option<u32>,
    /// Where the handle waits while there is no answer.
    pub placeholder: Option<u32>,
    /// Words that the form has for some positions.
    pub labels: Vec<ScaleLabel>,
}

/// Words at a position.
#[uniffi::remote(Record)]
pub struct ScaleLabel {
    /// The position.
    pub at: u32,
    /// The words, without markup.
    pub words: String,
}
