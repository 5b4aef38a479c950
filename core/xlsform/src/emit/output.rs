//! Texts with references: each becomes an `output` between the parts of the text.

use super::Emitter;
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
        let mut children = Vec::new();
        let mut from = 0;
        let lists = match text.contains("instance(") {
            true => boundaries(text),
            false => Vec::new(),
        };
        for (start, end) in lists {
            self.references(text, from, start, context, &mut children);
            let expression = text.get(start..end).unwrap_or_default();
            let expression = self.expanded(expression, context, Mode::default());
            children.push(output(&expression));
            from = end;
        }
        self.references(text, from, text.len(), context, &mut children);
        if children.is_empty() {
            children.push(Child::Text(text.to_owned()));
        }
        children
    }

    /// A part of a text that holds no expression over a list.
    fn references(
        &self,
        text: &str,
        from: usize,
        to: usize,
        context: Option<Id>,
        children: &mut Vec<Child>,
    ) {
        let mut from = from;
        let begin = from;
        let plain = |from: usize, to: usize| {
            let part = text.get(from..to).unwrap_or_default();
            (!part.is_empty()).then(|| Child::Text(part.to_owned()))
        };
        if is_candidate(text) {
            for reference in right(text).filter(|r| r.start >= begin && r.end <= to) {
                children.extend(plain(from, reference.start));
                children.push(output(&self.path_of(
                    text,
                    &reference,
                    context,
                    Mode::default(),
                )));
                from = reference.end;
            }
        }
        children.extend(plain(from, to));
    }
}

fn output(value: &str) -> Child {
    Child::Node(Node::new("output").with("value", value))
}
