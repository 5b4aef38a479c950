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
    } else if at(4, b"ftyp") {
        "video/mp4"
    } else if starts(b"%PDF-") {
        "application/pdf"
    } else {
        "application/octet-stream"
    }
}

/// Whether the type is one that the hub decodes and shows.
#[must_use]
pub(crate) fn is_shown(media_type: &str) -> bool {
    matches!(media_type, "image/jpeg" | "image/png" | "image/webp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide() {
        assert_eq!(media_type(b"\xff\xd8\xff\xe0rest"), "image/jpeg");
        assert_eq!(media_type(b"RIFF\0\0\0\0WEBPVP8 "), "image/webp");
        assert_eq!(media_type(b"<html><script>"), "application/octet-stream");
        assert_eq!(media_type(b""), "application/octet-stream");
    }
}
