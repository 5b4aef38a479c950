//! Plain text: what it says stands where everybody reads it. Languages of documents, in which more
//! may stand than is shown, are not taken.

use std::io::{Read, Seek};

use super::kind::{Kind, MediaError};
use super::plan::{Pieces, Plan};
use super::source::Source;

/// How documents begin that are text and hold more than is read in them.
const DOCUMENTS: [&[u8]; 5] = [b"<", b"%PDF", b"%!PS", b"{\\rtf", b"BEGIN:V"];

pub(super) fn plan<R: Read + Seek>(source: &mut Source<'_, R>) -> Result<Plan, MediaError> {
    let head = source.window(0)?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let head = head.trim_ascii_start();
    if DOCUMENTS.iter().any(|begin| head.starts_with(begin)) {
        return Err(MediaError::CannotClean);
    }
    let mut at = 0;
    let mut held = Vec::new();
    loop {
        let window = source.window(at)?;
        if window.is_empty() {
            break;
        }
        at += window.len() as u64;
        held.extend_from_slice(window);
        let valid = match std::str::from_utf8(&held) {
            Ok(_) => held.len(),
            // A letter of several bytes that the next piece ends.
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => return Err(MediaError::CannotClean),
        };
        let plain = |byte: &u8| *byte >= 0x20 && *byte != 0x7f || b"\t\n\r".contains(byte);
        if !held.iter().take(valid).all(plain) {
            return Err(MediaError::CannotClean);
        }
        held.drain(..valid);
    }
    if !held.is_empty() {
        return Err(MediaError::CannotClean);
    }
    let mut pieces = Pieces::default();
    pieces.copy(0, source.size())?;
    pieces.plan(Kind::Text, source)
}
