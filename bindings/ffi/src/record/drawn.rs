//! What an entry shows: its texts with their markup, its answer, and the answer in words.

pub use farola_engine::control::{
    Answer as QuestionAnswer, Block as TextBlock, BlockKind as TextBlockKind, ChoiceNumber,
    Clock as ClockRecord, Day as DayRecord, Drawn as DrawnRecord, DrawnChoice, LabelMedia,
    LabelPicture, LineState, LocalTime, Moment as DayAndClock, MonthPage as MonthPageRecord,
    Offset, Place as PlaceRecord, Script as TextScript, SketchBoard, SketchFrame, SketchMove,
    Span as TextSpan, SpanSize as TextSize, SpanStyle as TextStyling, StyledText, Unnamed,
    Weekday as WeekdayRecord, YearSpan, words::KeptShown, words::WaitShown,
};

use super::control::{QuestionControl, Unsupported};

/// An entry, ready to be drawn.
#[uniffi::remote(Record)]
pub struct DrawnRecord {
    /// What a person touches.
    pub control: QuestionControl,
    /// What the form asks for and is not done; `control` is what is drawn instead.
    pub unsupported: Option<Unsupported>,
    /// The label.
    pub label: StyledText,
    /// What it is called instead, where the label is empty: on a row of a grid and an instance of
    /// a repeat that is drawn, of a question it names what is touched for whoever hears the page.
    #[uniffi(default = None)]
    pub unnamed: Option<Unnamed>,
    /// The hint.
    pub hint: StyledText,
    /// The longer hint.
    pub guidance: StyledText,
    /// Pictures and sounds of the label, but for `picture`.
    pub media: LabelMedia,
    /// The answer.
    pub answer: QuestionAnswer,
    /// The answer in words; empty where there is none, for files, and for what is typed covered.
    pub shown: String,
    /// The day in the calendar that the form asks for.
    pub told: Option<String>,
    /// Whether touching what is chosen again takes it back: a choice, a position of a rating or a
    /// picker, yes or no, a box. Not where one is required. `Filling.give` does so; a list that
    /// has a row for no answer shows it by this.
    #[uniffi(default = true)]
    pub takes_back: bool,
    /// Whether a counter can go down by one.
    #[uniffi(default = false)]
    pub can_subtract: bool,
    /// The label's picture whose parts are the choices: the control draws it.
    #[uniffi(default = None)]
    pub picture: Option<String>,
    /// The values to be put in order, as they stand now: those that were given and are there
    /// still, then the rest as the list has it. Empty where nothing is put in order.
    #[uniffi(default = [])]
    pub order: Vec<String>,
    /// Whether the control draws the label itself: a row of a grid and its head in their own line,
    /// a prompt in its question.
    #[uniffi(default = false)]
    pub names_itself: bool,
    /// The years to pick from, where a day is picked: 1900 to 2100, and as far as the answers of
    /// this question lay since the form was opened. No other year is offered.
    #[uniffi(default = None)]
    pub years: Option<YearSpan>,
}

/// What an entry is called where the form gives it no words.
#[uniffi::remote(Enum)]
pub enum Unnamed {
    /// A question; it has no heading.
    Question,
    /// A row of a grid.
    Row,
    /// An instance of a repeat, told from the others by its number.
    Instance,
}

/// A choice, ready to be drawn.
#[uniffi::remote(Record)]
pub struct DrawnChoice {
    /// The label.
    pub label: StyledText,
    /// Pictures and sounds of the label.
    pub media: LabelMedia,
    /// Where it stands on a map: its place, or the first of its line or its area.
    pub spot: Option<PlaceRecord>,
    /// The number that it stands for, where its value is one, as ratings have.
    pub number: Option<ChoiceNumber>,
}

/// The number of a choice, with its label's other words.
#[uniffi::remote(Record)]
pub struct ChoiceNumber {
    /// One or two digits.
    pub digits: String,
    /// The label without the number that the form put in front of it.
    pub words: StyledText,
}

/// File names of what is shown or heard with a label.
#[uniffi::remote(Record)]
pub struct LabelMedia {
    /// A picture.
    pub picture: Option<LabelPicture>,
    /// A sound.
    pub audio: Option<String>,
    /// A video.
    pub video: Option<String>,
}

