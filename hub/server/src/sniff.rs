//! The type of a file by its bytes. What the sender says is not looked at: a page that calls
//! itself an image must never be served as either.

/// Types that are shown; everything else is only handed out as a download.
#[must_use]
pub(crate) fn media_type(head: &[u8]) -> &'static str {
    let starts = |magic: &[u8]| head.starts_with(magic);
    let at =
        |from: usize, magic: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(magic));
    if starts(&[0xff, 0xd8, 0xff]) {
        "image/jpeg"
    } else if starts(b"\x89PNG\r\n\x1a\n") {
        "image/png"
    } else if starts(b"RIFF") && at(8, b"WEBP") {
        "image/webp"
    } else if starts(b"RIFF") && at(8, b"WAVE") {
        "audio/wav"
    } else if starts(b"OggS") {
        "audio/ogg"
    } else if starts(b"GIF87a") || starts(b"GIF89a") {
        "image/gif"
    } else if starts(b"II*\0") || starts(b"MM\0*") {
        "image/tiff"
    } else if at(4, b"ftyp") {
        // One container for photos and films; the brand says which.
        match head.get(8..12) {
            Some(b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"hevc" | b"msf1") => {
                "image/heic"
            }
            Some(b"avif" | b"avis") => "image/avif",
            _ => "video/mp4",
        }
    } else if starts(b"%PDF-") {
        "application/pdf"
    } else {
        "application/octet-stream"
    }
}

/// Whether the type is that of a picture, shown or not: it may say where it was taken.
#[must_use]
pub(crate) fn is_picture(media_type: &str) -> bool {
    media_type.starts_with("image/")
}

#[cfg(test)]
mod tests {
    use farola_hub_store::files::is_shown;

    use super::*;

    #[test]
    fn bytes_decide() {
        assert_eq!(media_type(b"\xff\xd8\xff\xe0rest"), "image/jpeg");
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(media_type(b"\0\0\0\x24ftypheic\0\0"), "image/heic");
        assert_eq!(media_type(b"\0\0\0\x1cftypavif"), "image/avif");
        assert_eq!(media_type(b"\0\0\0\x18ftypmp42"), "video/mp4");
        assert_eq!(media_type(b"\0\0\0\x18ftyp"), "video/mp4");
        assert_eq!(media_type(b"GIF89a..."), "image/gif");
        assert_eq!(media_type(b"II*\0\x08"), "image/tiff");
        assert_eq!(media_type(b"<html><script>"), "application/octet-stream");
        assert_eq!(media_type(b""), "application/octet-stream");
    }

    #[test]
    fn a_picture_is_shown_or_handed_out_to_who_decides() {
        for shown in ["image/jpeg", "image/png", "image/webp"] {
            assert!(is_shown(shown) && is_picture(shown));
        }
        for kept in ["image/heic", "image/avif", "image/gif", "image/tiff"] {
            assert!(!is_shown(kept) && is_picture(kept));
        }
        assert!(!is_picture("video/mp4") && !is_picture("application/octet-stream"));
    }
}
