//! The axes: from one node to others, nearest first.

use crate::ast::{Axis, NodeTest, Step};
use crate::host::{Host, NodeKind};

/// The nodes of a step's axis from `node` that pass its test, in the order of the axis.
pub(crate) fn select<H: Host>(step: &Step, node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    match (step.axis, &step.test) {
        // Nearly all steps of forms are these three; a host may have them indexed.
        (Axis::Child, NodeTest::Name(name)) => host.children_named(node, name, out),
        (Axis::SelfNode, NodeTest::Node) => out.push(node),
        (Axis::Parent, NodeTest::Node) => out.extend(host.parent(node)),
        (axis, test) => {
            let mut found = Vec::new();
            walk(axis, node, host, &mut found);
            let principal = if axis == Axis::Attribute {
                NodeKind::Attribute
            } else {
                NodeKind::Element
            };
            out.extend(
                found
                    .into_iter()
                    .filter(|node| passes(test, principal, *node, host)),
            );
        }
    }
}

fn passes<H: Host>(test: &NodeTest, principal: NodeKind, node: H::Node, host: &H) -> bool {
    let kind = host.kind(node);
    match test {
        NodeTest::Node => true,
        NodeTest::Any => kind == principal,
        NodeTest::Name(name) => kind == principal && host.matches(node, name),
        NodeTest::AnyOf(prefix) => {
            kind == principal
                && host
                    .name(node)
                    .is_some_and(|name| match host.namespace(prefix) {
                        Some(namespace) => name.namespace == Some(namespace),
                        // A prefix that the host does not know is compared as it is written.
                        None => name.prefix == Some(prefix),
                    })
        }
        NodeTest::Text => kind == NodeKind::Text,
        NodeTest::Comment => kind == NodeKind::Comment,
        NodeTest::ProcessingInstruction(target) => {
            kind == NodeKind::ProcessingInstruction
                && target.as_ref().is_none_or(|target| {
                    host.name(node).is_some_and(|name| name.local == &**target)
                })
        }
    }
}

fn walk<H: Host>(axis: Axis, node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    match axis {
        Axis::Child => host.children(node, out),
        Axis::Attribute => host.attributes(node, out),
        Axis::SelfNode => out.push(node),
        Axis::Parent => out.extend(host.parent(node)),
        Axis::Ancestor => ancestors(node, host, out),
        Axis::AncestorOrSelf => {
            out.push(node);
            ancestors(node, host, out);
        }
        Axis::Descendant => descendants(node, host, out),
        Axis::DescendantOrSelf => {
            out.push(node);
            descendants(node, host, out);
        }
        Axis::FollowingSibling => out.extend(siblings(node, host).1),
        Axis::PrecedingSibling => out.extend(siblings(node, host).0.into_iter().rev()),
        Axis::Following => following(node, host, out),
        Axis::Preceding => preceding(node, host, out),
        // Deprecated since XPath 2.0, and no form can see namespace nodes.
        Axis::Namespace => {}
    }
}

fn ancestors<H: Host>(node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    let mut at = host.parent(node);
    while let Some(parent) = at {
        out.push(parent);
        at = host.parent(parent);
    }
}

/// Document order, with its own stack: a document may be deep.
fn descendants<H: Host>(node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    let mut stack = Vec::new();
    host.children(node, &mut stack);
    // Reversed, so that the first child is popped first: document order without recursion.
    stack.reverse();
    while let Some(next) = stack.pop() {
        out.push(next);
        let start = stack.len();
        host.children(next, &mut stack);
        if let Some(added) = stack.get_mut(start..) {
            added.reverse();
        }
    }
}

/// The siblings before and after a node; attributes have none.
fn siblings<H: Host>(node: H::Node, host: &H) -> (Vec<H::Node>, Vec<H::Node>) {
    let mut before = Vec::new();
    // Attributes have no siblings (XPath 1.0, 2.2).
    if host.kind(node) == NodeKind::Attribute {
        return (before, Vec::new());
    }
    if let Some(parent) = host.parent(node) {
        host.children(parent, &mut before);
    }
    let at = before
        .iter()
        .position(|sibling| *sibling == node)
        .unwrap_or(before.len());
    let after = before.split_off(at).into_iter().skip(1).collect();
    (before, after)
}

fn following<H: Host>(node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    let mut at = node;
    if host.kind(node) == NodeKind::Attribute {
        // What follows an attribute starts with its element's children.
        let Some(element) = host.parent(node) else {
            return;
        };
        descendants(element, host, out);
        at = element;
    }
    loop {
        for sibling in siblings(at, host).1 {
            out.push(sibling);
            descendants(sibling, host, out);
        }
        match host.parent(at) {
            Some(parent) => at = parent,
            None => return,
        }
    }
}

fn preceding<H: Host>(node: H::Node, host: &H, out: &mut Vec<H::Node>) {
    let mut at = if host.kind(node) == NodeKind::Attribute {
        match host.parent(node) {
            Some(element) => element,
            None => return,
        }
    } else {
        node
    };
    loop {
        for sibling in siblings(at, host).0.into_iter().rev() {
            // Nearest first, as for every reverse axis: the subtree from its end.
            let mut subtree = vec![sibling];
            descendants(sibling, host, &mut subtree);
            out.extend(subtree.into_iter().rev());
        }
        match host.parent(at) {
            Some(parent) => at = parent,
            None => return,
        }
    }
}
