//! Binds: what each node's value is bound to, and the actions that set values.

use super::itext::in_itext;
use super::paths::Mode;
use super::{Emitter, one_text};
use crate::expr::is_dynamic;
use crate::settings::yes_no;
use crate::survey::tree::{Action, Element, Id, Kind, NEW_REPEAT};
use crate::xml::Node;

/// Attributes in which yes and no stand for true and false.
const TRUTHS: [&str; 5] = [
    "readonly",
    "required",
    "relevant",
    "constraint",
    "calculate",
];

impl Emitter<'_, '_> {
    /// Every bind and every action of the model, in the order of the form.
    pub(super) fn binds(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for id in self.tree.all() {
            nodes.extend(self.bind(id));
            nodes.extend(self.actions(id, false));
        }
        nodes
    }

    fn bind(&self, id: Id) -> Option<Node> {
        let element = self.tree.get(id);
        if element.bind.is_empty() || element.kind == Kind::External {
            return None;
        }
        let path = self.tree.path(id);
        let mut node = Node::new("bind").with("nodeset", &path);
        for (name, text) in element.bind.iter() {
            // A calculation that waits for a change is an action.
            if name == "calculate" && !element.trigger.is_empty() {
                continue;
            }
            if MESSAGES.contains(&name) && in_itext(name, text) {
                node.set(name, format!("jr:itext('{path}:{name}')"));
                continue;
            }
            let text = one_text(text);
            match yes_no(text).filter(|_| TRUTHS.contains(&name)) {
                Some(true) => node.set(name, "true()"),
                Some(false) => node.set(name, "false()"),
                None => node.set(name, self.expanded(text, Some(id), Mode::default())),
            }
        }
        Some(node)
    }

    /// The actions of an element: those of the model, or those of the repeat around it.
    pub(super) fn actions(&self, id: Id, in_repeat: bool) -> Vec<Node> {
        let element = self.tree.get(id);
        let mut nodes = Vec::new();
        for action in &element.actions {
            if (action.event == NEW_REPEAT) == in_repeat {
                nodes.push(self.action(id, element, action));
            }
        }
        nodes
    }

    fn action(&self, id: Id, element: &Element, action: &Action) -> Node {
        let node = Node::new(action.name)
            .with("ref", self.tree.path(id))
            .with("event", action.event);
        let value = match &element.default {
            Some(default) if is_dynamic(default, &element.question) => {
                Some(self.expanded(default, Some(id), Mode::default()))
            }
            Some(default) => Some(default.clone()),
            None => action.value.clone(),
        };
        match (action.name, value, &action.quality) {
            ("setvalue", Some(value), _) if !value.is_empty() => node.with("value", value),
            ("odk:recordaudio", _, Some(quality)) => node.with("odk:quality", quality),
            _ => node,
        }
    }
}

const MESSAGES: [&str; 3] = ["jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"];
