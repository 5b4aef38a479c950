//! Texts with references: each becomes an `output` between the parts of the text.

use super::Emitter;
use super::frames::Frames;
use super::paths::Mode;
use crate::expr::instance::boundaries;
use crate::expr::reference::{is_candidate, right};
use crate::survey::tree::Id;
use crate::xml::{Child, Node};

impl Emitter<'_, '_> {
    /// The text as what stands in an element: text, and an `output` for each reference and each
    /// expression over a list.
    pub(super) fn spoken(&self, text: &str, context: Option<Id>) -> Vec<Child> {
        if text == "-" {
            return vec![Child::Text(text.to_owned())];
        }
        let frames = Frames::of(text);
        let mut references = match is_candidate(text) {
            true => right(text).collect(),
            false => Vec::new(),
        }
        .into_iter()
        .peekable();
        let mut children = Vec::new();
        let mut from = 0;
        let lists = match text.contains("instance(") {
            true => boundaries(text),
            false => Vec::new(),
        };
        // Behind the last list comes the rest of the text.
        for (start, end) in lists.into_iter().chain([(text.len(), text.len())]) {
            while references.next_if(|r| r.start < from).is_some() {}
            while let Some(reference) = references.next_if(|r| r.end <= start) {
                children.extend(plain(text, from, reference.start));
                let path = self.path_of(&frames, &reference, context, Mode::default());
                children.push(output(&path));
                from = reference.end;
            }
            children.extend(plain(text, from, start));
            if start < end {
                let expression = text.get(start..end).unwrap_or_default();
                let expression = self.expanded(expression, context, Mode::default());
                children.push(output(&expression));
            }
            from = end;
        }
        if children.is_empty() {
            children.push(Child::Text(text.to_owned()));
        }
        children
    }
}

/// A part of a text that holds no reference.
fn plain(text: &str, from: usize, to: usize) -> Option<Child> {
    let part = text.get(from..to).unwrap_or_default();
    (!part.is_empty()).then(|| Child::Text(part.to_owned()))
}

fn output(value: &str) -> Child {
    Child::Node(Node::new("output").with("value", value))
}
