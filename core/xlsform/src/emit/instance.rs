//! The data of a form: an element for each question, with templates of repeats before them.

use super::Emitter;
use super::paths::Mode;
use crate::expr::is_dynamic;
use crate::survey::tree::{Id, Kind, ROOT};
use crate::xml::Node;

impl Emitter<'_, '_> {
    /// The data element.
    pub(super) fn instance(&self) -> Node {
        let settings = self.settings;
        let mut root = self.section(ROOT, false);
        for (name, value) in settings.attributes.iter() {
            root.set(name, value);
        }
        root.set("id", &settings.id);
        for (name, value) in [
            ("xmlns", &settings.instance_xmlns),
            ("version", &settings.version),
            ("odk:prefix", &settings.prefix),
            ("odk:delimiter", &settings.delimiter),
        ] {
            if let Some(value) = value {
                root.set(name, value);
            }
        }
        root
    }

    /// A group or repeat. `templated`: a repeat around it has its template already, which holds
    /// those of the repeats inside.
    fn section(&self, id: Id, templated: bool) -> Node {
        let element = self.tree.get(id);
        let mut node = Node::named(&element.name);
        for (name, value) in element.instance.iter() {
            node.set(name, self.expanded(value, Some(id), Mode::default()));
        }
        for child in &element.children {
            let own = self.tree.get(*child);
            match own.kind {
                Kind::External => {}
                Kind::Attribute => node.set(&own.name, &own.value),
                Kind::Repeat if !templated => {
                    node.push(self.section(*child, true));
                    node.push_before_last(self.template(*child));
                }
                _ => node.push(self.data(*child, templated)),
            }
        }
        node
    }

    fn data(&self, id: Id, templated: bool) -> Node {
        let element = self.tree.get(id);
        if element.is_section() {
            return self.section(id, templated);
        }
        let mut node = Node::named(&element.name);
        if let Some(default) = &element.default
            && !is_dynamic(default, &element.question)
        {
            node = node.text(default.clone());
        }
        for (name, value) in element.instance.iter() {
            node.set(name, self.expanded(value, Some(id), Mode::default()));
        }
        node
    }

    /// What a new instance of a repeat is a copy of.
    fn template(&self, id: Id) -> Node {
        let element = self.tree.get(id);
        let mut node = Node::named(&element.name).with("jr:template", "");
        for child in &element.children {
            match self.tree.get(*child).kind {
                Kind::External => {}
                Kind::Repeat => node.push(self.template(*child)),
                _ => node.push(self.data(*child, false)),
            }
        }
        node
    }
}
