//! Image-maps (appearance `image-map`): an SVG parsed into outlines to draw, and hit-tested, so
//! that shells need no web view.
//!
//! The rule is Collect's: an element whose `id` is the value of a choice is that choice, with all
//! that is inside of it. Everything else is drawn and cannot be touched.

mod map;
mod style;
mod svg;

pub use self::map::{ImageMap, MapShape, Outline};
