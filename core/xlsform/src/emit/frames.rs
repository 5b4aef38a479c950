//! What stands around the references of a text: brackets of a path through a list, and calls of
//! `indexed-repeat()`. Found once for a text, so that a cell of ten thousand references is looked
//! at once and not ten thousand times.

use std::collections::HashMap;

use crate::expr::reference::{Reference, right};

/// The brackets and the calls of a text.
pub(crate) struct Frames<'t> {
    /// Each `[…]`, where the text goes through a list at all.
    brackets: Vec<(usize, usize)>,
    /// The calls of `indexed-repeat()` that are looked at; nothing where the text names none.
    calls: Option<Calls<'t>>,
}

/// Every other call of `indexed-repeat()`, which are those that the reference converter looks at.
struct Calls<'t> {
    looked_at: Vec<Call<'t>>,
    /// Whether each of those has one behind it.
    are_paired: bool,
}

struct Call<'t> {
    start: usize,
    end: usize,
    /// The last argument in which each reference stands.
    arguments: HashMap<&'t str, usize>,
}

/// The name of the function, with its parenthesis.
const INDEXED_REPEAT: &str = "indexed-repeat(";

impl<'t> Frames<'t> {
    /// Looks at a text.
    pub(crate) fn of(text: &'t str) -> Self {
        let brackets = match has_instance(text) {
            true => brackets(text).collect(),
            false => Vec::new(),
        };
        let calls = text.contains(INDEXED_REPEAT).then(|| Calls::of(text));
        steps::add(text.len());
        Self { brackets, calls }
    }

    /// Whether a reference stands in the brackets of a path through a list.
    pub(crate) fn in_predicate(&self, reference: &Reference<'_>) -> bool {
        let ends_before = |(_, end): &(usize, usize)| {
            steps::add(1);
            *end < reference.end
        };
        let around = self.brackets.partition_point(ends_before);
        let around = self.brackets.get(around);
        around.is_some_and(|(start, _)| reference.start >= *start)
    }

    /// Whether a reference can be relative: not where `indexed-repeat()` takes it as a path.
    ///
    /// The first, second, fourth and sixth argument are paths; the others are counts, which are
    /// worked out where the expression stands. The reference converter looks only at every other
    /// call of `indexed-repeat()` before the one that holds the reference, and so does this.
    pub(crate) fn may_be_relative(&self, reference: &Reference<'_>) -> bool {
        const PATHS: [usize; 4] = [0, 1, 3, 5];
        let Some(calls) = &self.calls else {
            return true;
        };
        let ends_before = |call: &Call<'_>| {
            steps::add(1);
            call.end < reference.end
        };
        let at = calls.looked_at.partition_point(ends_before);
        let Some(call) = calls.looked_at.get(at) else {
            return !calls.are_paired;
        };
        if reference.end < call.start || reference.start > call.end {
            return true;
        }
        let argument = call.arguments.get(reference.name);
        argument.is_some_and(|index| !PATHS.contains(index))
    }
}

impl<'t> Calls<'t> {
    fn of(text: &'t str) -> Self {
        let mut looked_at = Vec::new();
        let mut are_paired = true;
        for (start, end) in indexed_repeats(text) {
            if are_paired {
                looked_at.push(Call::of(text, start, end));
            }
            are_paired = !are_paired;
        }
        Self {
            looked_at,
            are_paired,
        }
    }
}

impl<'t> Call<'t> {
    fn of(text: &'t str, start: usize, end: usize) -> Self {
        let call = text.get(start..end).unwrap_or_default();
        steps::add(call.len());
        let inner = call.split_once('(').map_or("", |(_, inner)| inner);
        let inner = inner.strip_suffix(')').unwrap_or(inner);
        let held = inner.split(',').enumerate().flat_map(|(index, argument)| {
            let plain = right(argument).filter(|reference| !reference.last_saved);
            plain.map(move |reference| (reference.name, index))
        });
        Self {
            start,
            end,
            arguments: held.collect(),
        }
    }
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

/// Each `indexed-repeat(…)`, up to the first closing parenthesis.
fn indexed_repeats(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text.get(from..)?.find(INDEXED_REPEAT)?;
            let inner = text.get(start + INDEXED_REPEAT.len()..)?;
            let length = inner.find(')')?;
            from = start + INDEXED_REPEAT.len() + length + 1;
            if length > 0 {
                return Some((start, from));
            }
        }
    })
}

/// Steps of the tests: how much of a text was looked at.
#[cfg(not(test))]
mod steps {
    pub(super) fn add(_: usize) {}
}

