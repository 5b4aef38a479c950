//! What is drawn by hand: on what, with which pen, and how the picture is written.
//!
//! A shell draws the strokes; what it needs to know for that stands here, so that a drawing
//! looks and weighs the same from every phone.

use crate::photo::JPEG_PERCENT;

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InkGround {
    /// A photo that something is marked on.
    Photo,
    /// An empty sheet.
    Drawing,
    /// A low and wide sheet, for a signature.
    Signature,
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
#[derive(Debug, Clone, Copy, PartialEq)]
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
}

/// A finger writes no finer than this on a sheet as wide as a phone.
const SHEET_PIXELS: u32 = 1000;

impl InkGround {
    /// What a shell needs to draw on it.
    ///
    /// Few colours on white are small without loss; a marked photo is written as
    /// photos are, which without loss are many times larger.
    #[must_use]
    pub fn ink(self) -> Ink {
        match self {
            Self::Photo => Ink {
                format: PictureFormat::Jpeg {
                    percent: JPEG_PERCENT,
                },
                paper: None,
                pen: 0.012,
                rim: Some(0.02),
            },
            Self::Drawing => sheet(SHEET_PIXELS),
            Self::Signature => sheet(SHEET_PIXELS / 2),
        }
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
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_without_loss_and_photos_stay_photos() {
        let photo = InkGround::Photo.ink();
        assert_eq!(photo.format, PictureFormat::Jpeg { percent: 88 });
        assert_eq!(photo.paper, None);
        assert!(photo.rim.is_some_and(|rim| rim > photo.pen));
        for (ground, height) in [(InkGround::Drawing, 1000), (InkGround::Signature, 500)] {
            let ink = ground.ink();
            let paper = Paper {
                width: 1000,
                height,
            };
            assert_eq!((ink.format, ink.paper), (PictureFormat::Png, Some(paper)));
            assert_eq!(ink.rim, None);
        }
    }
}
