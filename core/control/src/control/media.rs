//! Pictures and sounds of labels.

use std::collections::BTreeMap;

/// File names of what is shown or heard with a label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelMedia {
    /// A picture.
    pub image: Option<String>,
    /// A larger picture, shown on touch.
    pub big_image: Option<String>,
    /// A sound.
    pub audio: Option<String>,
    /// A video.
    pub video: Option<String>,
}

impl LabelMedia {
    /// Takes those that are known out of a label's media.
    #[must_use]
    pub fn of(media: &BTreeMap<String, String>) -> Self {
        let named = |name: &str| media.get(name).filter(|file| !file.is_empty()).cloned();
        Self {
            image: named("image"),
            big_image: named("big-image"),
            audio: named("audio"),
            video: named("video"),
        }
    }
}
