//! Entity declarations: the version on the model, `entity` in `meta` blocks, `entities:saveto`.

use super::{Fault, Loader};
use crate::def::NodeId;
use crate::def::entities::EntityBlock;
use crate::def::nodes::NodeKind;
use crate::entities::{ENTITIES, KNOWN_VERSIONS, OFFLINE_VERSIONS, is_reserved};
use crate::xml::Element;

/// A bind's `entities:saveto`, kept until all entities are known.
pub(crate) struct SaveTo {
    pub(crate) node: NodeId,
    pub(crate) property: String,
    pub(crate) at: usize,
}

impl Loader<'_> {
    /// Finds the entities and gives every `saveto` to the one it belongs to.
    pub(super) fn load_entities(&mut self, model: Element<'_>) {
        let version = model.attr_ns(ENTITIES, "entities-version").map(str::trim);
        self.check_version(model, version);
        let offline = |v: &str| OFFLINE_VERSIONS.iter().any(|known| v.starts_with(known));
        self.def.entities.offline = version.is_some_and(offline);
        let elements: Vec<NodeId> = self
            .def
            .nodes
            .all()
            .filter(|node| self.is_entity(*node))
            .collect();
        if !elements.is_empty() && version.is_none() {
            let fault = Fault {
                code: "form.entities_version_missing",
                help: "Say entities:entities-version=\"2025.1.0\" on the model.",
                at: model.at,
                path: "model",
                offset: None,
            };
            self.error(&fault, "entities without a version".to_owned());
        }
        for element in elements {
            let block = self.entity_block(element);
            if block.dataset.is_none() {
                let path = self.def.node_path(element);
                let fault = Fault {
                    code: "form.entity_without_dataset",
                    help: "Name the list of entities: <entity dataset=\"trees\" …>.",
                    at: model.at,
                    path: &path,
                    offset: None,
                };
                self.warn(&fault, "an entity names no list and is left out".to_owned());
                continue;
            }
            self.def.entities.blocks.push(block);
        }
        for save_to in std::mem::take(&mut self.save_to) {
            self.give_save_to(save_to);
        }
    }

    fn check_version(&mut self, model: Element<'_>, version: Option<&str>) {
        let Some(version) = version else { return };
        if KNOWN_VERSIONS
            .iter()
            .any(|known| version.starts_with(known))
        {
            return;
        }
        let fault = Fault {
            code: "form.entities_version",
            help: "Known: 2022.1, 2023.1, 2024.1, 2025.1; update the app for a newer one.",
            at: model.at,
            path: "model/@entities-version",
            offset: None,
        };
        self.error(
            &fault,
            format!("the version {version:?} of entities is not known"),
        );
    }

    fn is_entity(&self, node: NodeId) -> bool {
        let named = |node: NodeId, name: &str| {
            let own = self.def.nodes.name(node);
            own.is_some_and(|n| self.def.names.text(n) == name)
        };
        let parent = self.def.nodes.parent(node);
        named(node, "entity")
            && matches!(self.def.nodes.kind(node), NodeKind::Leaf | NodeKind::Group)
            && parent.is_some_and(|meta| named(meta, "meta"))
    }

    fn entity_block(&self, element: NodeId) -> EntityBlock {
        let attribute = |name| self.def.child(element, name, true);
        EntityBlock {
            element,
            label: self.def.child(element, "label", false),
            dataset: attribute("dataset"),
            id: attribute("id"),
            create: attribute("create"),
            update: attribute("update"),
            base_version: attribute("baseVersion"),
            trunk_version: attribute("trunkVersion"),
            branch_id: attribute("branchId"),
            save_to: Vec::new(),
        }
    }

    /// The group whose own `meta` block declares an entity.
    fn group_of(&self, block: &EntityBlock) -> Option<NodeId> {
        let meta = self.def.nodes.parent(block.element)?;
        self.def.nodes.parent(meta)
    }

    fn give_save_to(&mut self, save_to: SaveTo) {
        let SaveTo { node, property, at } = save_to;
        let path = self.def.node_path(node);
        let fault = |code, help| Fault {
            code,
            help,
            at,
            path: &path,
            offset: None,
        };
        if property.is_empty() || is_reserved(&property) || !is_name(&property) {
            let fault = fault(
                "form.entity_property",
                "A property's name is an XML name, neither name nor label, without __ before it.",
            );
            return self.warn(
                &fault,
                format!("{property:?} cannot be the name of a property; it is not saved"),
            );
        }
        let mut group = self.def.nodes.parent(node);
        let index = loop {
            if !self.work.spend(1 + self.def.entities.blocks.len()) {
                return;
            }
            let Some(at) = group else {
                let fault = fault(
                    "form.saveto_without_entity",
                    "Declare an entity in the meta block of the form or of the group around it.",
                );
                return self.warn(&fault, "saveto without an entity around it".to_owned());
            };
            let mut blocks = self.def.entities.blocks.iter();
            if let Some(found) = blocks.position(|b| self.group_of(b) == Some(at)) {
                break found;
            }
            group = self.def.nodes.parent(at);
        };
        let Some(block) = self.def.entities.blocks.get(index) else {
            return;
        };
        if self.def.nodes.scope(block.element) != self.def.nodes.scope(node) {
            let fault = fault(
                "form.saveto_in_repeat",
                "Declare an entity inside the repeat, or move the question out of it.",
            );
            return self.warn(
                &fault,
                "a question of a repeat is saved to one entity outside of it".to_owned(),
            );
        }
        self.work.spend(block.save_to.len());
        let twice = |(_, known): &(NodeId, String)| known.eq_ignore_ascii_case(&property);
        if block.save_to.iter().any(twice) {
            let fault = fault(
                "form.saveto_twice",
                "Save each property from one question only.",
            );
            self.warn(
                &fault,
                format!("the property {property:?} is saved from two questions"),
            );
        }
        if let Some(block) = self.def.entities.blocks.get_mut(index) {
            block.save_to.push((node, property));
        }
    }
}

/// An XML name without a prefix.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first && chars.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'))
}
