//! Paths become references again, where a reference gives just this path.

use super::nodes::Nodes;
use crate::emit::{Finder, Frames, Mode};
use crate::expr::reference::right;
use crate::survey::tree::Id;

/// A path of a text that can be a reference.
#[derive(Debug, Clone)]
struct Candidate {
    start: usize,
    end: usize,
    reference: String,
    is_taken: bool,
}

/// Turns paths into references.
pub(super) struct Paths<'n, 'x> {
    nodes: &'n Nodes<'x>,
    finder: Finder<'n>,
}

/// How often a text is looked at again because a path turned out to be no reference.
const MOST_ROUNDS: usize = 8;

impl<'n, 'x> Paths<'n, 'x> {
    /// The paths of a form.
    pub(super) fn new(nodes: &'n Nodes<'x>) -> Self {
        Self {
            nodes,
            finder: Finder::new(&nodes.tree),
        }
    }

    /// The text with a reference for each path that the compiler would write for it.
    pub(super) fn referred(&self, text: &str, context: Option<Id>, mode: Mode) -> String {
        let mut candidates = self.candidates(text, context);
        for _ in 0..MOST_ROUNDS {
            let written = written(text, &candidates);
            if !self.differ(&written, text, &mut candidates, context, mode) {
                return written;
            }
        }
        candidates.iter_mut().for_each(|c| c.is_taken = false);
        written(text, &candidates)
    }

    /// The reference for a path that stands alone.
    pub(super) fn reference(&self, path: &str, context: Option<Id>) -> Option<String> {
        let (id, last_saved) = self.resolved(path.trim(), context)?;
        self.named(id, last_saved)
    }

    /// The reference for an element, where its name is its own.
    pub(super) fn of(&self, id: Id) -> Option<String> {
        self.named(id, false)
    }

    /// The element that a path leads to.
    pub(super) fn place(&self, path: &str, context: Option<Id>) -> Option<Id> {
        self.resolved(path.trim(), context).map(|(id, _)| id)
    }

    fn named(&self, id: Id, last_saved: bool) -> Option<String> {
        let name = self.nodes.name(id);
        let alone = self.finder.target(name).is_ok_and(|target| target == id);
        let sign = if last_saved { "last-saved#" } else { "" };
        alone.then(|| format!("${{{sign}{name}}}"))
    }

    /// Every path between blanks that leads to an element.
    fn candidates(&self, text: &str, context: Option<Id>) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(start) = text.get(from..).and_then(|rest| rest.find(' ')) {
            let start = from + start;
            let Some(rest) = text.get(start + 1..) else {
                break;
            };
            let Some(length) = rest.find(' ') else { break };
            let token = rest.get(..length).unwrap_or_default();
            let reference = self
                .resolved(token, context)
                .and_then(|(id, last_saved)| self.named(id, last_saved));
            from = start + 1 + length;
            // Nobody writes a reference right behind or before a word, but people write paths.
            let is_word = |c: char| c.is_alphanumeric();
            let before = text.get(..start).unwrap_or_default();
            let after = text.get(from + 1..).unwrap_or_default();
            let alone = !before.ends_with(is_word) && !after.starts_with(is_word);
            if let Some(reference) = reference.filter(|_| alone) {
                from += 1;
                found.push(Candidate {
                    start,
                    end: from,
                    reference,
                    is_taken: true,
                });
            }
        }
        found
    }

    /// The element that a path leads to, and whether the submission before is asked.
    fn resolved(&self, path: &str, context: Option<Id>) -> Option<(Id, bool)> {
        if let Some(path) = path.strip_prefix("instance('__last-saved')") {
            return self.nodes.at(path).map(|id| (id, true));
        }
        if path.starts_with('/') {
            return self.nodes.at(path).map(|id| (id, false));
        }
        let mut path = path.strip_prefix("current()/").unwrap_or(path);
        let mut id = context?;
        let mut went_up = false;
        while let Some(rest) = path.strip_prefix("..") {
            id = self.nodes.tree.get(id).parent?;
            went_up = true;
            path = rest.strip_prefix('/').unwrap_or(rest);
        }
        if !went_up || path.is_empty() {
            return None;
        }
        let above = self.nodes.tree.path(id);
        let id = self.nodes.at(&format!("{above}/{path}"))?;
        Some((id, false))
    }

    /// Gives up the candidates whose reference is another path in the text as it is now written.
    fn differ(
        &self,
        written: &str,
        text: &str,
        candidates: &mut [Candidate],
        context: Option<Id>,
        mode: Mode,
    ) -> bool {
        let frames = Frames::of(written);
        let mut found = right(written);
        let mut any = false;
        for candidate in candidates.iter_mut().filter(|c| c.is_taken) {
            let path = text.get(candidate.start..candidate.end);
            let given = found
                .next()
                .and_then(|r| self.finder.path_of(&frames, &r, context, mode).ok());
            if given.as_deref() != path {
                candidate.is_taken = false;
                any = true;
            }
        }
        any
    }
}

fn written(text: &str, candidates: &[Candidate]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for candidate in candidates.iter().filter(|c| c.is_taken) {
        out.push_str(text.get(from..candidate.start).unwrap_or_default());
        out.push_str(&candidate.reference);
        from = candidate.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}
