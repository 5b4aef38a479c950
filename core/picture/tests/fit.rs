//! Photos made smaller: size, orientation, format, colour profile, and what stays as it is.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use farola_picture::photo::{Clean, MOST_PIXELS, clean, fit};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

/// Left half red, right half blue, a green strip along the upper edge.
fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if y < height / 4 {
            Rgb([0, 255, 0])
        } else if x < width / 2 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    })
}

fn jpeg(width: u32, height: u32, profile: Option<&[u8]>) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut out, 95);
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).unwrap();
    }
    picture(width, height).write_with_encoder(encoder).unwrap();
    out
}

/// Says in Exif how the picture is to be turned.
fn turned(jpeg: &[u8], orientation: u16) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    body.extend_from_slice(&orientation.to_be_bytes());
    body.extend_from_slice(&[0; 6]);
    let mut out = vec![0xff, 0xd8, 0xff, 0xe1];
    out.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
    out.extend_from_slice(&body);
    out.extend_from_slice(&jpeg[2..]);
    out
}

fn read(photo: &Clean) -> DynamicImage {
    image::load_from_memory(&photo.bytes).unwrap()
}

fn fitted(bytes: &[u8], longest: u32) -> Clean {
    fit(clean(bytes).unwrap(), longest)
}

/// Which of red, green and blue is strongest there; places in parts of the picture.
fn colour(image: &DynamicImage, x: f64, y: f64) -> usize {
    let rgb = image.to_rgb8();
    let at = |part: f64, side: u32| (part * f64::from(side)) as u32;
    let pixel = rgb.get_pixel(at(x, rgb.width()), at(y, rgb.height()));
    (0..3).max_by_key(|channel| pixel[*channel]).unwrap()
}

#[test]
fn the_longer_side_has_what_was_asked_for_and_the_shape_stays() {
    for (width, height, longest, expect) in [
        (800, 600, 400, (400, 300)),
        (600, 800, 400, (300, 400)),
        // More than twice too large: the coarse step comes first.
        (1600, 1200, 100, (100, 75)),
        (401, 400, 400, (400, 399)),
        // A side is never nothing.
        (900, 2, 30, (30, 1)),
        (800, 600, 1, (1, 1)),
    ] {
        let small = read(&fitted(&jpeg(width, height, None), longest));
        assert_eq!((small.width(), small.height()), expect, "{width}x{height}");
    }
}

#[test]
fn a_photo_that_is_small_enough_stays_byte_by_byte() {
    for longest in [600, 601, u32::MAX] {
        let photo = turned(&jpeg(600, 400, None), 6);
        assert_eq!(fitted(&photo, longest), clean(&photo).unwrap());
    }
    let photo = jpeg(600, 400, None);
    assert_eq!(fitted(&photo, 0), clean(&photo).unwrap(), "no such size");
}

#[test]
fn each_orientation_comes_out_upright() {
    // Where the green strip and the red half are once it is turned, by Exif's own table.
    let expect = [
        (1, (0.5, 0.1), (0.2, 0.7)),
        (2, (0.5, 0.1), (0.8, 0.7)),
        (3, (0.5, 0.9), (0.8, 0.3)),
        (4, (0.5, 0.9), (0.2, 0.3)),
        (5, (0.1, 0.5), (0.7, 0.2)),
        (6, (0.9, 0.5), (0.3, 0.2)),
        (7, (0.9, 0.5), (0.3, 0.8)),
        (8, (0.1, 0.5), (0.7, 0.8)),
    ];
    for (orientation, green, red) in expect {
        let photo = fitted(&turned(&jpeg(400, 200, None), orientation), 100);
        assert!(!photo.bytes.windows(4).any(|four| four == b"Exif"));
        let image = read(&photo);
        let sides = if orientation > 4 {
            (50, 100)
        } else {
            (100, 50)
        };
        assert_eq!((image.width(), image.height()), sides, "{orientation}");
        assert_eq!(
            colour(&image, green.0, green.1),
            1,
            "green of {orientation}"
        );
        assert_eq!(colour(&image, red.0, red.1), 0, "red of {orientation}");
    }
}

#[test]
fn the_colour_profile_goes_along() {
    let profile = b"a profile of Display P3";
    let photo = fitted(&jpeg(400, 200, Some(profile)), 100);
    let has = |needle: &[u8]| photo.bytes.windows(needle.len()).any(|part| part == needle);
    assert!(has(b"ICC_PROFILE\0") && has(profile));
    assert_eq!(clean(&photo.bytes).unwrap(), photo, "nothing else is in it");
}

#[test]
fn what_is_transparent_stays_png_and_the_rest_becomes_jpeg() {
    let mut out = Vec::new();
    let drawing = RgbaImage::from_fn(300, 200, |x, _| Rgba([0, 0, 0, u8::from(x > 150) * 255]));
    drawing
        .write_with_encoder(PngEncoder::new(&mut out))
        .unwrap();
    let small = fitted(&out, 100);
    assert_eq!((small.extension, small.content_type), ("png", "image/png"));
    assert_eq!(read(&small).to_rgba8().get_pixel(10, 10)[3], 0);

    let mut out = Vec::new();
    let shot = picture(300, 200);
    shot.write_with_encoder(PngEncoder::new(&mut out)).unwrap();
    let small = fitted(&out, 100);
    assert_eq!((small.extension, small.content_type), ("jpg", "image/jpeg"));
    assert_eq!(read(&small).height(), 67);
}

/// A PNG that claims a size and has hardly any bytes.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut head = b"IHDR".to_vec();
    head.extend_from_slice(&width.to_be_bytes());
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 2, 0, 0, 0]);
    for body in [head, b"IDAT\x78\x9c".to_vec(), b"IEND".to_vec()] {
        out.extend_from_slice(&u32::try_from(body.len() - 4).unwrap().to_be_bytes());
        out.extend_from_slice(&body);
        let sum = body.iter().fold(!0u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 * (sum & 1))
            })
        });
        out.extend_from_slice(&(!sum).to_be_bytes());
    }
    out
}

#[test]
fn what_cannot_be_decoded_or_is_too_large_stays_as_it_is() {
    let side = u32::try_from(MOST_PIXELS.isqrt()).unwrap() + 1;
    let torn = {
        let mut whole = jpeg(400, 300, None);
        // Tables that nobody can read, in a file whose segments are whole.
        let at = whole
            .windows(2)
            .position(|two| two == [0xff, 0xc4])
            .unwrap();
        whole[at + 5..at + 20].fill(0xff);
        whole
    };
    for bytes in [
        claims(side, side),
        claims(60_000, 60_000),
        claims(500, 500),
        torn,
    ] {
        let photo = clean(&bytes).unwrap();
        assert_eq!(fit(photo.clone(), 100), photo);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_damage_makes_it_panic(
        at in 0usize..2_000,
        value: u8,
        longest in 0u32..80,
    ) {
        let mut bytes = turned(&jpeg(64, 48, None), 6);
        let place = at % bytes.len();
        bytes[place] = value;
        if let Ok(photo) = clean(&bytes) {
            let _ = fit(photo, longest);
        }
    }
}
