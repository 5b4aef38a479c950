//! Pictures, films and sounds as data: cleaned of what they say about who made them, photos made
//! smaller, image-maps parsed and hit-tested.
//!
//! Bytes in, bytes or shapes out. There is no file, clock or random source here: whoever has a
//! photo reads it and keeps the result.
//!
//! ```
//! use farola_picture::ImageMap;
//!
//! let svg = br#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">
//!     <rect id="north" width="10" height="5"/></svg>"#;
//! let map = ImageMap::read(svg, &["north".to_owned()]).ok_or("no picture")?;
//! assert_eq!(map.touched(5.0, 2.0, 0.0), Some("north"));
//! assert_eq!(map.touched(5.0, 9.0, 0.0), None);
//! # Ok::<(), &str>(())
//! ```

mod image_map;
mod ink;
pub mod media;
pub mod photo;

pub use image_map::{ImageMap, MapShape, Outline};
pub use ink::{Ink, InkGround, InkTool, Paper, PictureFormat};
