//! A picture whose parts are choices, to draw and to touch.

use std::sync::Arc;

use farola_engine::{MapShape, Outline};

/// The picture of a question with the appearance `image-map`. Lengths are in units of the picture,
/// from its upper left corner.
#[derive(uniffi::Object)]
pub struct ImageMap {
    inner: farola_engine::ImageMap,
}

/// Reads the SVG `picture`, of which the parts with those ids are choices; nothing where it is no
/// picture that can be drawn.
#[uniffi::export]
pub fn read_image_map(picture: Vec<u8>, choices: Vec<String>) -> Option<Arc<ImageMap>> {
    let inner = farola_engine::ImageMap::read(&picture, &choices)?;
    Some(Arc::new(ImageMap { inner }))
}

#[uniffi::export]
impl ImageMap {
    /// What is drawn; the same each time.
    pub fn drawing(&self) -> DrawingRecord {
        DrawingRecord {
            width: self.inner.width,
            height: self.inner.height,
            shapes: self.inner.shapes.iter().map(Into::into).collect(),
        }
    }

    /// Value of the choice at a place: the uppermost that holds it, else the nearest within
    /// `reach`.
    pub fn touched(&self, x: f64, y: f64, reach: f64) -> Option<String> {
        self.inner.touched(x, y, reach).map(ToOwned::to_owned)
    }
}

/// A picture in lines.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct DrawingRecord {
    /// Width of the picture; above 0.
    pub width: f64,
    /// Height of the picture; above 0.
    pub height: f64,
    /// What is drawn, lowest first.
    pub shapes: Vec<ShapeRecord>,
}

/// One shape of a picture.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ShapeRecord {
    /// Value of the choice it is a part of.
    pub choice: Option<String>,
    /// Colour it is filled with by the non-zero rule: `0xAARRGGBB`.
    pub fill: Option<u32>,
    /// Colour of its edge: `0xAARRGGBB`.
    pub stroke: Option<u32>,
    /// How wide its edge is.
    pub stroke_width: f64,
    /// Its lines.
    pub outlines: Vec<EdgeRecord>,
}

/// A line of a shape.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct EdgeRecord {
    /// Its corners: x, y, x, y and so on.
    pub points: Vec<f32>,
    /// Whether the last is joined to the first.
    pub closed: bool,
}

impl From<&MapShape> for ShapeRecord {
    fn from(shape: &MapShape) -> Self {
        Self {
            choice: shape.choice.clone(),
            fill: shape.fill,
            stroke: shape.stroke.map(|(colour, _)| colour),
            stroke_width: shape.stroke.map_or(0.0, |(_, width)| width),
            outlines: shape.outlines.iter().map(Into::into).collect(),
        }
    }
}

impl From<&Outline> for EdgeRecord {
    fn from(outline: &Outline) -> Self {
        let flat = outline.points.iter().flat_map(|(x, y)| [*x, *y]);
        Self {
            // A screen has no finer places.
            #[allow(clippy::cast_possible_truncation)]
            points: flat.map(|length| length as f32).collect(),
            closed: outline.closed,
        }
    }
}
