//! The one thing of Exif that is kept: how the picture is to be turned.

/// Orientation 2 to 8 out of the TIFF body of Exif; 1 is upright and needs no saying.
pub(super) fn orientation(tiff: &[u8]) -> Option<u16> {
    let big = match tiff.get(..2)? {
        b"MM" => true,
        b"II" => false,
        _ => return None,
    };
    let two = |at: usize| {
        let pair = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        })
    };
    let (high, low) = (two(4)?, two(6)?);
    let (high, low) = if big { (high, low) } else { (low, high) };
    let directory = (usize::from(high) << 16) | usize::from(low);
    for entry in 0..usize::from(two(directory)?) {
        let at = directory.checked_add(2 + entry * 12)?;
        if two(at)? == 0x0112 {
            return two(at.checked_add(8)?).filter(|value| (2..=8).contains(value));
        }
    }
    None
}

/// A whole TIFF body that says the orientation and nothing else.
pub(super) fn tiff_with(orientation: u16) -> Vec<u8> {
    let mut body = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    body.extend_from_slice(&orientation.to_be_bytes());
    // Padding of the value, and no further directory.
    body.extend_from_slice(&[0; 6]);
    body
}
