//! The body: controls of questions, groups and repeats.

use super::itext::hint_in_itext;
use super::paths::Mode;
use super::{Emitter, Set, one_text};
use crate::fault::rules::{refs, survey as rules};
use crate::survey::tree::{Control, Element, Id, Kind, ROOT};
use crate::text::Text;
use crate::xml::Node;

impl Emitter<'_, '_> {
    /// The body.
    pub(super) fn body(&self) -> Node {
        let mut body = Node::new("h:body");
        if let Some(style) = &self.settings.style {
            body.set("class", style);
        }
        self.controls(ROOT, &mut body);
        body
    }

    fn controls(&self, id: Id, into: &mut Node) {
        for child in &self.tree.get(id).children {
            let node = match self.tree.get(*child).kind {
                Kind::Group | Kind::Loop => Some(self.group(*child)),
                Kind::Repeat => Some(self.repeat(*child)),
                Kind::Question(control) => self.question(*child, control),
                _ => None,
            };
            if let Some(node) = node {
                into.push(node);
            }
        }
    }

    fn group(&self, id: Id) -> Node {
        let element = self.tree.get(id);
        let mut node = Node::new("group");
        for (name, value) in element.control.iter() {
            let value = match name {
                "appearance" => value.clone(),
                _ => self.expanded(value, Some(id), Mode::default()),
            };
            node.set(name, value);
        }
        node.set("ref", self.tree.path(id));
        if element.has_label() {
            node.push(self.label(id));
        }
        self.controls(id, &mut node);
        node
    }

    fn repeat(&self, id: Id) -> Node {
        let element = self.tree.get(id);
        let path = self.tree.path(id);
        let mut repeat = Node::new("repeat").with("nodeset", &path);
        for (name, value) in element.control.iter() {
            repeat.set(name, self.expanded(value, Some(id), Mode::default()));
        }
        self.controls(id, &mut repeat);
        for inner in self.tree.below(id) {
            let own = self.tree.get(inner);
            let acts = own.is_question() || own.kind == Kind::Attribute;
            if acts && self.tree.repeat_around(inner) == Some(id) {
                for action in self.actions(inner, true) {
                    repeat.push(action);
                }
            }
        }
        let mut group = Node::new("group").with("ref", path);
        group.push(self.label(id));
        group.push(repeat);
        group
    }

    fn question(&self, id: Id, control: Control) -> Option<Node> {
        let element = self.tree.get(id);
        let set = self.triggered.get(element.name.as_str());
        let calculated = element.bind.get("calculate").is_some() || !element.trigger.is_empty();
        let shown = element.has_label() || element.has_hint();
        if element.question == "calculate" || (calculated && !shown) {
            for set in set.into_iter().flatten() {
                let target = self.tree.get(set.target);
                let fault = self.tell(&refs::TRIGGER_HIDDEN, target, "trigger");
                self.push(fault.with("name", &element.name));
            }
            return None;
        }
        if control == Control::None {
            return None;
        }
        let mut node = Node::new(element.tag).with("ref", self.tree.path(id));
        for child in self.label_and_hint(id, element) {
            node.push(child);
        }
        for (name, value) in element.control.iter() {
            node.set(name, self.expanded(value, Some(id), Mode::default()));
        }
        self.inside(id, element, control, &mut node);
        let sets = set.into_iter().flatten();
        let (places, values): (Vec<&Set<'_>>, Vec<&Set<'_>>) = sets.partition(|set| set.geopoint);
        for set in values.into_iter().chain(places) {
            let name = if set.geopoint {
                "odk:setgeopoint"
            } else {
                "setvalue"
            };
            let mut action = Node::new(name)
                .with("ref", self.tree.path(set.target))
                .with("event", "xforms-value-changed");
            if !set.geopoint && !set.expression.is_empty() {
                action.set(
                    "value",
                    self.expanded(set.expression, Some(id), Mode::default()),
                );
            }
            node.push(action);
        }
        Some(node)
    }

