//! What is drawn by hand: on what, with which pen, and how the picture is written.
//!
//! A shell draws the strokes; what it needs to know for that stands here, so that a drawing
//! looks and weighs the same from every phone.

use crate::photo::JPEG_PERCENT;

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InkGround {
    /// A photo on which faces and plates can be covered.
    Photo,
    /// A photo that the form wants marked; what must not be seen can be covered too.
    MarkedPhoto,
    /// An empty sheet.
    Drawing,
    /// A low and wide sheet, for a signature.
    Signature,
}

/// What a finger leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InkTool {
    /// A line where it went.
    Line,
    /// A black box from where it came down to where it was lifted, which hides what is below.
    Cover,
}

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Paper {
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// What a shell needs to draw. Widths of lines are shares of the picture's width.
#[derive(Debug, Clone, PartialEq)]
pub struct Ink {
    /// How the picture is written.
    pub format: PictureFormat,
    /// The sheet; nothing on a photo, which keeps its own size.
    pub paper: Option<Paper>,
    /// Width of a line.
    pub pen: f64,
    /// Width of the dark rim around it; nothing on a sheet. On a photo a line without one is lost
    /// where the photo has its colour.
    pub rim: Option<f64>,
    /// The tools, to be chosen from where there are several. Drawing begins with the first.
    pub tools: Vec<InkTool>,
    /// Whether a photo is opened for drawing as soon as it is there.
    pub opens: bool,
    /// The most pixels of the longer side of the picture that is drawn on. A photo with more is
    /// opened smaller: its memory counts twice while it is drawn on.
    pub most_pixels: u32,
}

/// A finger writes no finer than this on a sheet as wide as a phone.
const SHEET_PIXELS: u32 = 1000;
/// Enough for a plate to be read, and for the memory of a cheap phone.
const PHOTO_PIXELS: u32 = 2048;

impl InkGround {
    /// A photo; `marked` where the form wants something drawn on it.
    #[must_use]
    pub fn of_photo(marked: bool) -> Self {
        if marked {
            Self::MarkedPhoto
        } else {
            Self::Photo
        }
    }

    /// An empty sheet, for a drawing or for a signature.
    #[must_use]
    pub fn of_sheet(signature: bool) -> Self {
        if signature {
            Self::Signature
        } else {
            Self::Drawing
        }
    }

    /// What a shell needs to draw on it; `max_pixels` where the form wants a photo with a longer
    /// side of so many at most. A sheet stays as it is: it is drawn first and then made smaller.
    ///
    /// Few colours on white are small without loss; a marked photo is written as
    /// photos are, which without loss are many times larger.
    #[must_use]
    pub fn ink(self, max_pixels: Option<u32>) -> Ink {
        let mut ink = match self {
            Self::Photo => photo(vec![InkTool::Cover], false),
            Self::MarkedPhoto => photo(vec![InkTool::Line, InkTool::Cover], true),
            Self::Drawing => sheet(SHEET_PIXELS),
            Self::Signature => sheet(SHEET_PIXELS / 2),
        };
        if ink.paper.is_none() {
            ink.most_pixels = max_pixels.unwrap_or(ink.most_pixels);
        }
        ink
    }
}

fn photo(tools: Vec<InkTool>, opens: bool) -> Ink {
    Ink {
        format: PictureFormat::Jpeg {
            percent: JPEG_PERCENT,
        },
        paper: None,
        pen: 0.012,
        rim: Some(0.02),
        tools,
        opens,
        most_pixels: PHOTO_PIXELS,
    }
}

fn sheet(height: u32) -> Ink {
    Ink {
        format: PictureFormat::Png,
        paper: Some(Paper {
            width: SHEET_PIXELS,
            height,
        }),
        pen: 0.008,
        rim: None,
        tools: vec![InkTool::Line],
        opens: false,
        most_pixels: SHEET_PIXELS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_without_loss_and_photos_stay_photos() {
        for ground in [InkGround::Photo, InkGround::MarkedPhoto] {
            let photo = ground.ink(None);
            assert_eq!(photo.format, PictureFormat::Jpeg { percent: 88 });
            assert_eq!(photo.paper, None);
            assert!(photo.rim.is_some_and(|rim| rim > photo.pen));
        }
        for (ground, height) in [(InkGround::Drawing, 1000), (InkGround::Signature, 500)] {
            let ink = ground.ink(None);
            let paper = Paper {
                width: 1000,
                height,
            };
            assert_eq!((ink.format, ink.paper), (PictureFormat::Png, Some(paper)));
            assert_eq!(ink.rim, None);
        }
    }

    #[test]
    fn a_ground_is_of_a_photo_or_of_a_sheet() {
        let photos = [false, true].map(InkGround::of_photo);
        assert_eq!(photos, [InkGround::Photo, InkGround::MarkedPhoto]);
        let sheets = [false, true].map(InkGround::of_sheet);
        assert_eq!(sheets, [InkGround::Drawing, InkGround::Signature]);
    }

    #[test]
    fn every_photo_can_be_covered_and_no_sheet() {
        use InkTool::{Cover, Line};
        // The first is what a finger does at the beginning.
        for (ground, tools, opens) in [
            (InkGround::Photo, vec![Cover], false),
            (InkGround::MarkedPhoto, vec![Line, Cover], true),
            (InkGround::Drawing, vec![Line], false),
            (InkGround::Signature, vec![Line], false),
        ] {
            let ink = ground.ink(None);
            assert_eq!((ink.tools, ink.opens), (tools, opens), "{ground:?}");
        }
    }

    /// What a form wants smaller is opened as small as it is kept; the phone's memory is not asked
    /// for more than a plate needs.
    #[test]
    fn a_photo_is_opened_as_large_as_it_is_of_use() {
        for ground in [InkGround::Photo, InkGround::MarkedPhoto] {
            for (wanted, most) in [(None, 2048), (Some(640), 640), (Some(4000), 4000)] {
                assert_eq!(
                    ground.ink(wanted).most_pixels,
                    most,
                    "{ground:?} {wanted:?}"
                );
            }
        }
        for ground in [InkGround::Drawing, InkGround::Signature] {
            for wanted in [None, Some(640), Some(4000)] {
                let ink = ground.ink(wanted);
                let width = ink.paper.map(|paper| paper.width);
                assert_eq!(Some(ink.most_pixels), width, "{ground:?} {wanted:?}");
            }
        }
    }
}
