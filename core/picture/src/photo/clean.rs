//! Removes what a photo says beside its picture, without decoding it.

use std::io::{Cursor, Read as _};

use super::error::{PHOTO_BYTES, PhotoError};
use crate::media::{self, Kind, MediaError};

/// A photo without what it said about its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// The file.
    pub bytes: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// `jpg` or `png`.
    pub extension: &'static str,
}

/// Removes what the file says beside the picture.
///
/// # Errors
/// [`PhotoError`]; nothing of a refused photo is kept.
pub fn clean(bytes: &[u8]) -> Result<Clean, PhotoError> {
    if bytes.len() as u64 > PHOTO_BYTES {
        return Err(PhotoError::TooLarge);
    }
    let plan = media::plan(&mut Cursor::new(bytes)).map_err(|error| match error {
        MediaError::CannotClean => PhotoError::UnknownFormat,
        MediaError::Damaged => PhotoError::Damaged,
        MediaError::Unreadable(kind) => PhotoError::Unreadable(kind),
    })?;
    let kind = plan.kind();
    if !matches!(kind, Kind::Jpeg | Kind::Png) {
        return Err(PhotoError::UnknownFormat);
    }
    let mut clean = Vec::new();
    let mut kept = plan.read(Cursor::new(bytes));
    kept.read_to_end(&mut clean)
        .map_err(|error| PhotoError::Unreadable(error.kind()))?;
    Ok(Clean {
        bytes: clean,
        content_type: kind.content_type(),
        extension: kind.extension(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![0xff, marker];
        out.extend_from_slice(&u16::try_from(body.len() + 2).unwrap().to_be_bytes());
        out.extend_from_slice(body);
        out
    }

    fn exif(orientation: Option<u16>, big_endian: bool) -> Vec<u8> {
        let two = |n: u16| {
            if big_endian {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let four = |n: u32| {
            if big_endian {
                n.to_be_bytes()
            } else {
                n.to_le_bytes()
            }
        };
        let mut out = b"Exif\0\0".to_vec();
        out.extend_from_slice(if big_endian { b"MM" } else { b"II" });
        out.extend_from_slice(&two(42));
        out.extend_from_slice(&four(8));
        out.extend_from_slice(&two(1));
        match orientation {
            Some(value) => {
                out.extend_from_slice(&two(0x0112));
                out.extend_from_slice(&two(3));
                out.extend_from_slice(&four(1));
                out.extend_from_slice(&two(value));
                out.extend_from_slice(&two(0));
            }
            None => out.extend_from_slice(&[0; 12]),
        }
        out.extend_from_slice(b"GPS 20.6767 -103.347 Pixel 9");
        out
    }

    fn jpeg(with: &[Vec<u8>], tail: &[u8]) -> Vec<u8> {
        let mut out = vec![0xff, 0xd8];
        out.extend(segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"));
        with.iter().for_each(|s| out.extend_from_slice(s));
        out.extend(segment(0xdb, &[1; 65]));
        out.extend(segment(0xc0, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
        out.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
        out.extend_from_slice(&[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4]);
        out.extend_from_slice(&[0xff, 0xd9]);
        out.extend_from_slice(tail);
        out
    }

    fn has(bytes: &[u8], needle: &[u8]) -> bool {
        bytes.windows(needle.len()).any(|w| w == needle)
    }

    #[test]
    fn a_jpeg_loses_everything_but_its_picture_and_orientation() {
        let secrets = [
            segment(0xe1, &exif(Some(6), true)),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0secret"),
            segment(0xed, b"Photoshop 3.0 secret"),
            segment(0xfe, b"secret comment"),
            segment(0xe5, b"secret maker"),
        ];
        let clean = clean(&jpeg(&secrets, b"secret trailer 20.6767")).unwrap();
        for secret in [&b"secret"[..], b"GPS", b"Pixel", b"20.6767"] {
            assert!(!has(&clean.bytes, secret));
        }
        assert!(
            has(&clean.bytes, &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6]),
            "orientation"
        );
        assert!(
            has(
                &clean.bytes,
                &[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4, 0xff, 0xd9]
            ),
            "picture"
        );
        assert_eq!(
            super::clean(&clean.bytes).unwrap(),
            clean,
            "cleaning again changes nothing"
        );
    }

    #[test]
    fn little_endian_and_upright_and_absent_orientations() {
        let of = |exif: Vec<u8>| clean(&jpeg(&[segment(0xe1, &exif)], b"")).unwrap().bytes;
        assert!(has(
            &of(exif(Some(8), false)),
            &[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 8]
        ));
        for none in [exif(Some(1), true), exif(Some(99), true), exif(None, true)] {
            assert!(!has(&of(none), b"Exif"));
        }
        assert!(
            !has(&of(b"Exif\0\0II*\0\xff\xff\xff\xff".to_vec()), b"Exif"),
            "hostile offset"
        );
    }

    fn chunk(kind: &[u8], body: &[u8]) -> Vec<u8> {
        let mut out = u32::try_from(body.len()).unwrap().to_be_bytes().to_vec();
        out.extend_from_slice(kind);
        out.extend_from_slice(body);
        out.extend_from_slice(&[0; 4]);
        out
    }

    #[test]
    fn a_png_loses_its_texts() {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.extend(chunk(b"IHDR", &[0; 13]));
        for kind in [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt"] {
            bytes.extend(chunk(kind, b"secret"));
        }
        bytes.extend(chunk(b"IDAT", b"picture"));
        bytes.extend(chunk(b"IEND", b""));
        bytes.extend_from_slice(b"secret trailer");
        let clean = clean(&bytes).unwrap();
        assert!(has(&clean.bytes, b"picture") && !has(&clean.bytes, b"secret"));
        assert_eq!(clean.extension, "png");
    }

    #[test]
    fn what_is_no_photo_is_refused() {
        for (bytes, error) in [
            (&b"GIF89a"[..], PhotoError::UnknownFormat),
            (b"", PhotoError::UnknownFormat),
            (b"<svg/>", PhotoError::UnknownFormat),
            (b"\xff\xd8\xff\xe1\xff", PhotoError::Damaged),
            (b"\xff\xd8\xff\xd9", PhotoError::Damaged),
            (
                b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT",
                PhotoError::Damaged,
            ),
        ] {
            assert_eq!(clean(bytes), Err(error));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let mut jpeg = vec![0xff, 0xd8, 0xff];
            jpeg.extend_from_slice(&bytes);
            let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
            png.extend_from_slice(&bytes);
            let _ = (clean(&bytes), clean(&jpeg), clean(&png));
        }

        #[test]
        fn a_cut_photo_is_refused(cut in 3usize..150) {
            let whole = jpeg(&[segment(0xe1, &exif(Some(6), true))], b"");
            if cut < whole.len() - 2 {
                prop_assert!(clean(&whole[..cut]).is_err());
            }
        }
    }
}
