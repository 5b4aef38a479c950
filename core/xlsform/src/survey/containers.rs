//! The groups and repeats that are open while the rows of a survey are read.

use std::collections::HashSet;

use super::tree::{Id, ROOT};

/// A group, repeat or loop that has begun.
#[derive(Debug)]
pub(crate) struct Container {
    /// Its element.
    pub(crate) id: Id,
    /// `group`, `repeat` or `loop`; nothing for the form itself.
    pub(crate) control: &'static str,
    /// Its name.
    pub(crate) name: String,
    /// The row that began it.
    pub(crate) row: u32,
    names: HashSet<String>,
    lower: HashSet<String>,
}

/// How a name stands to the names beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    /// It is new.
    New,
    /// Another one is the same.
    Same,
    /// Another one differs in capitals only.
    Similar,
}

impl Container {
    /// A container that begins now.
    pub(crate) fn new(id: Id, control: &'static str, name: &str, row: u32) -> Self {
        Self {
            id,
            control,
            name: name.to_owned(),
            row,
            names: HashSet::new(),
            lower: HashSet::new(),
        }
    }

    /// The form itself.
    pub(crate) fn root() -> Self {
        Self::new(ROOT, "", "", 0)
    }

    /// Adds a name.
    pub(crate) fn add(&mut self, name: &str) -> Beside {
        if !self.names.insert(name.to_owned()) {
            return Beside::Same;
        }
        match self.lower.insert(name.to_lowercase()) {
            true => Beside::New,
            false => Beside::Similar,
        }
    }
}

/// For each kind of container the rows that have an end below them whose beginning is not below
/// them too.
#[derive(Debug, Default)]
pub(crate) struct Unended {
    /// The kinds that each row has such an end of, by the number of the row, in falling order.
    rows: Vec<(u32, [bool; KINDS.len()])>,
}

const KINDS: [&str; 3] = ["group", "repeat", "loop"];

impl Unended {
    /// Reads the types of all rows, in their order, once.
    pub(crate) fn of<'t>(rows: impl DoubleEndedIterator<Item = (u32, &'t str)>) -> Self {
        // From the last row up: how many ends of each kind are not begun below.
        let mut ends_open = [0_u32; KINDS.len()];
        let mut found = Vec::new();
        for (number, question) in rows.rev() {
            found.push((number, ends_open.map(|open| open > 0)));
            let kind = |control: &str| KINDS.iter().position(|kind| *kind == control);
            if let Some(open) = ends(question)
                .and_then(kind)
                .and_then(|i| ends_open.get_mut(i))
            {
                *open += 1;
            } else if let Some(open) = begins(question)
                .and_then(|(control, _)| kind(control))
                .and_then(|i| ends_open.get_mut(i))
            {
                *open = open.saturating_sub(1);
            }
        }
        Self { rows: found }
    }

    /// Whether a row below `number` ends what is open of this kind.
    pub(crate) fn below(&self, number: u32, control: &str) -> bool {
        let row = self
            .rows
            .binary_search_by_key(&std::cmp::Reverse(number), |(row, _)| {
                std::cmp::Reverse(*row)
            });
        let kind = KINDS.iter().position(|kind| *kind == control);
        let found = row.ok().and_then(|row| self.rows.get(row)).zip(kind);
        found.is_some_and(|((_, kinds), kind)| kinds.get(kind) == Some(&true))
    }
}

/// A row that begins a container: which one, and the list of a loop.
///
/// `begin group`, `begin_repeat`, `begin loop over list`.
pub(crate) fn begins(question: &str) -> Option<(&'static str, Option<&str>)> {
    let rest = after_word(question, "begin")?;
    for (word, control) in CONTROLS {
        let Some(after) = rest.strip_prefix(word) else {
            continue;
        };
        if after.is_empty() {
            return Some((control, None));
        }
        let Some(list) = after.strip_prefix(' ') else {
            continue;
        };
        let list = list.strip_prefix("over ").unwrap_or(list);
        if !list.is_empty() && !list.contains(char::is_whitespace) {
            return Some((control, Some(list)));
        }
    }
    None
}

/// A row that ends a container: which one.
pub(crate) fn ends(question: &str) -> Option<&'static str> {
    let rest = after_word(question, "end")?;
    let mut controls = CONTROLS.iter();
    let found = controls.find(|(word, _)| *word == rest);
    found.map(|(_, control)| *control)
}

const CONTROLS: [(&str, &str); 5] = [
    ("group", "group"),
    ("lgroup", "repeat"),
    ("repeat", "repeat"),
    ("loop", "loop"),
    ("looped group", "repeat"),
];

fn after_word<'t>(question: &'t str, word: &str) -> Option<&'t str> {
    let rest = question.strip_prefix(word)?;
    rest.strip_prefix(|c: char| c.is_whitespace() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_below_a_row_are_known() {
        let types = [
            "begin group",
            "end repeat",
            "begin group",
            "end group",
            "text",
            "end group",
            "end_loop",
        ];
        let unended = Unended::of((2_u32..9).zip(types).collect::<Vec<_>>().into_iter());
        let check = |row, control, expected: bool| {
            assert_eq!(unended.below(row, control), expected, "{row} {control}");
        };
        // The group of row 4 has its end in row 5; the one of row 7 is for what is above.
        for (row, expected) in [(3, true), (4, true), (6, true), (7, false), (8, false)] {
            check(row, "group", expected);
        }
        check(2, "repeat", true);
        check(3, "repeat", false);
        check(7, "loop", true);
        check(99, "loop", false);
    }

    #[test]
    fn containers_begin_and_end() {
        assert_eq!(begins("begin_group"), Some(("group", None)));
        assert_eq!(begins("begin repeat"), Some(("repeat", None)));
        assert_eq!(begins("begin loop over l"), Some(("loop", Some("l"))));
        assert_eq!(begins("begin loop l"), Some(("loop", Some("l"))));
        assert_eq!(begins("begin looped group"), Some(("repeat", None)));
        assert_eq!(begins("begin gruop"), None);
        assert_eq!(begins("begin"), None);
        assert_eq!(ends("end_repeat"), Some("repeat"));
        assert_eq!(ends("end group x"), None);
        assert_eq!(ends("end"), None);
    }
}
