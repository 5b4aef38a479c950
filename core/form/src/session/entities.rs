//! What the answers say of entities.

use crate::def::NodeId;
use crate::def::entities::EntityBlock;
use crate::entities::{EntityAction, EntityChange};

use super::Session;
use super::view::NodeKey;

impl Session {
    /// The entities that the answers create or update as they stand, in document order: one per
    /// relevant `entity` element whose `create` or `update` says so, in repeats one per instance.
    #[must_use]
    pub fn entity_changes(&self) -> Vec<EntityChange> {
        let blocks = &self.def.entities.blocks;
        let mut out = Vec::new();
        if blocks.is_empty() {
            return out;
        }
        self.each_node(&mut |session, key| {
            if let Some(block) = blocks.iter().find(|b| b.element == key.node) {
                out.extend(session.entity_change(block, key));
            }
        });
        out
    }

    fn entity_change(&self, block: &EntityBlock, key: NodeKey) -> Option<EntityChange> {
        // What is not relevant is not in the submission: no server will ever see it.
        if !self.rows.is_relevant(&self.def, key) {
            return None;
        }
        let text = |node: Option<NodeId>| {
            let key = NodeKey {
                row: key.row,
                node: node?,
            };
            self.relevant_value(key)
        };
        let number = |node| text(node)?.trim().parse().ok().filter(|n: &u32| *n > 0);
        let owned = |node| text(node).unwrap_or_default().to_owned();
        let asked = |node| text(node).is_some_and(is_true);
        let action = match (asked(block.create), asked(block.update)) {
            (true, true) => EntityAction::Upsert,
            (true, false) => EntityAction::Create,
            (false, true) => EntityAction::Update,
            (false, false) => return None,
        };
        Some(EntityChange {
            path: self.path(key),
            action,
            dataset: owned(block.dataset),
            id: owned(block.id),
            label: owned(block.label),
            properties: self.saved(block, key.row),
            base_version: number(block.base_version),
            trunk_version: number(block.trunk_version),
            branch_id: text(block.branch_id).map(ToOwned::to_owned),
            offline: self.def.entities.offline,
        })
    }

    fn saved(&self, block: &EntityBlock, row: u32) -> Vec<(String, String)> {
        let relevant = block.save_to.iter().filter(|(node, _)| {
            let key = NodeKey { row, node: *node };
            self.rows.is_relevant(&self.def, key)
        });
        let pair = |(node, property): &(NodeId, String)| {
            let key = NodeKey { row, node: *node };
            let value = self.relevant_value(key).unwrap_or_default();
            (property.clone(), value.to_owned())
        };
        relevant.map(pair).collect()
    }
}

/// `1` or `true`, as the specification has it.
fn is_true(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true")
}
