//! What a question asks of a hand.
//!
//! A form says `input`, `int` and an appearance; a person sees a field, a scale or a map. This
//! crate is the one place where the first becomes the second: [`Control`] says what is drawn and
//! with what, [`Typed`] and [`Given`] turn what was typed or touched into a value of the form,
//! and [`shown`] says a value in words. Shells draw and sense; they decide nothing.
//!
//! ```
//! use farola_control::{Control, DecimalMark, typed};
//! // The whole of a question goes in: see `Control::of`, `Drawn::of`.
//! let value = typed::number("1,234.5", typed::NumberKind::Decimal, DecimalMark::Point);
//! assert_eq!(value.as_deref(), Ok("1234.5"));
//! # let _ = Control::Time;
//! ```
//!
//! The crate is pure: the reader's [`Locale`] and the time are given to it.

mod address;
mod answer;
mod appearance;
mod board;
mod calendar;
mod choice;
pub mod control;
mod drawn;
mod exactness;
mod fault;
pub mod flat;
mod given;
mod line;
mod locale;
mod markup;
mod moment;
mod month;
mod place;
mod scale;
mod search;
pub mod shown;
mod sketch;
mod sound;
mod source;
#[cfg(test)]
mod testing;
pub mod typed;
mod typing;
mod walked;
pub mod words;

pub use address::page_address;
pub use answer::{Answer, field};
pub use appearance::Appearance;
pub use board::{SketchBoard, SketchMove};
pub use calendar::Calendar;
pub use choice::{ChoiceNumber, DrawnChoice, sign};
pub use control::{
    Accuracy, AudioQuality, CameraUse, ChoiceLayout, Control, DatePick, LabelMedia, LabelPicture,
    ListLook, MapUse, MediaKind, Plan, PromptAsks, RepeatInstance, TextLook, Unsupported,
};
pub use drawn::{Drawn, Unnamed, is_needed};
pub use exactness::{Exactness, Judged, is_fresh};
pub use fault::{AnswerFault, own_words};
pub use flat::Offset;
pub use given::{Given, GivenError, MOST_COUNTED};
pub use line::LineState;
pub use locale::{DecimalMark, Language, Locale};
pub use markup::{Block, BlockKind, Script, Span, SpanSize, SpanStyle, StyledText, plain};
pub use moment::{Clock, Day, Moment, TimePart, YearSpan, read_moment};
pub use month::{MonthPage, Weekday};
pub use place::{Place, drawn_points, least_points};
pub use scale::{MOST_STEPS, Scale, ScaleLabel};
pub use search::{FIRST_CHOICES, FOUND_CHOICES, Listed, SOUGHT_CHOICES, SearchSaid, is_search};
pub use shown::LocalTime;
pub use sketch::SketchFrame;
pub use sound::SoundFormat;
pub use source::Sources;
pub use typing::{Typed, TypedNote};
pub use walked::{Walked, Walker};

/// The README's examples are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
