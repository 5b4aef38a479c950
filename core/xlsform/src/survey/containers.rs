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