/// A picture of a label. Where a form has one picture, it is shown and opened.
#[uniffi::remote(Record)]
pub struct LabelPicture {
    /// What is shown with the label.
    pub shown: String,
    /// What a touch opens, as large as the screen.
    pub opened: String,
}

/// A text, plain and with its markup.
#[uniffi::remote(Record)]
pub struct StyledText {
    /// The words alone, for a screen reader and for whoever draws no markup; empty where they are
    /// only blanks.
    pub plain: String,
    /// The text in blocks; empty where nothing in it is marked up, so that a plain text costs
    /// no more than itself.
    pub blocks: Vec<TextBlock>,
}

/// A line or a paragraph.
#[uniffi::remote(Record)]
pub struct TextBlock {
    /// What it is.
    pub kind: TextBlockKind,
    /// Its words; none in a blank line.
    pub spans: Vec<TextSpan>,
}

/// What a block is.
#[uniffi::remote(Enum)]
pub enum TextBlockKind {
    /// A line of text.
    Paragraph,
    /// A heading of level 1 to 6.
    Heading {
        /// 1 is the largest.
        level: u8,
    },
    /// An item of a list; its mark is drawn before it.
    Item {
        /// Its number in a numbered list.
        number: Option<u32>,
    },
}

/// Words of one style.
#[uniffi::remote(Record)]
pub struct TextSpan {
    /// The words.
    pub text: String,
    /// How they look.
    pub style: TextStyling,
    /// The address behind them.
    pub link: Option<String>,
}

/// How words look.
#[uniffi::remote(Record)]
pub struct TextStyling {
    /// Bold.
    pub bold: bool,
    /// Slanted.
    pub italic: bool,
    /// Underlined.
    pub underlined: bool,
    /// Struck through.
    pub struck: bool,
    /// Larger or smaller.
    pub size: TextSize,
    /// Above or below the line.
    pub script: TextScript,
    /// Colour as `0xRRGGBB`, where the form gives one.
    pub colour: Option<u32>,
    /// Name of a font, where the form gives one.
    pub font: Option<String>,
}

/// How large words are against those around them.
#[uniffi::remote(Enum)]
pub enum TextSize {
    /// As large.
    Normal,
    /// Smaller.
    Small,
    /// Larger.
    Large,
}

/// Where words stand against their line.
#[uniffi::remote(Enum)]
pub enum TextScript {
    /// On it.
    Line,
    /// Above, smaller.
    Above,
    /// Below, smaller.
    Below,
}

/// An answer, read by its control.
#[uniffi::remote(Enum)]
pub enum QuestionAnswer {
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
        day: DayRecord,
    },
    /// A time of day.
    Clock {
        /// The time.
        clock: ClockRecord,
    },
    /// A day with a time, by the clock of the place where it was answered.
    Moment {
        /// The day.
        day: DayRecord,
        /// The time.
        clock: ClockRecord,
    },
    /// A position on a scale.
    Position {
        /// From 0 at the start.
        at: u32,
    },
    /// A place.
    Place {
        /// The place.
        place: PlaceRecord,
    },
    /// A line, or an area without its end, which is its beginning.
    Line {
        /// Its places in order.
        places: Vec<PlaceRecord>,
    },
    /// A file of the submission.
    File {
        /// Its name.
        name: String,
    },
    /// A box that is ticked.
    Acknowledged,
}

/// A place on Earth.
#[uniffi::remote(Record)]
pub struct PlaceRecord {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Metres over the ellipsoid, where they are known.
    pub altitude_m: Option<f64>,
    /// Radius of uncertainty in metres; nothing where the place was put by hand.
    pub accuracy_m: Option<f64>,
}

/// Metres from a place.
#[uniffi::remote(Record)]
pub struct Offset {
    /// To the east.
    pub east_m: f64,
    /// To the north.
    pub north_m: f64,
}

