//! One step of a path, over the definition in place of a document.

use farola_xpath::ast::{Axis, NodeTest, Step};
use rustc_hash::FxHashSet;

use super::trail::{Current, Found};
use crate::def::nodes::NodeKind;
use crate::def::{FormDef, NodeId, ScopeId};
use crate::parse::Work;

/// One step from several nodes: what was passed from one of them is not passed again from
/// another.
struct Walk<'a> {
    step: &'a Step,
    work: &'a Work,
    /// The end of the range of nodes below one that was passed.
    below: u32,
    /// Whether all nodes were passed.
    is_all: bool,
    /// Nodes whose children were passed.
    parents: FxHashSet<NodeId>,
}

impl FormDef {
    /// The nodes one step further; `top` rises with the steps that leave a repeat.
    pub(super) fn follow(
        &self,
        current: &Current,
        step: &Step,
        top: &mut ScopeId,
        work: &Work,
    ) -> Found {
        if !work.spend(1) {
            return Found::None;
        }
        if let Current::Nodes(Found::One(node)) = current
            && let Some(found) = self.follow_plain(*node, step, top)
        {
            return found;
        }
        let mut out = Vec::new();
        match current {
            Current::Document => match step.axis {
                Axis::Child => self.keep(std::iter::once(NodeId::ROOT), step, &mut out, work),
                Axis::Descendant | Axis::DescendantOrSelf => {
                    self.keep(self.nodes.all(), step, &mut out, work);
                }
                _ => {}
            },
            Current::Nodes(nodes) => {
                let mut walk = Walk {
                    step,
                    work,
                    below: 0,
                    is_all: false,
                    parents: FxHashSet::default(),
                };
                for node in &**nodes {
                    if work.is_spent() {
                        break;
                    }
                    self.follow_one(*node, top, &mut walk, &mut out);
                }
            }
        }
        out.into()
    }

    /// The same for the steps that nearly all paths are made of: `name`, `..` and `.`.
    fn follow_plain(&self, node: NodeId, step: &Step, top: &mut ScopeId) -> Option<Found> {
        match (step.axis, &step.test) {
            (Axis::Child, test) => self.only_child(node, test).map(Found::from),
            (Axis::SelfNode, NodeTest::Node) => Some(Found::One(node)),
            (Axis::Parent, NodeTest::Node) => {
                let parent = self.nodes.parent(node);
                if let Some(parent) = parent {
                    *top = self.shallower(*top, self.nodes.scope(parent));
                }
                Some(parent.into())
            }
            _ => None,
        }
    }

    fn follow_one(
        &self,
        node: NodeId,
        top: &mut ScopeId,
        walk: &mut Walk<'_>,
        out: &mut Vec<NodeId>,
    ) {
        let (step, work) = (walk.step, walk.work);
        let elements = |n: &NodeId| self.nodes.kind(*n) != NodeKind::Attribute;
        match step.axis {
            Axis::SelfNode => self.keep(std::iter::once(node), step, out, work),
            Axis::Child => {
                // `text()` of a question is its value, which is no node of its own here.
                if step.test == NodeTest::Text {
                    out.push(node);
                } else if let Some(only) = self.only_child(node, &step.test) {
                    out.extend(only);
                } else {
                    self.keep(self.nodes.children(node), step, out, work);
                }
            }
            Axis::Attribute => self.keep(self.nodes.attributes(node), step, out, work),
            Axis::Descendant | Axis::DescendantOrSelf => {
                // Nodes stand in preorder: all below one are a range, and one that stands in the
                // range of another adds nothing.
                let end = self.nodes.end(node);
                if node.0 < walk.below {
                    return;
                }
                walk.below = end.0;
                let all = (node.0..end.0).map(NodeId).filter(elements);
                let skip = usize::from(step.axis == Axis::Descendant);
                self.keep(all.skip(skip), step, out, work);
            }
            Axis::Parent => self.rise(self.nodes.parent(node).into_iter(), top, walk, out),
            Axis::Ancestor | Axis::AncestorOrSelf => {
                let mut chain = Vec::new();
                if step.axis == Axis::AncestorOrSelf {
                    chain.push(node);
                }
                let mut at = node;
                while let Some(parent) = self.nodes.parent(at) {
                    chain.push(parent);
                    at = parent;
                }
                self.rise(chain.into_iter(), top, walk, out);
            }
            // These leave every repeat: what stands before or after may be of any instance, and is
            // the same from wherever one looks.
            Axis::Following | Axis::Preceding => {
                *top = ScopeId::ROOT;
                if !std::mem::replace(&mut walk.is_all, true) {
                    self.keep(self.nodes.all().filter(elements), step, out, work);
                }
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                if let Some(parent) = self.nodes.parent(node)
                    && walk.parents.insert(parent)
                {
                    *top = self.shallower(*top, self.nodes.scope(parent));
                    self.keep(self.nodes.children(parent), step, out, work);
                }
            }
            Axis::Namespace => {}
        }
    }

    /// The child with a name, where no other has it; the outer `None` where one must look.
    #[allow(clippy::option_option)]
    fn only_child(&self, node: NodeId, test: &NodeTest) -> Option<Option<NodeId>> {
        let NodeTest::Name(name) = test else {
            return None;
        };
        // A name that the form nowhere has.
        let Some(local) = self.names.get(&name.local) else {
            return Some(None);
        };
        // Siblings of one name that only a prefix tells apart.
        if self.twins.contains(&(node, local)) {
            return None;
        }
        let child = self.children.get(&(node, local)).copied();
        Some(child.filter(|child| self.nodes.kind(*child) != NodeKind::Attribute))
    }

    fn rise(
        &self,
        nodes: impl Iterator<Item = NodeId>,
        top: &mut ScopeId,
        walk: &Walk<'_>,
        out: &mut Vec<NodeId>,
    ) {
        for node in nodes {
            *top = self.shallower(*top, self.nodes.scope(node));
            self.keep(std::iter::once(node), walk.step, out, walk.work);
        }
    }

    pub(super) fn shallower(&self, a: ScopeId, b: ScopeId) -> ScopeId {
        if self.scope_depth(b) < self.scope_depth(a) {
            b
        } else {
            a
        }
    }

    fn keep(
        &self,
        nodes: impl Iterator<Item = NodeId>,
        step: &Step,
        out: &mut Vec<NodeId>,
        work: &Work,
    ) {
        // What is looked at counts, not what is found.
        let mut looked_at = 0;
        let nodes = nodes.inspect(|_| looked_at += 1);
        self.keep_named(nodes, step, out);
        work.spend(looked_at);
    }

    fn keep_named(&self, nodes: impl Iterator<Item = NodeId>, step: &Step, out: &mut Vec<NodeId>) {
        match &step.test {
            NodeTest::Any | NodeTest::Node | NodeTest::AnyOf(_) => out.extend(nodes),
            NodeTest::Text | NodeTest::Comment | NodeTest::ProcessingInstruction(_) => {}
            NodeTest::Name(name) => {
                let Some(local) = self.names.get(&name.local) else {
                    return;
                };
                let from = out.len();
                out.extend(nodes.filter(|node| self.nodes.name(*node) == Some(local)));
                let written = |node: &NodeId| self.nodes.prefix(*node).map(|p| self.names.text(p));
                let exact = |node: &NodeId| written(node) == name.prefix.as_deref();
                // A prefix decides only where names alone do not.
                if out.iter().skip(from).any(exact) && out.len() - from > 1 {
                    let kept: Vec<NodeId> = out.drain(from..).filter(exact).collect();
                    out.extend(kept);
                }
            }
        }
    }
}
