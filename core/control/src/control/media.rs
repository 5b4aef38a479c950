//! Pictures and sounds of labels.

use std::collections::BTreeMap;

/// File names of what is shown or heard with a label.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LabelMedia {
    /// A picture.
    pub picture: Option<LabelPicture>,
    /// A sound.
    pub audio: Option<String>,
    /// A video.
    pub video: Option<String>,
}

/// A picture of a label, as Collect shows it: `image` with the label, and the whole screen for
/// `big-image` once it is touched. Where a form has one of the two, it is both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelPicture {
    /// What is shown with the label.
    pub shown: String,
    /// What a touch opens, as large as the screen.
    pub opened: String,
}

impl LabelMedia {
    /// Takes those that are known out of a label's media.
    #[must_use]
    pub fn of(media: &BTreeMap<String, String>) -> Self {
        Self::without(media, None)
    }

    /// As [`LabelMedia::of`], without a picture that is drawn elsewhere.
    pub(crate) fn without(media: &BTreeMap<String, String>, drawn: Option<&str>) -> Self {
        let beside = |name: &str| named(media, name).filter(|file| Some(file.as_str()) != drawn);
        let (image, big) = (beside("image"), beside("big-image"));
        let picture = image.clone().or(big.clone()).map(|shown| LabelPicture {
            opened: big.or(image).unwrap_or_else(|| shown.clone()),
            shown,
        });
        Self {
            picture,
            audio: named(media, "audio"),
            video: named(media, "video"),
        }
    }
}

/// The picture of a label with the most in it.
pub(crate) fn largest(media: &BTreeMap<String, String>) -> Option<String> {
    named(media, "big-image").or_else(|| named(media, "image"))
}

fn named(media: &BTreeMap<String, String>, name: &str) -> Option<String> {
    media.get(name).filter(|file| !file.is_empty()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media(pictures: &[(&str, &str)]) -> BTreeMap<String, String> {
        let pictures = pictures.iter();
        pictures
            .map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned()))
            .collect()
    }

    #[test]
    fn the_small_picture_is_shown_and_the_large_one_opened() {
        for (pictures, expect) in [
            (&[("image", "a"), ("big-image", "b")][..], Some(("a", "b"))),
            (&[("image", "a")], Some(("a", "a"))),
            (&[("big-image", "b")], Some(("b", "b"))),
            (&[("image", "a"), ("big-image", "")], Some(("a", "a"))),
            (&[("image", ""), ("big-image", "b")], Some(("b", "b"))),
            (&[("audio", "s")], None),
            (&[], None),
        ] {
            let picture = LabelMedia::of(&media(pictures)).picture;
            let names = picture.map(|picture| (picture.shown, picture.opened));
            let expect = expect.map(|(shown, opened)| (shown.to_owned(), opened.to_owned()));
            assert_eq!(names, expect, "{pictures:?}");
        }
    }

    #[test]
    fn a_picture_that_is_drawn_elsewhere_is_neither() {
        let both = media(&[("image", "a"), ("big-image", "b"), ("audio", "s")]);
        let rest = LabelMedia::without(&both, Some("b"));
        assert_eq!(
            rest.picture.map(|picture| picture.opened).as_deref(),
            Some("a")
        );
        assert_eq!(rest.audio.as_deref(), Some("s"));
        let one = media(&[("image", "a")]);
        assert_eq!(LabelMedia::without(&one, Some("a")).picture, None);
    }
}
