//! References of instance nodes: `/data/r[2]/x`.

use crate::def::nodes::NodeKind;
use crate::def::{NodeId, ScopeId};

use super::Session;
use super::rows::ROOT_ROW;
use super::view::NodeKey;

impl Session {
    /// The reference of a node; a position is written where it is not the first.
    #[must_use]
    pub fn path(&self, key: NodeKey) -> String {
        let mut chain = vec![key];
        let mut at = key;
        while let Some(parent) = self.rows.parent(&self.def, at) {
            chain.push(parent);
            at = parent;
        }
        let mut out = String::with_capacity(chain.len() * 12);
        for key in chain.into_iter().rev() {
            out.push('/');
            let kind = self.def.nodes.kind(key.node);
            if kind == NodeKind::Attribute {
                out.push('@');
            }
            out.push_str(&self.def.written_name(key.node));
            let index = if kind == NodeKind::Repeat {
                self.rows.get(key.row).map_or(0, |row| row.index)
            } else {
                self.def.twin_place(key.node)
            };
            if index > 0 {
                out.push_str(&format!("[{}]", index + 1));
            }
        }
        out
    }

    /// The node a reference means, `/data/r[2]/x` or `/data/@id`; nothing where there is none
    /// at present.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// assert_eq!(session.find("/data/person[1]/name"), None);
    /// session.add_repeat("/data/person").unwrap();
    /// let key = session.find("/data/person[1]/name").unwrap();
    /// assert_eq!(session.path(key), "/data/person/name");
    /// assert!(session.state(key).unwrap().relevant);
    /// ```
    #[must_use]
    pub fn find(&self, reference: &str) -> Option<NodeKey> {
        self.locate(reference)
    }

    /// The node a reference means; `[1]` is accepted and needed nowhere.
    pub(crate) fn locate(&self, reference: &str) -> Option<NodeKey> {
        let steps = reference.trim().strip_prefix('/')?;
        let mut at: Option<NodeKey> = None;
        for step in steps.split('/') {
            let (name, position) = split_position(step.trim())?;
            let next = match at {
                None => {
                    let root = NodeKey {
                        row: ROOT_ROW,
                        node: NodeId::ROOT,
                    };
                    let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
                    let own = self.def.nodes.name(root.node)?;
                    (self.def.names.text(own) == local).then_some(root)?
                }
                Some(parent) => self.step(parent, name, position)?,
            };
            if at.is_none() && position.is_some_and(|p| p != 1) {
                return None;
            }
            at = Some(next);
        }
        at
    }

    fn step(&self, parent: NodeKey, name: &str, position: Option<usize>) -> Option<NodeKey> {
        let node = match name.strip_prefix('@') {
            Some(name) => self.def.child(parent.node, name, true)?,
            None => self.def.child(parent.node, name, false)?,
        };
        if self.def.nodes.kind(node) != NodeKind::Repeat {
            let node = self.def.twin(node, position.unwrap_or(1))?;
            let row = parent.row;
            return Some(NodeKey { row, node });
        }
        let rows = self.instances(parent.row, self.def.nodes.scope(node))?;
        let row = *rows.get(position.unwrap_or(1).checked_sub(1)?)?;
        Some(NodeKey { row, node })
    }

    /// The rows of a repeat directly inside a row.
    pub(crate) fn instances(&self, row: u32, scope: ScopeId) -> Option<&[u32]> {
        let ordinal = self.def.scope(scope)?.ordinal;
        self.rows
            .get(row)?
            .repeats
            .get(ordinal)
            .map(|n| n.rows.as_slice())
    }

    /// A repeat as a whole: the row around it and its scope. Accepts the path of an instance.
    pub(crate) fn locate_repeat(&self, reference: &str) -> Option<(u32, ScopeId)> {
        let text = reference.trim();
        let (around, name) = text.rsplit_once('/')?;
        let (name, _) = split_position(name)?;
        let parent = self.locate(around)?;
        let node = self.def.child(parent.node, name, false)?;
        let repeat = self.def.nodes.kind(node) == NodeKind::Repeat;
        repeat.then(|| (parent.row, self.def.nodes.scope(node)))
    }

    /// The reference of the instance number `index` (from 0) of a repeat, existing or not.
    pub(crate) fn instance_path(&self, row: u32, scope: ScopeId, index: usize) -> String {
        let Some(node) = self.def.scope(scope).map(|s| s.node) else {
            return String::new();
        };
        let parent = self.def.nodes.parent(node).unwrap_or(NodeId::ROOT);
        let mut out = self.path(NodeKey { row, node: parent });
        out.push('/');
        out.push_str(&self.def.written_name(node));
        if index > 0 {
            out.push_str(&format!("[{}]", index + 1));
        }
        out
    }
}

fn split_position(step: &str) -> Option<(&str, Option<usize>)> {
    match step.split_once('[') {
        None => Some((step, None)),
        Some((name, rest)) => {
            let number = rest.strip_suffix(']')?.trim().parse().ok()?;
            Some((name.trim_end(), Some(number)))
        }
    }
}
