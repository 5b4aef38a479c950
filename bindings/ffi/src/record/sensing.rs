//! What the senses of a phone are held to: how exact a place is, how a voice is recorded, how a
//! drawing is written.

pub use farola_engine::control::{Exactness, Judged as JudgedRecord, Sources};
pub use farola_engine::{Ink as InkRecord, InkTool, Paper as PaperRecord, PictureFormat};

use farola_engine::control::SoundFormat;

/// How exact a place is.
#[uniffi::remote(Enum)]
pub enum Exactness {
    /// Nothing is sensed yet, or the receiver does not say.
    Unknown,
    /// Good.
    Good,
    /// Not good; it can be taken, and waiting may help.
    Weak,
    /// Beyond what is wanted: a place can be taken with a warning, and a walked line gets no
    /// point of it.
    Poor,
}

/// What is said and drawn of an accuracy.
#[uniffi::remote(Record)]
pub struct JudgedRecord {
    /// How exact it is.
    pub exactness: Exactness,
    /// Whole metres to show; nothing where it is unknown.
    pub metres: Option<u32>,
    /// How much of the line that shows it is full: 1 where it is good, the less the farther it
    /// is from good, 0 where it is unknown.
    pub share: f64,
    /// Whether the place is taken by itself, as the form asks.
    pub takes: bool,
    /// Whole metres that the button which takes the place warns of; nothing where the place is
    /// good, or its accuracy is unknown.
    pub warned_m: Option<u32>,
    /// Whole metres that are wanted, for the sentence about a place that is poor.
    pub wanted_m: u32,
}

/// What is offered to answer with a photo, a film or a sound.
#[uniffi::remote(Record)]
pub struct Sources {
    /// The camera or the microphone.
    pub device: bool,
    /// The files of the phone.
    pub files: bool,
}

/// How a recorder is set: AAC in an MPEG-4 file.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SoundFormatRecord {
    /// The ending of the file's name, without a dot.
    pub extension: String,
    /// Samples a second.
    pub sample_hz: u32,
    /// Channels.
    pub channels: u8,
    /// Bits a second.
    pub bits_per_s: u32,
}

impl From<SoundFormat> for SoundFormatRecord {
    fn from(format: SoundFormat) -> Self {
        Self {
            extension: format.extension.to_owned(),
            sample_hz: format.sample_hz,
            channels: format.channels,
            bits_per_s: format.bits_per_s,
        }
    }
}

/// What a finger leaves behind.
#[uniffi::remote(Enum)]
pub enum InkTool {
    /// A line where it went.
    Line,
    /// A black box from where it came down to where it was lifted, which hides what is below.
    Cover,
}

/// How a picture is written.
#[uniffi::remote(Enum)]
pub enum PictureFormat {
    /// Without loss.
    Png,
    /// As a photo.
    Jpeg {
        /// Quality from 1 to 100.
        percent: u8,
    },
}

/// An empty white sheet, in pixels.
#[uniffi::remote(Record)]
pub struct PaperRecord {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What a shell needs to draw. Widths of lines are shares of the picture's width.
#[uniffi::remote(Record)]
pub struct InkRecord {
    /// How the picture is written.
    pub format: PictureFormat,
    /// The sheet; nothing on a photo, which keeps its own size.
    pub paper: Option<PaperRecord>,
    /// Width of a line.
    pub pen: f64,
    /// Width of the dark rim around it; nothing on a sheet. On a photo a line without one is lost
    /// where the photo has its colour.
    pub rim: Option<f64>,
    /// The tools, to be chosen from where there are several. Drawing begins with the first.
    pub tools: Vec<InkTool>,
    /// Whether a photo is opened for drawing as soon as it is there.
    pub opens: bool,
    /// The most pixels of the longer side of the picture that is drawn on: a photo with more is
    /// opened smaller.
    pub most_pixels: u32,
}
