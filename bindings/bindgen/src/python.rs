//! What uniffi writes for Python, made cheaper to load and to read records with.
//!
//! uniffi has no setting for any of this. Each change is one exact piece of its templates; when a
//! piece is missing, uniffi has changed, and nothing is written. What was measured with and
//! without is in docs/performance.md.

use std::fs;
use std::io;
use std::path::Path;

use thiserror::Error;

/// Why the Python of a folder was not changed.
#[derive(Debug, Error)]
pub(crate) enum PythonError {
    /// The folder or a module in it cannot be read or written.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// uniffi no longer writes what a change replaces.
    #[error(
        "uniffi's Python has changed at “{0}”: compare bindings/bindgen/src/python.rs with its templates"
    )]
    Changed(&'static str),
}

/// One piece of what uniffi writes, and what stands there instead.
struct Change {
    /// What it is for, as an error names it.
    what: &'static str,
    /// How often uniffi writes it.
    times: Times,
    from: &'static str,
    to: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    /// In the helpers at the top of the module.
    Once,
    /// For each type of its kind.
    OnceOrMore,
}

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
    // A slice of a pointer of ctypes costs as much as five slices of bytes.
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

/// Changes every Python module of `folder` in place.
///
/// # Errors
///
/// A file that cannot be read or written, or a piece that uniffi no longer writes.
pub(crate) fn lighten(folder: &Path) -> Result<(), PythonError> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "py") {
            let module = fs::read_to_string(&path)?;
            fs::write(&path, lightened(&module)?)?;
        }
    }
    Ok(())
}

fn lightened(module: &str) -> Result<String, PythonError> {
    let mut text = undecorated(module)?;
    for change in CHANGES {
        let found = text.matches(change.from).count();
        if found == 0 || (change.times == Times::Once && found != 1) {
            return Err(PythonError::Changed(change.what));
        }
        text = text.replace(change.from, change.to);
    }
    Ok(text)
}

/// Takes the decorator from each class and gives the class its `__repr__` before its next `__eq__`.
fn undecorated(module: &str) -> Result<String, PythonError> {
    let mut text = String::with_capacity(module.len());
    let mut open = false;
    for line in module.split_inclusive('\n') {
        let bare = line.trim();
        if bare == DECORATOR {
            if open {
                return Err(PythonError::Changed("a class without __eq__"));
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
        return Err(PythonError::Changed("a class without __eq__"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module that has each piece once, and what `classes` adds.
    fn module(classes: &str) -> String {
        let pieces: Vec<&str> = CHANGES.iter().map(|change| change.from).collect();
        pieces.concat() + "\n" + classes
    }

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
        let text = lightened(&module(RECORD)).unwrap();
        for change in CHANGES {
            assert!(!text.contains(change.from), "{}: {text}", change.what);
            assert!(text.contains(change.to), "{}: {text}", change.what);
        }
    }

    #[test]
    fn a_piece_that_uniffi_no_longer_writes_is_refused_by_name() {
        for change in CHANGES {
            let without = module(RECORD).replace(change.from, "");
            let refused = lightened(&without).unwrap_err();
            assert!(refused.to_string().contains(change.what), "{refused}");
        }
    }

    #[test]
    fn a_helper_that_is_written_twice_is_refused_and_a_second_list_is_not() {
        for change in CHANGES {
            let twice = module(change.from);
            assert_eq!(
                lightened(&twice).is_ok(),
                change.times == Times::OnceOrMore,
                "{}",
                change.what
            );
        }
    }

    #[test]
    fn only_the_modules_of_a_folder_are_touched() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("farola.py"), module(RECORD)).unwrap();
        fs::write(folder.path().join("notes.txt"), RECORD).unwrap();
        lighten(folder.path()).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read("farola.py"), lightened(&module(RECORD)).unwrap());
        assert_eq!(read("notes.txt"), RECORD);
    }
}
