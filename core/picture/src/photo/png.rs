//! PNG: keeps the chunks that make the picture, drops texts, times, Exif and private chunks.

/// The first bytes of every PNG.
pub(super) const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Chunks that change how the picture looks.
const KEPT: [&[u8]; 14] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP",
    b"sBIT", b"bKGD", b"pHYs", b"hIST",
];

pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut rest = bytes.strip_prefix(SIGNATURE)?;
    let mut out = SIGNATURE.to_vec();
    let mut pictures = 0;
    loop {
        let length: [u8; 4] = rest.get(..4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        // Length, name, body, checksum.
        let whole = rest.get(..length.checked_add(12)?)?;
        let kind = whole.get(4..8)?;
        if KEPT.contains(&kind) {
            out.extend_from_slice(whole);
        }
        match kind {
            b"IDAT" => pictures += 1,
            b"IEND" => return (pictures > 0).then_some(out),
            _ => {}
        }
        rest = rest.get(whole.len()..)?;
    }
}
