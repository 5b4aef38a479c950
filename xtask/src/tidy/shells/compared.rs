//! An `else` after a comparison with a variant of the facade, as Kotlin writes it:
//! `if (kind == EntryType.GROUP) a else b`. A new variant would fall into it unseen, as into an
//! arm for the rest.

use std::collections::BTreeSet;

use super::branches::{braces, word};
use super::lines;

/// The lines with such an `else`, each with the type.
pub(super) fn with_else(text: &str, names: &BTreeSet<String>) -> Vec<(usize, String)> {
    let mut reader = Reader {
        names,
        depth: 0,
        open: Vec::new(),
        before: None,
        found: Vec::new(),
    };
    for (index, line) in lines::code(text) {
        let code = line.trim();
        if !code.is_empty() {
            reader.read(code, index);
        }
    }
    reader.found
}

/// The type of the facade that a condition compares with a variant: `==`, `!=`, `is`, `!is`.
pub(super) fn compared(condition: &str, names: &BTreeSet<String>) -> Option<String> {
    let marks = ["== ", "!= ", "is "];
    let after = marks.iter().flat_map(|mark| condition.split(mark).skip(1));
    let mut named = after.filter_map(|rest| {
        let name = word(rest);
        let is_variant = rest
            .get(name.len()..)
            .is_some_and(|rest| rest.starts_with('.'));
        is_variant.then_some(name)
    });
    named.find(|name| names.contains(*name)).map(str::to_owned)
}

struct Reader<'a> {
    names: &'a BTreeSet<String>,
    depth: usize,
    /// Comparisons whose block is open, with the braces that are open around it.
    open: Vec<(usize, String)>,
    /// What the line before compared, where neither a block nor an `else` followed.
    before: Option<String>,
    found: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn read(&mut self, code: &str, index: usize) {
        let mut around = self.depth;
        if code.starts_with('}') {
            around = around.saturating_sub(1);
            let closed = self.open.iter().position(|(depth, _)| *depth == around);
            let name = closed.map(|at| self.open.remove(at).1);
            let goes_on = code.starts_with("} else");
            self.found
                .extend(name.filter(|_| goes_on).map(|name| (index, name)));
        }
        let before = self.before.take();
        if word(code) == "else" {
            self.found.extend(before.map(|name| (index, name)));
        }
        self.conditions(code, index);
        for c in braces(code) {
            self.depth = match c {
                '{' => self.depth + 1,
                _ => self.depth.saturating_sub(1),
            };
        }
    }

    /// Each `if (…)` of the line.
    fn conditions(&mut self, code: &str, index: usize) {
        for (at, _) in code.match_indices("if (") {
            let (head, rest) = code.split_at(at);
            let Some((condition, then)) = parenthesis(rest) else {
                continue;
            };
            let Some(name) = compared(condition, self.names) else {
                continue;
            };
            if has_else(then) {
                self.found.push((index, name));
            } else if then.trim_end().ends_with('{') {
                self.open.push((depth_after(self.depth, head), name));
            } else {
                self.before = Some(name);
            }
        }
    }
}

/// What stands in the first parenthesis of a text, and what follows it.
fn parenthesis(text: &str) -> Option<(&str, &str)> {
    let start = text.find('(')? + 1;
    let mut depth = 0usize;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((text.get(start..at)?, text.get(at + 1..)?)),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn has_else(then: &str) -> bool {
    let outside = then.split('"').step_by(2);
    let mut words = outside.flat_map(|piece| piece.split(|c: char| !c.is_alphanumeric()));
    words.any(|word| word == "else")
}

fn depth_after(depth: usize, head: &str) -> usize {
    braces(head).fold(depth, |depth, c| match c {
        '{' => depth + 1,
        _ => depth.saturating_sub(1),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let names = ["EntryType", "WalkedFix"].map(str::to_owned).into();
        let found = with_else(text, &names);
        found.into_iter().map(|(index, _)| index).collect()
    }

    #[test]
    fn an_else_after_a_comparison_is_found() {
        for (text, line) in [
            ("val a = if (kind == EntryType.GROUP) b else c", 0),
            ("val a = if (kind != EntryType.GROUP) b else c", 0),
            ("val a = if (fix is WalkedFix.Taken) b else c", 0),
            (
                "val a = if (x && (kind == EntryType.GROUP)) b() else c()",
                0,
            ),
            (
                "val a = if (x) y else if (kind == EntryType.GROUP) b else c",
                0,
            ),
            (
                "if (kind == EntryType.GROUP) {\n    a()\n} else {\n    b()\n}",
                2,
            ),
            (
                "if (kind == EntryType.GROUP) {\n    if (x) {\n    }\n} else b()",
                3,
            ),
            (
                "if (x) {\n    a()\n} else if (kind == EntryType.GROUP) {\n    b()\n} else {\n}",
                4,
            ),
            ("val a = if (kind == EntryType.GROUP) \"b\"\nelse \"c\"", 1),
            (
                "all.map { if (it == EntryType.GROUP) {\n    a()\n} else {\n    b()\n} }",
                2,
            ),
        ] {
            assert_eq!(found(text), [line], "{text}");
        }
    }

    #[test]
    fn a_comparison_alone_is_left_alone() {
        let none: [usize; 0] = [];
        for text in [
            "if (kind == EntryType.GROUP) return",
            "val isGroup = kind == EntryType.GROUP",
            "if (kind == EntryType.GROUP) {\n    a()\n}\nb()",
            "if (kind == EntryType.GROUP) {\n    if (x) {\n        a()\n    } else {\n    }\n}",
            "if (kind == EntryType.GROUP) say(\"or else\")",
            "if (name == other.name) a else b",
            "if (kind == Own.GROUP) a else b",
            "// if (kind == EntryType.GROUP) a else b",
            "if (x) a else b",
        ] {
            assert_eq!(found(text), none, "{text}");
        }
    }
}
