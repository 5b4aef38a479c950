//! What uniffi writes for Python, made cheaper to load and to read records with.
//!
//! uniffi has no setting for any of this. Each change is one exact piece of its templates; when a
//! piece is missing, uniffi has changed, and nothing is written. What was measured with and
//! without is in docs/performance.md.

use crate::pieces::{Change, PiecesError, Times, replaced};

/// The decorator of records and of variants with fields. It finds no fields in them, since uniffi
/// writes no annotations and an `__init__` of its own; it compiles three methods for each class
/// all the same, which was half of an import, and a `__repr__` without content.
const DECORATOR: &str = "@dataclass";

/// `__eq__` follows `__str__` in each of these classes.
const COMPARISON: &str = "def __eq__(self, other):";

/// Printed in a list or by a debugger, a record says what it holds.
const SHOWN: &str = "__repr__ = __str__";

const CHANGES: [Change; 9] = [
    Change {
        what: "import of dataclass",
        times: Times::Once,
        from: "from dataclasses import dataclass\n",
        to: "",
    },
    // Copied once, what was handed over is read in place: no slice for each number.
    Change {
        what: "bytes of a buffer",
        times: Times::Once,
        from: r"    def __init__(self, data, len):
        self.data = data
",
        to: r#"    def __init__(self, data, len):
        self.data = ctypes.string_at(data, len) if len else b""
"#,
    },
    Change {
        what: "any number",
        times: Times::Once,
        from: r"        value = struct.unpack(format, self.data[self.offset:self.offset+size])[0]
",
        to: r"        value = struct.unpack_from(format, self.data, self.offset)[0]
",
    },
    // Flags, lengths and variants are most of what is read. Past the end both raise too.
    Change {
        what: "flag",
        times: Times::Once,
        from: r#"    def read_u8(self):
        return self._unpack_from(1, ">B")
"#,
        to: r"    def read_u8(self):
        at = self.offset
        self.offset = at + 1
        return self.data[at]
",
    },
    Change {
        what: "length or variant",
        times: Times::Once,
        from: r#"    def read_i32(self):
        return self._unpack_from(4, ">i")
"#,
        to: r#"    def read_i32(self, _unpack=struct.Struct(">i").unpack_from):
        at = self.offset
        self.offset = at + 4
        return _unpack(self.data, at)[0]

    def read_string(self, _unpack=struct.Struct(">i").unpack_from):
        at = self.offset + 4
        end = at + _unpack(self.data, self.offset)[0]
        if not at <= end <= self.len:
            raise InternalError("string outside of rust buffer")
        self.offset = end
        return self.data[at:end].decode("utf-8")
"#,
    },
    Change {
        what: "string",
        times: Times::Once,
        from: r#"        size = buf.read_i32()
        if size < 0:
            raise InternalError("Unexpected negative string length")
        utf8_bytes = buf.read(size)
        return utf8_bytes.decode("utf-8")
"#,
        to: r"        return buf.read_string()
",
    },
    Change {
        what: "boolean",
        times: Times::Once,
        from: r"        return cls.lift(buf.read_u8())
",
        to: r"        return buf.read_u8() != 0
",
    },
    // Most lists of a page are empty, and a comprehension is a call.
    Change {
        what: "list",
        times: Times::OnceOrMore,
        from: r#"            raise InternalError("Unexpected negative sequence length")

        return ["#,
        to: r#"            raise InternalError("Unexpected negative sequence length")
        if count == 0:
            return []
        return ["#,
    },
    // Memory of ctypes is zero, which is this.
    Change {
        what: "status of a call",
        times: Times::Once,
        from: r"        return _UniffiRustCallStatus(code=_UniffiRustCallStatus.CALL_SUCCESS, error_buf=_UniffiRustBuffer.default())
",
        to: r"        return _UniffiRustCallStatus()
",
    },
];

/// The same module, lighter.
///
/// # Errors
///
/// A piece that uniffi no longer writes.
pub(crate) fn lightened(module: &str) -> Result<String, PiecesError> {
    replaced(&undecorated(module)?, &CHANGES)
}

/// Takes the decorator from each class and gives the class its `__repr__` before its next `__eq__`.
fn undecorated(module: &str) -> Result<String, PiecesError> {
    let mut text = String::with_capacity(module.len());
    let mut open = false;
    for line in module.split_inclusive('\n') {
        let bare = line.trim();
        if bare == DECORATOR {
            if open {
                return Err(PiecesError::Changed("a class without __eq__"));
            }
            open = true;
            continue;
        }
        if open && bare == COMPARISON {
            let indent = line.len() - line.trim_start().len();
            text.extend(std::iter::repeat_n(' ', indent));
            text.push_str(SHOWN);
            text.push('\n');
            open = false;
        }
        text.push_str(line);
    }
    if open {
        return Err(PiecesError::Changed("a class without __eq__"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "\
@dataclass
class Rule:
    def __init__(self, *, words:str):
        self.words = words
    def __str__(self):
        return \"Rule(words={})\".format(self.words)
    def __eq__(self, other):
        return self.words == other.words
";

    const VARIANT: &str = "\
class Answer:
    @dataclass
    class BLANK:
        def __str__(self):
            return \"Answer.BLANK()\".format()
        def __eq__(self, other):
            return True
";

    #[test]
    fn a_record_loses_its_decorator_and_shows_its_fields() {
        let text = undecorated(RECORD).unwrap();
        assert!(!text.contains(DECORATOR), "{text}");
        assert!(
            text.contains("    __repr__ = __str__\n    def __eq__(self, other):\n"),
            "{text}"
        );
    }

    #[test]
    fn a_variant_loses_it_inside_its_enum() {
        let text = undecorated(VARIANT).unwrap();
        assert!(
            text.starts_with("class Answer:\n    class BLANK:\n"),
            "{text}"
        );
        assert!(
            text.contains("        __repr__ = __str__\n        def __eq__(self, other):\n"),
            "{text}"
        );
    }

    #[test]
    fn a_class_that_had_no_decorator_stays_as_it_is() {
        let error = RECORD.replacen("@dataclass\n", "", 1);
        assert_eq!(undecorated(&error).unwrap(), error);
    }

    #[test]
    fn a_decorated_class_that_is_not_compared_is_refused() {
        let first = RECORD.replace("__eq__", "__ne__");
        for classes in [first.clone(), first + RECORD] {
            let refused = undecorated(&classes).unwrap_err();
            assert!(
                refused.to_string().contains("a class without __eq__"),
                "{refused}"
            );
        }
    }

    #[test]
    fn every_piece_is_replaced() {
        let pieces: Vec<&str> = CHANGES.iter().map(|change| change.from).collect();
        let text = lightened(&(pieces.concat() + "\n" + RECORD)).unwrap();
        for change in CHANGES {
            assert!(!text.contains(change.from), "{}: {text}", change.what);
            assert!(text.contains(change.to), "{}: {text}", change.what);
        }
        assert!(!text.contains(DECORATOR), "{text}");
    }
}
