//! How much reading one form may take: work that is counted, without a clock, so that a form that
//! was made to stall a phone ends with a code, at the same place on every machine.
//!
//! Whatever can grow faster than the file is counted where it grows: nodes that a path may mean,
//! edges of the graph, rows that fixed repeats begin with, names that are looked for in a list.

use std::cell::Cell;

use super::{Fault, Loader};
use crate::xml::Element;

/// Steps of reading one form. The largest forms that are known take less than a twentieth
/// (`core/form/tests/behaviour/reading.rs`).
pub(crate) const READING_STEPS: u64 = 20_000_000;

/// A node of the form's own data, with what is kept of it.
pub(super) const NODE: usize = 100;
/// A bind, a question, a list, a text: what stands in the form once.
pub(super) const ENTRY: usize = 20;
/// A node that an expression reads: an edge of the graph, and what is kept of it.
pub(super) const EDGE: usize = 10;
/// Bytes of a file, or names of a list that are held against one, of one step. An expression takes
/// a step a byte.
pub(super) const BYTES: usize = 8;

/// The steps of reading one form.
#[derive(Debug)]
pub(crate) struct Work {
    left: Cell<u64>,
    is_spent: Cell<bool>,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            left: Cell::new(READING_STEPS),
            is_spent: Cell::new(false),
        }
    }
}

impl Work {
    /// Takes steps; false where none are left, and ever after.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get().checked_sub(steps as u64);
        self.is_spent.set(self.is_spent.get() || left.is_none());
        self.left.set(left.unwrap_or(0));
        !self.is_spent.get()
    }

    /// Whether they are at their end: what was read until then is no form.
    pub(crate) fn is_spent(&self) -> bool {
        self.is_spent.get()
    }

    /// Steps that were taken.
    pub(crate) fn used(&self) -> u64 {
        READING_STEPS - self.left.get()
    }
}

impl Loader<'_> {
    /// Tells that a form takes more work than a phone has for reading it.
    pub(super) fn tell_spent(&mut self, root: Element<'_>) {
        let fault = Fault {
            code: "form.too_big",
            help: "Split the form, move lists into attached files, and read single questions instead \
                   of whole groups (//*, ../*) in expressions.",
            at: root.at,
            path: &root.name.written(),
            offset: None,
        };
        let nodes = self.def.nodes.len();
        let exprs = self.def.exprs.len();
        self.error(
            &fault,
            format!(
                "reading it takes more than {READING_STEPS} steps; it stopped at {nodes} nodes and \
                 {exprs} expressions"
            ),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_end_and_stay_at_their_end() {
        let work = Work::default();
        assert!(work.spend(7) && work.spend(0));
        assert_eq!(work.used(), 7);
        let rest = usize::try_from(READING_STEPS - 7).unwrap();
        assert!(work.spend(rest) && !work.is_spent());
        assert!(!work.spend(1) && work.is_spent());
        assert!(!work.spend(0), "nothing goes on");
        assert_eq!(work.used(), READING_STEPS);
        let work = Work::default();
        assert!(!work.spend(usize::MAX) && work.is_spent());
    }
}
