//! What uniffi writes for Swift, made cheaper to read records with.
//!
//! Numbers and strings were copied one by one out of Foundation's `Data`, strings through an array
//! besides. What was measured with and without is in docs/performance.md.

use crate::pieces::{Change, PiecesError, Times, replaced};

const CHANGES: [Change; 2] = [
    Change {
        what: "number",
        times: Times::Once,
        from: r"    if T.self == UInt8.self {
        let value = reader.data[reader.offset]
        reader.offset += 1
        return value as! T
    }
    var value: T = 0
    let _ = withUnsafeMutableBytes(of: &value, { reader.data.copyBytes(to: $0, from: range)})
    reader.offset = range.upperBound
    return value.bigEndian
",
        to: r"    let value = reader.data.withUnsafeBytes {
        $0.loadUnaligned(fromByteOffset: range.lowerBound, as: T.self)
    }
    reader.offset = range.upperBound
    return T(bigEndian: value)
",
    },
    Change {
        what: "string",
        times: Times::Once,
        from: r"        // See `lift` above for why we avoid Foundation's NSString-backed decoder here.
        return String(decoding: try readBytes(&buf, count: Int(len)), as: UTF8.self)
",
        to: r"        let range = buf.offset..<(buf.offset + Int(len))
        guard buf.data.count >= range.upperBound else {
            throw UniffiInternalError.bufferOverflow
        }
        buf.offset = range.upperBound
        // See `lift` above for why we avoid Foundation's NSString-backed decoder here.
        return buf.data.withUnsafeBytes {
            String(decoding: UnsafeRawBufferPointer(rebasing: $0[range]), as: UTF8.self)
        }
",
    },
];

/// The same code, lighter.
///
/// # Errors
///
/// A piece that uniffi no longer writes.
pub(crate) fn lightened(code: &str) -> Result<String, PiecesError> {
    replaced(code, &CHANGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_replaced() {
        let pieces: Vec<&str> = CHANGES.iter().map(|change| change.from).collect();
        let code = lightened(&pieces.concat()).unwrap();
        for change in CHANGES {
            assert!(!code.contains(change.from), "{}: {code}", change.what);
            assert!(code.contains(change.to), "{}: {code}", change.what);
        }
    }
}
