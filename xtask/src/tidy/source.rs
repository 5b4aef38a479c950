//! Rust text as the rules read it: without comments, and without its tests.

/// The lines that are shipped, with their index: comments are cut off, and every item under
/// `#[cfg(test)]` is left out; the module `tests` with all that follows it (tests stand last in a
/// file, see the conventions).
///
/// An item ends as rustfmt ends it: on its first line, or with the first line that closes a brace
/// as far to the left as the item begins.
pub fn shipped_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut hidden = Hidden::Nothing;
    text.lines()
        .enumerate()
        .map(|(index, line)| (index, code_of(line)))
        .filter(move |(_, line)| hidden.lets_through(line))
}

/// What of a test the lines belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hidden {
    Nothing,
    /// An attribute was read, so far from the left; its item follows.
    Item(usize),
    /// An item that began so far from the left and is open.
    Open(usize),
    /// The rest of the file.
    Rest,
}

impl Hidden {
    /// Whether a line is shipped, where the lines before it led here.
    fn lets_through(&mut self, line: &str) -> bool {
        let code = line.trim();
        let left = line.len() - line.trim_start().len();
        let before = *self;
        *self = match before {
            Self::Nothing if code == "#[cfg(test)]" => Self::Item(left),
            Self::Item(_) if code.starts_with("mod tests {") => Self::Rest,
            Self::Item(at) if code.is_empty() || code.starts_with("#[") => Self::Item(at),
            Self::Item(_) if code.ends_with([';', ',', '}']) => Self::Nothing,
            Self::Item(at) => Self::Open(at),
            Self::Open(at) if left == at && code.starts_with('}') => Self::Nothing,
            same => same,
        };
        before == Self::Nothing && *self == Self::Nothing
    }
}

/// Whether a file of a crate is shipped: below `src`, and no `tests.rs`.
#[must_use]
pub fn is_shipped(path: &str) -> bool {
    path.contains("/src/") && !path.ends_with("/tests.rs") && !path.contains("/tests/")
}

/// A line up to its comment; `//` inside a string (a URL) is no comment.
pub(super) fn code_of(line: &str) -> &str {
    let (mut in_string, mut escaped, mut before) = (false, false, ' ');
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            '/' if before == '/' && !in_string => return line.get(..at - 1).unwrap_or(line),
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_tests_are_not_shipped() {
        let text = "use a; // std::fs\nlet u = \"http://x\"; // y\n#[cfg(test)]\nmod tests {}\n";
        let lines: Vec<&str> = shipped_lines(text).map(|(_, line)| line.trim()).collect();
        assert_eq!(lines, ["use a;", "let u = \"http://x\";"]);
    }

    #[test]
    fn what_stands_behind_a_test_is_shipped() {
        let shipped = |text: &str| {
            let lines = shipped_lines(text).map(|(_, line)| line.trim().to_owned());
            lines.collect::<Vec<_>>().join(" ")
        };
        for (text, expected) in [
            ("#[cfg(test)]\nmod sample;\nmod b;\n", "mod b;"),
            (
                "#[cfg(test)]\n#[path = \"a.rs\"]\nmod sample;\nuse b;\n",
                "use b;",
            ),
            (
                "impl A {\n    #[cfg(test)]\n    fn a() {\n        b();\n    }\n\n    fn c() {}\n}\n",
                "impl A {  fn c() {} }",
            ),
            (
                "#[cfg(test)]\nfn a(\n    b: u8,\n) {\n    c();\n}\nuse d;\n",
                "use d;",
            ),
            ("#[cfg(test)]\nuse a::{\n    b,\n};\nuse d;\n", "use d;"),
            (
                "struct A {\n    #[cfg(test)]\n    b: u8,\n    c: u8,\n}\n",
                "struct A { c: u8, }",
            ),
            ("#[cfg(test)]\nmod tests {\n    a\n}\nuse d;\n", ""),
            ("#[cfg(test)]\nmod tests;\nuse d;\n", "use d;"),
        ] {
            assert_eq!(shipped(text), expected, "{text}");
        }
    }

    #[test]
    fn tests_are_known_by_their_path() {
        assert!(is_shipped("core/form/src/lib.rs"));
        assert!(!is_shipped("core/form/src/session/tests.rs"));
        assert!(!is_shipped("core/form/tests/kit.rs"));
    }
}
