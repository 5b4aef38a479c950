//! Makes a photo smaller, where a form wants it (`orx:max-pixels`).

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, ImageResult, Limits,
};

use super::clean::Clean;

/// Most pixels of a photo that is decoded: those of the 50-megapixel cameras of phones. At three
/// bytes a pixel that is 156 MB for the short time of the call.
pub const MOST_PIXELS: u64 = 52_000_000;
/// Bytes that the decoder may take: four for each of the pixels, since a PNG may have that many.
const DECODER_BYTES: u64 = 4 * MOST_PIXELS;
/// Quality of the JPEG, from 1 to 100. Of the two that the shells used (85 and 88) the better.
pub const JPEG_PERCENT: u8 = 88;
/// How much larger than asked the first, coarse step leaves a photo.
const COARSE: u32 = 2;

/// Makes a photo smaller, so that its longer side has at most `longest` pixels: decoded, turned
/// upright, scaled and encoded once.
///
/// A photo that is small enough stays as it is, byte by byte: to encode it again would only cost
/// sharpness. So does one that cannot be decoded or has more than [`MOST_PIXELS`]: it was worth
/// taking, and the hub can show it. What is transparent stays PNG; everything else becomes JPEG.
#[must_use]
pub fn fit(photo: Clean, longest: u32) -> Clean {
    match smaller(&photo, longest) {
        Ok(Some(fitted)) => fitted,
        Ok(None) | Err(_) => photo,
    }
}

/// The smaller photo; nothing where it is small enough already, or too large to be decoded.
fn smaller(photo: &Clean, longest: u32) -> ImageResult<Option<Clean>> {
    let format = match photo.extension {
        "png" => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    };
    let mut reader = ImageReader::with_format(Cursor::new(photo.bytes.as_slice()), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODER_BYTES);
    reader.limits(limits);
    // Only the head is read here: a file of a few bytes may claim a picture of gigabytes.
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    if width.max(height) <= longest || longest == 0 || pixels > MOST_PIXELS {
        return Ok(None);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    // Without its profile a photo in Display P3 would look pale.
    let profile = decoder.icc_profile().unwrap_or_default();
    let mut picture = scaled(DynamicImage::from_decoder(decoder)?, longest);
    // After scaling: turning needs a second copy.
    picture.apply_orientation(orientation);
    encoded(&picture, profile).map(Some)
}

/// Scaled in two steps: a fast coarse one by whole numbers, then a careful one. The careful one
/// alone would need four floats for every pixel of the photo's width.
fn scaled(mut picture: DynamicImage, longest: u32) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let most = width.max(height);
    let side = |side: u32, longest: u32| {
        let scaled = u64::from(side) * u64::from(longest) + u64::from(most) / 2;
        u32::try_from(scaled / u64::from(most.max(1))).map_or(u32::MAX, |side| side.max(1))
    };
    let coarse = longest.saturating_mul(COARSE);
    if most > coarse {
        picture = picture.thumbnail_exact(side(width, coarse), side(height, coarse));
    }
    picture.resize_exact(
        side(width, longest),
        side(height, longest),
        FilterType::Triangle,
    )
}

fn encoded(picture: &DynamicImage, profile: Option<Vec<u8>>) -> ImageResult<Clean> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() {
        let mut encoder = PngEncoder::new(&mut bytes);
        keep_profile(&mut encoder, profile);
        picture.write_with_encoder(encoder)?;
        return Ok(Clean {
            bytes,
            content_type: "image/png",
            extension: "png",
        });
    }
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_PERCENT);
    keep_profile(&mut encoder, profile);
    // JPEG has eight bits a colour.
    picture.to_rgb8().write_with_encoder(encoder)?;
    Ok(Clean {
        bytes,
        content_type: "image/jpeg",
        extension: "jpg",
    })
}

fn keep_profile(encoder: &mut impl ImageEncoder, profile: Option<Vec<u8>>) {
    if let Some(profile) = profile {
        // An encoder that takes none writes the picture without it.
        let _ = encoder.set_icc_profile(profile);
    }
}
