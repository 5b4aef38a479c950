//! References as paths: absolute, or relative where both ends are in one repeat.

use super::Emitter;
use crate::expr::reference::{Reference, is_candidate, right};
use crate::fault::rules::refs as rules;
use crate::survey::tree::{Id, Kind};

/// How a relative path begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Mode {
    /// With `current()`: the path stands in a predicate, where `.` is an item of a list.
    pub(super) current: bool,
    /// From outside of the repeat: all its instances are meant.
    pub(super) parent: bool,
}

impl Emitter<'_, '_> {
    /// The text with a path for each reference.
    pub(super) fn expanded(&self, text: &str, context: Option<Id>, mode: Mode) -> String {
        if !is_candidate(text) {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len() + 32);
        let mut from = 0;
        for reference in right(text) {
            out.push_str(text.get(from..reference.start).unwrap_or_default());
            out.push_str(&self.path_of(text, &reference, context, mode));
            from = reference.end;
        }
        out.push_str(text.get(from..).unwrap_or_default());
        out
    }

    /// The path for a reference of `text`, between blanks.
    pub(super) fn path_of(
        &self,
        text: &str,
        reference: &Reference<'_>,
        context: Option<Id>,
        mode: Mode,
    ) -> String {
        let Some(target) = self.target(reference.name, context) else {
            return String::new();
        };
        if !reference.last_saved
            && let Some(context) = context
            && may_be_relative(text, reference)
        {
            let current = mode.current || in_predicate(text, reference);
            if let Some(path) = self.relative(context, target, current, mode.parent) {
                return path;
            }
        }
        let path = self.tree.path(target);
        match reference.last_saved {
            true => format!(" instance('__last-saved'){path} "),
            false => format!(" {path} "),
        }
    }

    /// The element that a name means; a fault where several have it or none.
    fn target(&self, name: &str, context: Option<Id>) -> Option<Id> {
        let found = self.named.get(name).copied();
        if let Some(Some(id)) = found {
            return Some(id);
        }
        let rule = match found {
            Some(_) => &rules::SEVERAL,
            None => &rules::UNKNOWN,
        };
        let place = context.map(|id| self.tree.get(id).row).unwrap_or_default();
        let place = self.survey.at_row(place, "");
        self.push(crate::fault::Fault::new(rule, place).with("name", name));
        None
    }

    fn relative(&self, context: Id, target: Id, current: bool, parent: bool) -> Option<String> {
        let repeat = |kind| kind == Kind::Repeat;
        let (lcar_steps, lcar) = self.tree.common(context, target, repeat)?;
        let (steps, from) = self
            .outside(context, target, lcar, lcar_steps)
            .filter(|_| parent)
            .or_else(|| {
                let container = |kind| matches!(kind, Kind::Group | Kind::Hidden | Kind::Repeat);
                self.tree.common(context, target, container)
            })?;
        let up = vec![".."; steps].join("/");
        let start = if current { " current()/" } else { " " };
        let path = self.tree.path_below(target, Some(from));
        Some(format!("{start}{up}{path} "))
    }

    /// One step further up than the repeat, so that all its instances are meant; not where the
    /// target is in a repeat inside of it, or where only an outer repeat has both.
    fn outside(&self, context: Id, target: Id, lcar: Id, steps: usize) -> Option<(usize, Id)> {
        let alone = self.tree.repeat_around(lcar).is_none();
        let inner = self.tree.repeat_around(context) != Some(lcar);
        let direct = self.tree.repeat_around(target) == Some(lcar);
        let parent = self.tree.get(lcar).parent?;
        (direct && (alone || inner)).then_some((steps + 1, parent))
    }
}

/// Whether a reference stands in the brackets of a path through a list.
fn in_predicate(text: &str, reference: &Reference<'_>) -> bool {
    has_instance(text)
        && brackets(text).any(|(start, end)| reference.start >= start && reference.end <= end)
}

/// Whether there is `instance(` with something in it and after it.
fn has_instance(text: &str) -> bool {
    let mut rests = text.match_indices("instance(");
    rests.any(|(start, found)| {
        let rest = text.get(start + found.len()..).unwrap_or_default();
        let inner = rest.chars().take_while(|c| *c != ')').count();
        rest.chars().skip(1).take(inner).any(|c| c != '\n')
    })
}

/// Each `[` with the next `]`, if something is between them.
fn brackets(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find('[')?;
            let length = text.get(start + 1..)?.find(']')?;
            if length == 0 {
                from = start + 1;
                continue;
            }
            from = start + length + 2;
            return Some((start, from));
        }
    })
}

/// Whether a reference can be relative: not where `indexed-repeat()` takes it as a path.
///
/// The first, second, fourth and sixth argument are paths; the others are counts, which are worked
/// out where the expression stands. The reference converter looks only at every other call of
/// `indexed-repeat()` before the one that holds the reference, and so does this.
fn may_be_relative(text: &str, reference: &Reference<'_>) -> bool {
    const PATHS: [usize; 4] = [0, 1, 3, 5];
    if !text.contains("indexed-repeat(") {
        return true;
    }
    let mut calls = indexed_repeats(text);
    while let Some((start, end)) = calls.next() {
        if reference.end > end {
            match calls.next() {
                Some(_) => continue,
                None => return true,
            }
        }
        if reference.end < start || reference.start > end {
            return true;
        }
        let written = format!("${{{}}}", reference.name);
        let call = text.get(start..end).unwrap_or_default();
        let inner = call.split_once('(').map_or("", |(_, inner)| inner);
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        let arguments = inner.split(',').enumerate();
        let held = arguments.filter(|(_, argument)| argument.contains(&written));
        return held
            .last()
            .is_some_and(|(index, _)| !PATHS.contains(&index));
    }
    false
}

/// Each `indexed-repeat(…)`, up to the first closing parenthesis.
fn indexed_repeats(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let name = "indexed-repeat(";
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find(name)?;
            let inner = text.get(start + name.len()..)?;
            let length = inner.find(')')?;
            from = start + name.len() + length + 1;
            if length > 0 {
                return Some((start, from));
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_of_lists_are_known() {
        let check = |text: &str, expected: &[bool]| {
            let found: Vec<bool> = right(text).map(|r| in_predicate(text, &r)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("instance('a')/root/item[b = ${c}]/d = ${e}", &[true, false]);
        check("a[b = ${c}]", &[false]);
        check("instance('a')/root[${b}][${c}]", &[true, true]);
    }

    #[test]
    fn paths_of_indexed_repeat_are_absolute() {
        let check = |text: &str, expected: &[bool]| {
            let found: Vec<bool> = right(text).map(|r| may_be_relative(text, &r)).collect();
            assert_eq!(found, expected, "{text}");
        };
        check("${a} + 1", &[true]);
        check(
            "indexed-repeat(${a}, ${r}, ${n}) + ${b}",
            &[false, false, true, true],
        );
        check(
            "${b} + indexed-repeat(${a}, ${r}, 1)",
            &[true, false, false],
        );
        check(
            "indexed-repeat(${a}, ${r}, 1) + indexed-repeat(${a}, ${r}, ${n})",
            &[false, false, false, false, false],
        );
    }
}