/// The part of the neighbourhood that a sketch shows. North is up.
#[uniffi::remote(Record)]
pub struct SketchFrame {
    /// The place in its middle; a line of the grid goes through it each way.
    pub middle: PlaceRecord,
    /// Metres from its western to its eastern edge.
    pub east_m: f64,
    /// Metres from its southern to its northern edge.
    pub north_m: f64,
    /// Metres between two lines of its grid: 1, 2 or 5 of a power of ten.
    pub grid_m: f64,
    /// Metres that one step moves a pin.
    pub step_m: f64,
}

/// A sketch and the place that its pin stands on.
#[uniffi::remote(Record)]
pub struct SketchBoard {
    /// What is shown.
    pub frame: SketchFrame,
    /// Where the pin is.
    pub pin: PlaceRecord,
}

/// What a hand does to a sketch with a pin.
#[uniffi::remote(Enum)]
pub enum SketchMove {
    /// The pin stands on another place, such as the answer.
    To {
        /// The place.
        place: PlaceRecord,
    },
    /// The sketch was touched.
    Touch {
        /// So far from its middle.
        by: Offset,
    },
    /// The pin goes one step to the north.
    North,
    /// The pin goes one step to the south.
    South,
    /// The pin goes one step to the west.
    West,
    /// The pin goes one step to the east.
    East,
    /// Less is shown, and larger, around the pin.
    Nearer,
    /// More is shown around the pin.
    Farther,
}

/// What is said of a line, or of an area, while it is walked or drawn.
#[uniffi::remote(Enum)]
pub enum LineState {
    /// No place yet: say how to begin.
    Empty,
    /// Too few for an answer.
    Missing {
        /// How many there are.
        points: u32,
        /// How many more make one.
        missing: u32,
    },
    /// An answer.
    Whole {
        /// How many there are.
        points: u32,
        /// In words how long it is, or of an area how large: `85 m`, `1.3 ha`.
        size: String,
        /// Whether it is an area: its end meets its beginning, and what lies between is filled.
        closes: bool,
    },
}

/// A day of the Gregorian calendar.
#[uniffi::remote(Record)]
pub struct DayRecord {
    /// Year, -9999 to 9999.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// A day with a time.
#[uniffi::remote(Record)]
pub struct DayAndClock {
    /// The day.
    pub day: DayRecord,
    /// The time.
    pub clock: ClockRecord,
}

/// The first and the last year of a list to pick from.
#[uniffi::remote(Record)]
pub struct YearSpan {
    /// The first.
    pub first: i16,
    /// The last, not before the first.
    pub last: i16,
}

/// A day of the week, as the head of its column in a calendar.
#[uniffi::remote(Record)]
pub struct WeekdayRecord {
    /// Its number from Monday as 1 to Sunday as 7 (ISO 8601).
    pub number: u8,
    /// The letter that stands over its column.
    pub letter: String,
    /// Its whole name, for whoever hears it.
    pub name: String,
}

/// One month, as a calendar shows it.
#[uniffi::remote(Record)]
pub struct MonthPageRecord {
    /// Its year.
    pub year: i16,
    /// Its number, 1 to 12.
    pub month: u8,
    /// `noviembre de 2026`.
    pub title: String,
    /// Places of its first week that are before its first day, 0 to 6.
    pub blank: u8,
    /// Days that it has.
    pub days: u8,
}

/// A wait as it is chosen from a list: in seconds below a minute, then in whole minutes.
#[uniffi::remote(Enum)]
pub enum WaitShown {
    /// So many seconds, fewer than 60.
    Seconds {
        /// How many.
        count: u32,
    },
    /// So many minutes.
    Minutes {
        /// How many.
        count: u32,
    },
}

/// For how long something is kept, as it is chosen from a list.
#[uniffi::remote(Enum)]
pub enum KeptShown {
    /// It goes as soon as it has arrived.
    None,
    /// So many days.
    Days {
        /// How many.
        count: u16,
    },
}

/// A time of day, to the minute.
#[uniffi::remote(Record)]
pub struct ClockRecord {
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
}

/// An instant with the offset of the clocks where it is read.
#[uniffi::remote(Record)]
pub struct LocalTime {
    /// Milliseconds since 1970, UTC.
    pub at_ms: i64,
    /// Seconds that clocks here are ahead of UTC at that instant, which need not be that of now.
    pub offset_s: i32,
}
