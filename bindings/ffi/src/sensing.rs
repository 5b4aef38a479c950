//! What a shell asks before and while it senses.

use farola_engine::control::is_fresh;
use farola_engine::{InkGround, photo};
use farola_model::Timestamp;

use crate::record::{
    AudioQuality, InkRecord, JudgedRecord, PictureFormat, PlaceAccuracy, SoundFormatRecord, Sources,
};

/// Judges the accuracy of the last fix, a radius in metres; nothing before the first.
/// `accuracy` is that of `QuestionControl.Point`, or `line_accuracy`.
#[uniffi::export]
#[must_use]
pub fn judge_accuracy(accuracy: PlaceAccuracy, accuracy_m: Option<f64>) -> JudgedRecord {
    accuracy.judge(accuracy_m)
}

/// What the fixes of a walked line or area are held to: of a `Poor` one no point is made.
#[uniffi::export]
#[must_use]
pub fn line_accuracy() -> PlaceAccuracy {
    PlaceAccuracy::of_line()
}

/// Whether a fix is young enough to be where the person is. Asked for each fix that a receiver
/// had before it was asked: one that is not is dropped.
#[uniffi::export]
#[must_use]
pub fn fix_is_fresh(at_ms: i64, now_ms: i64) -> bool {
    is_fresh(Timestamp(at_ms), Timestamp(now_ms))
}

/// Where a photo, a film or a sound may come from. `files`: the form lets one that is there be
/// chosen, as of `CameraUse.gallery` and `QuestionControl.Audio`; `device`: there is a camera or a
/// microphone, and it is not refused.
#[uniffi::export]
#[must_use]
pub fn sources_of(files: bool, device: bool) -> Sources {
    Sources::of(files, device)
}

/// How a recorder is set for a quality.
#[uniffi::export]
#[must_use]
pub fn sound_format(quality: AudioQuality) -> SoundFormatRecord {
    quality.format().into()
}

/// What is needed to draw by hand on a photo, and how the picture is written. Where the form wants
/// it `annotated`, as of `QuestionControl.Photo`, something is drawn on it; on any other, what must
/// not be seen is covered. `max_pixels` as there.
#[uniffi::export]
#[must_use]
pub fn ink_on_photo(annotated: bool, max_pixels: Option<u32>) -> InkRecord {
    InkGround::of_photo(annotated).ink(max_pixels)
}

/// What is needed to draw by hand on an empty sheet, and how the picture is written. `signature`
/// as of `QuestionControl.Drawing`.
#[uniffi::export]
#[must_use]
pub fn ink_on_sheet(signature: bool) -> InkRecord {
    InkGround::of_sheet(signature).ink(None)
}

/// How a picture that was chosen is written before it is a photo, by the first bytes of its file:
/// nothing where `Filling.attach_photo` takes it as it is. What the phone cannot decode is given to
/// it all the same, which refuses it.
#[uniffi::export]
#[must_use]
pub fn photo_format(head: Vec<u8>) -> Option<PictureFormat> {
    photo::written_as(&head)
}
