//! Photos as reviewers see them: decoded and encoded again, so that no metadata of the phone
//! (place, time, serial number, hidden thumbnail) leaves the hub, and in the size asked for.

use std::io::Cursor;

use farola_protocol::Problem;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits, metadata::Orientation};

use crate::config::PIXELS;

/// Sizes that may be asked for: the longer side in pixels.
pub(crate) const SIZES: [u32; 2] = [SMALL, 1280];
/// The one in which a record shows its photos.
pub(crate) const SMALL: u32 = 320;
const QUALITY: u8 = 84;
/// Memory one decoder may take.
const DECODER_BYTES: u64 = 512 * 1024 * 1024;

/// A photo ready to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Encoded bytes.
    pub(crate) bytes: Vec<u8>,
    /// Their type.
    pub(crate) media_type: &'static str,
}

/// A decoded photo, as the camera held it.
pub(crate) struct Decoded {
    photo: DynamicImage,
    orientation: Orientation,
}

/// Decodes a photo.
///
/// # Errors
/// [`Problem::AttachmentNotAnImage`] for what cannot be decoded or is too large to be.
pub(crate) fn decode(bytes: &[u8]) -> Result<Decoded, Problem> {
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| Problem::AttachmentNotAnImage)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(no_image)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width).saturating_mul(u64::from(height)) > PIXELS {
        return Err(Problem::AttachmentNotAnImage);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok(Decoded {
        photo: DynamicImage::from_decoder(decoder).map_err(no_image)?,
        orientation,
    })
}

impl Decoded {
    /// Scales, turns upright and encodes without metadata.
    ///
    /// # Errors
    /// [`Problem::AttachmentNotAnImage`] for what cannot be encoded.
    pub(crate) fn show(&self, side: u32) -> Result<Shown, Problem> {
        let photo = self.scaled(side).unwrap_or_else(|| self.photo.clone());
        encode(photo, self.orientation)
    }

    /// The same for the last time: a photo shown whole is not held twice.
    fn into_shown(self, side: Option<u32>) -> Result<Shown, Problem> {
        let photo = match side.and_then(|side| self.scaled(side)) {
            Some(small) => {
                drop(self.photo);
                small
            }
            None => self.photo,
        };
        encode(photo, self.orientation)
    }

    /// A smaller copy; none where the photo is not larger.
    fn scaled(&self, side: u32) -> Option<DynamicImage> {
        let larger = self.photo.width() > side || self.photo.height() > side;
        larger.then(|| self.photo.thumbnail(side, side))
    }
}

fn encode(mut photo: DynamicImage, orientation: Orientation) -> Result<Shown, Problem> {
    // Scaled first: turning then moves far fewer pixels.
    photo.apply_orientation(orientation);
    let mut bytes = Vec::new();
    // A JPEG has no transparency: a sketch on none would become one on black.
    if photo.color().has_alpha() {
        photo
            .write_to(&mut Cursor::new(&mut bytes), image::ImageFormat::Png)
            .map_err(no_image)?;
        return Ok(Shown {
            bytes,
            media_type: "image/png",
        });
    }
    let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    photo
        .into_rgb8()
        .write_with_encoder(encoder)
        .map_err(no_image)?;
    Ok(Shown {
        bytes,
        media_type: "image/jpeg",
    })
}

fn no_image(_: image::ImageError) -> Problem {
    Problem::AttachmentNotAnImage
}

/// Decodes, turns upright, scales and encodes a photo without metadata.
///
/// # Errors
/// As [`decode`].
pub(crate) fn show(bytes: &[u8], size: Option<u32>) -> Result<Shown, Problem> {
    decode(bytes)?.into_shown(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg_with_exif(width: u32, height: u32, orientation: u8) -> Vec<u8> {
        let mut jpeg = Vec::new();
        let encoder = JpegEncoder::new_with_quality(&mut jpeg, 80);
        image::RgbImage::new(width, height)
            .write_with_encoder(encoder)
            .unwrap();
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        exif.extend([0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        // A maker's text, which must not leave the hub.
        exif.extend([0x0f, 0x01, 2, 0, 4, 0, 0, 0]);
        exif.extend(b"GPS\0");
        exif.extend([0, 0, 0, 0]);
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let mut out = jpeg[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend(length);
        out.extend(&exif);
        out.extend(&jpeg[2..]);
        out
    }

    #[test]
    fn metadata_goes_and_the_photo_stands_upright() {
        let photo = jpeg_with_exif(400, 200, 6);
        assert!(photo.windows(4).any(|w| w == b"Exif"));
        let shown = show(&photo, None).unwrap();
        assert!(
            !shown
                .bytes
                .windows(4)
                .any(|w| w == b"Exif" || w == b"GPS\0")
        );
        let image = image::load_from_memory(&shown.bytes).unwrap();
        assert_eq!((image.width(), image.height()), (200, 400));
        let small = image::load_from_memory(&show(&photo, Some(320)).unwrap().bytes).unwrap();
        assert_eq!((small.width(), small.height()), (160, 320));
    }

    #[test]
    fn what_is_no_photo_is_refused() {
        for wrong in [&b""[..], b"<svg/>", b"\xff\xd8\xff\xe0 torn", b"GIF89a...."] {
            assert_eq!(
                show(wrong, None).unwrap_err(),
                Problem::AttachmentNotAnImage
            );
        }
    }

    #[test]
    fn a_bomb_of_pixels_is_refused_before_decoding() {
        // A PNG header that promises 60,000 × 60,000 pixels.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend(60_000u32.to_be_bytes());
        png.extend(60_000u32.to_be_bytes());
        png.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(show(&png, None).unwrap_err(), Problem::AttachmentNotAnImage);
    }
}
