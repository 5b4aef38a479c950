//! The entities that a form declares.

use super::NodeId;

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Entities {
    /// In document order.
    pub(crate) blocks: Vec<EntityBlock>,
    /// Whether a device may take changes in before the server has them.
    pub(crate) offline: bool,
}

/// One `entity` element in a `meta` block.
#[derive(Debug)]
pub(crate) struct EntityBlock {
    /// The `entity` element.
    pub(crate) element: NodeId,
    pub(crate) label: Option<NodeId>,
    pub(crate) dataset: Option<NodeId>,
    pub(crate) id: Option<NodeId>,
    pub(crate) create: Option<NodeId>,
    pub(crate) update: Option<NodeId>,
    pub(crate) base_version: Option<NodeId>,
    pub(crate) trunk_version: Option<NodeId>,
    pub(crate) branch_id: Option<NodeId>,
    /// Nodes and the properties they are saved to, in the order of the binds.
    pub(crate) save_to: Vec<(NodeId, String)>,
}
