//! JPEG: keeps the segments that make the picture, drops the others, ends at the end marker.

/// Start of scan, after which compressed data stand until the next real marker.
const SOS: u8 = 0xda;
const EOI: u8 = 0xd9;

pub(super) fn clean(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0xff, 0xd8];
    let mut at = 2;
    let mut orientation = None;
    let mut scans = 0;
    let mut body_begins = None;
    loop {
        let (marker, after) = next_marker(bytes, at)?;
        at = after;
        match marker {
            EOI if scans > 0 => {
                out.extend_from_slice(&[0xff, EOI]);
                break;
            }
            EOI => return None,
            // Markers without a length: they stand alone.
            0x01 | 0xd0..=0xd7 => out.extend_from_slice(&[0xff, marker]),
            0xd8 => return None,
            _ => {
                let length = u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]);
                let end = at.checked_add(usize::from(length))?;
                let segment = bytes.get(at..end).filter(|s| s.len() >= 2)?;
                if marker == 0xe1 && orientation.is_none() {
                    orientation = segment.get(2..).and_then(read_orientation);
                }
                if keeps(marker, segment) {
                    out.extend_from_slice(&[0xff, marker]);
                    out.extend_from_slice(segment);
                    // The orientation goes after JFIF, before the rest.
                    if marker == 0xe0 {
                        body_begins = Some(out.len());
                    }
                }
                at = end;
                if marker == SOS {
                    scans += 1;
                    let end = scan_end(bytes, at)?;
                    out.extend_from_slice(bytes.get(at..end)?);
                    at = end;
                }
            }
        }
    }
    if let Some(orientation) = orientation {
        let place = body_begins.unwrap_or(2);
        let tail = out.split_off(place);
        out.extend_from_slice(&exif_with(orientation));
        out.extend_from_slice(&tail);
    }
    Some(out)
}

/// Tables, frames and scans make the picture; of the application segments only JFIF, ICC and
/// Adobe's colour transform change how it looks.
fn keeps(marker: u8, segment: &[u8]) -> bool {
    let named = |name: &[u8]| segment.get(2..).is_some_and(|s| s.starts_with(name));
    match marker {
        0xe0 => named(b"JFIF\0"),
        0xe2 => named(b"ICC_PROFILE\0"),
        0xee => named(b"Adobe"),
        0xe1..=0xfe => false,
        _ => true,
    }
}

/// The next marker and where its segment begins; fill bytes are passed over.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    if *bytes.get(at)? != 0xff {
        return None;
    }
    while *bytes.get(at)? == 0xff {
        at += 1;
    }
    match *bytes.get(at)? {
        0 => None,
        marker => Some((marker, at + 1)),
    }
}

/// Where the compressed data of a scan end: at a marker that is neither stuffing nor restart.
fn scan_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        if *bytes.get(at)? == 0xff && !matches!(*bytes.get(at + 1)?, 0x00 | 0xd0..=0xd7 | 0xff) {
            return Some(at);
        }
        at += 1;
    }
}

/// Orientation 2 to 8 out of an Exif body; 1 is upright and needs no saying.
fn read_orientation(body: &[u8]) -> Option<u16> {
    let tiff = body.strip_prefix(b"Exif\0\0")?;
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

/// A whole Exif segment that says the orientation and nothing else.
fn exif_with(orientation: u16) -> Vec<u8> {
    let mut body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01".to_vec();
    body.extend_from_slice(&orientation.to_be_bytes());
    // Padding of the value, and no further directory.
    body.extend_from_slice(&[0; 6]);
    let length = u16::try_from(body.len() + 2).unwrap_or(u16::MAX);
    let mut out = vec![0xff, 0xe1];
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(&body);
    out
}
