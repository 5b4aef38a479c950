//! Rust text as the rules read it: without comments, and without its tests.

/// The lines that are shipped, with their index: comments are cut off and everything from
/// `#[cfg(test)]` on is left out (tests stand last in a file, see the conventions).
pub fn shipped_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .map(|(index, line)| (index, code_of(line)))
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
        assert!(is_shipped("core/form/src/lib.rs"));
        assert!(!is_shipped("core/form/src/session/tests.rs"));
        assert!(!is_shipped("core/form/tests/kit.rs"));
    }
}