#[cfg(test)]
mod steps {
    use std::cell::Cell;

    thread_local!(static STEPS: Cell<usize> = const { Cell::new(0) });

    pub(super) fn add(count: usize) {
        STEPS.with(|steps| steps.set(steps.get() + count));
    }

    pub(super) fn take() -> usize {
        STEPS.with(|steps| steps.replace(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// For each reference of a text: is it in a predicate, may it be relative?
    fn check(text: &str, expected: &[(bool, bool)]) {
        let frames = Frames::of(text);
        let found = right(text).map(|r| (frames.in_predicate(&r), frames.may_be_relative(&r)));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn what_stands_around_a_reference() {
        check("${a}", &[(false, true)]);
        check("x[${a}]", &[(false, true)]);
        check(
            "instance('l')/root/item[a=${a}]/b + ${b} + x[c=${c} and ${d}]",
            &[(true, true), (false, true), (true, true), (true, true)],
        );
        check("instance('l')[][${a}]${b}", &[(true, true), (false, true)]);
        check("instance()[${a}]", &[(false, true)]);
        check("instance(", &[]);
    }

    /// As [`check`], of one of the two answers.
    fn check_one(text: &str, which: fn((bool, bool)) -> bool, expected: &[bool]) {
        let frames = Frames::of(text);
        let found = right(text).map(|r| (frames.in_predicate(&r), frames.may_be_relative(&r)));
        assert_eq!(found.map(which).collect::<Vec<_>>(), expected, "{text}");
    }

    #[test]
    fn predicates_of_lists_are_known() {
        let check = |text: &str, expected: &[bool]| check_one(text, |(inside, _)| inside, expected);
        check("instance('a')/root/item[b = ${c}]/d = ${e}", &[true, false]);
        check("a[b = ${c}]", &[false]);
        check("instance('a')/root[${b}][${c}]", &[true, true]);
    }

    #[test]
    fn paths_of_indexed_repeat_are_absolute() {
        let check = |text: &str, expected: &[bool]| check_one(text, |(_, may)| may, expected);
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

    #[test]
    fn every_other_call_of_indexed_repeat_is_looked_at() {
        let call = "indexed-repeat(${a}, ${r}, ${i})";
        let paths = [(false, false), (false, false), (false, true)];
        check(call, &paths);
        check(
            &format!("{call} + ${{a}}"),
            &[paths.as_slice(), &[(false, true)]].concat(),
        );
        let two = format!("{call} + {call} + ${{a}}");
        // The references of the second call come after the one call that is looked at, and so
        // does what follows: an even number of calls leaves none to decide.
        let after = [(false, false); 4];
        check(&two, &[paths.as_slice(), &after].concat());
        let three = format!("{call} + {call} + {call}");
        let relative = [(false, true); 3];
        check(&three, &[paths.as_slice(), &relative, &paths].concat());
        check(
            "${a} + indexed-repeat(${a}",
            &[(false, false), (false, false)],
        );
    }

    #[test]
    fn an_argument_is_known_by_the_last_place_of_a_reference() {
        check(
            "indexed-repeat(${a}, ${r}, ${a}+1, ${r}, ${last-saved#b}+${b})",
            &[
                (false, true),
                (false, false),
                (false, true),
                (false, false),
                (false, true),
                (false, true),
            ],
        );
    }

    /// Steps for a text of `count` times `part`.
    fn steps_of(part: &str, before: &str, after: &str, count: usize) -> usize {
        let text = format!("{before}{}{after}", part.repeat(count));
        steps::take();
        let frames = Frames::of(&text);
        for reference in right(&text) {
            frames.in_predicate(&reference);
            frames.may_be_relative(&reference);
        }
        steps::take()
    }

    #[test]
    fn twice_the_references_are_twice_the_steps() {
        for (part, before, after) in [
            ("x[${a}]", "instance('l')", ""),
            ("${a} ", "instance('l')[", "]"),
            ("${a}, ", "indexed-repeat(", ")"),
            ("indexed-repeat(${a}, ${r}, 1) ", "", ""),
            ("${a} indexed-repeat(1) x[${b}] ", "instance('l')", ""),
        ] {
            let (once, twice) = (
                steps_of(part, before, after, 4_096),
                steps_of(part, before, after, 8_192),
            );
            // A look through sorted places takes one step more for twice as many.
            assert!(
                twice * 10 <= once * 24,
                "{part}: {once} steps for 4,096, {twice} for 8,192"
            );
        }
    }
}