    /// What a control holds beside its texts: choices, tags, the query of external choices.
    fn inside(&self, id: Id, element: &Element, control: Control, node: &mut Node) {
        let source = element.itemset.as_deref();
        match (control, source) {
            (Control::Select, Some(_)) if self.searching.contains(&id) => {
                self.items(element, node);
            }
            (Control::Select | Control::Geo, Some(source)) => node.push(self.itemset(id, source)),
            (Control::Range, Some(source)) => node.push(self.plain_itemset(source)),
            (Control::Osm, _) => {
                for tag in &element.tags {
                    let label = Node::new("label");
                    let label = match &tag.label {
                        Some(text) => label.holding(self.spoken(text, Some(id))),
                        None => label,
                    };
                    let mut tag = Node::new("tag").with("key", &tag.key);
                    tag.push(label);
                    node.push(tag);
                }
            }
            (Control::Input, _) => {
                if let Some(list) = &element.query {
                    node.set("query", self.query(id, element, list));
                }
            }
            _ => {}
        }
    }

    fn query(&self, id: Id, element: &Element, list: &str) -> String {
        let mode = Mode {
            current: true,
            ..Mode::default()
        };
        match &element.choice_filter {
            Some(filter) => {
                let filter = self.expanded(filter, Some(id), mode);
                format!("instance('{list}')/root/item[{filter}]")
            }
            None => format!("instance('{list}')/root/item"),
        }
    }

    /// Choices in the control itself, which `search()` needs.
    fn items(&self, element: &Element, node: &mut Node) {
        let list = element
            .itemset
            .as_deref()
            .and_then(|name| self.lists.get(name));
        let Some(list) = list else {
            return;
        };
        let in_itext = list.in_itext;
        for (index, choice) in list.choices.iter().enumerate() {
            let label = match &choice.label {
                _ if in_itext => {
                    Node::new("label").with("ref", format!("jr:itext('{}-{index}')", list.name))
                }
                Some(label) if element.has_label() => {
                    Node::new("label").holding(self.spoken(one_text(label), None))
                }
                _ => Node::new("label"),
            };
            let mut item = Node::new("item");
            item.push(label);
            item.push(Node::new("value").text(choice.name.as_deref().unwrap_or_default()));
            node.push(item);
        }
    }

    fn label(&self, id: Id) -> Node {
        let element = self.tree.get(id);
        let node = Node::new("label");
        if element.label_in_itext() {
            return node.with("ref", format!("jr:itext('{}:label')", self.tree.path(id)));
        }
        match element.label.as_ref().and_then(Text::plain) {
            Some(text) if !text.is_empty() => node.holding(self.spoken(text, Some(id))),
            _ => node,
        }
    }

    fn hint(&self, id: Id) -> Node {
        let element = self.tree.get(id);
        let node = Node::new("hint");
        if hint_in_itext(element) {
            return node.with("ref", format!("jr:itext('{}:hint')", self.tree.path(id)));
        }
        match element.hint.as_ref().and_then(Text::plain) {
            Some(text) => node.holding(self.spoken(text, Some(id))),
            None => node,
        }
    }

    fn label_and_hint(&self, id: Id, element: &Element) -> Vec<Node> {
        let labelled = element.has_label() || !element.media.is_empty();
        let hinted = element.has_hint() || element.guidance.is_some();
        if !labelled && !element.has_hint() {
            self.push(self.tell(&rules::NO_LABEL, element, "label"));
        }
        if element.media.get("big-image").is_some() && element.media.get("image").is_none() {
            self.push(self.tell(&rules::BIG_IMAGE, element, "media::big-image"));
        }
        let mut nodes = vec![self.label(id)];
        if hinted {
            nodes.push(self.hint(id));
        }
        nodes
    }
}

/// Whether an appearance fills choices from a file with `search()`.
pub(crate) fn searches(appearance: &str) -> bool {
    let call = appearance.split_once("search(").map(|(_, rest)| rest);
    call.is_some_and(|rest| rest.contains(')'))
}
