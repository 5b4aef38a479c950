//! Walks location paths.

use std::cmp::Ordering;

use crate::ast::{Axis, Expr, NodeTest, Path, Start, Step};
use crate::axes::select;
use crate::convert::truth_of;
use crate::error::XPathError;
use crate::eval::{Context, evaluate, spend};
use crate::host::{Host, NodeKind, Want};
use crate::value::Value;

/// The nodes of a path.
pub(crate) fn nodes<H: Host>(
    path: &Path,
    context: &Context<H::Node>,
    want: Want,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    // A form session answers from its plans; only what has none is walked.
    if let Some(nodes) = host.resolve(path, context, want) {
        // One at least: a chain of paths that find nothing is work too.
        spend(host, nodes.len() + 1)?;
        return Ok(nodes);
    }
    spend(host, 1)?;
    let mut nodes = match &path.start {
        Start::Root => vec![host.root(context.node)],
        Start::Context => vec![context.node],
        Start::Current => vec![context.current],
        Start::Instance(id) => {
            vec![
                host.instance(id)
                    .ok_or_else(|| XPathError::UnknownInstance {
                        id: id.to_string(),
                        offset: path.at.bytes(),
                    })?,
            ]
        }
        Start::Filter(inner, predicates) => {
            let mut nodes = filtered(inner, context, path, host)?;
            for predicate in predicates {
                nodes = filter(nodes, predicate, context, host)?;
            }
            nodes
        }
    };
    // Whether all nodes are equally deep: then their children need no sorting.
    let mut level = !matches!(path.start, Start::Filter(..));
    let mut steps = path.steps.iter();
    while let Some(current) = steps.next() {
        // `//name` is one walk over the descendants when no predicate counts positions.
        let merged = match steps.as_slice().first() {
            Some(next) if is_any_descendant(current) && is_plain_child(next) => {
                steps.next();
                Some(Step {
                    axis: Axis::Descendant,
                    ..next.clone()
                })
            }
            _ => None,
        };
        let current = merged.as_ref().unwrap_or(current);
        level = level || nodes.len() <= 1;
        let ordered = nodes.len() <= 1 || (level && goes_down(current.axis));
        nodes = step(current, nodes, context, host)?;
        if !ordered {
            sort(&mut nodes, host)?;
        }
        level = level && keeps_level(current.axis);
    }
    // At the end and not at each step: what is not relevant is passed on the way to what is.
    nodes.retain(|node| host.is_relevant(*node));
    Ok(nodes)
}

fn is_any_descendant(step: &Step) -> bool {
    step.axis == Axis::DescendantOrSelf && step.test == NodeTest::Node && step.predicates.is_empty()
}

fn is_plain_child(step: &Step) -> bool {
    step.axis == Axis::Child && step.predicates.is_empty()
}

fn filtered<H: Host>(
    inner: &Expr,
    context: &Context<H::Node>,
    path: &Path,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    match evaluate(inner, context, host)? {
        Value::Nodeset(nodes) => Ok(nodes),
        _ => Err(XPathError::NotNodeset {
            function: "a path".into(),
            argument: 1,
            offset: path.at.bytes(),
        }),
    }
}

fn step<H: Host>(
    step: &Step,
    from: Vec<H::Node>,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    // Each node by itself: a predicate counts positions within what one node leads to.
    let mut all = Vec::new();
    for node in from {
        let start = all.len();
        select(step, node, host, &mut all);
        spend(host, all.len() - start + 1)?;
        if !step.predicates.is_empty() {
            let mut selected = all.split_off(start);
            for predicate in &step.predicates {
                selected = filter(selected, predicate, context, host)?;
            }
            all.append(&mut selected);
        }
    }
    // Predicates counted from the nearest; what is given back is in document order.
    if step.axis.is_reverse() {
        all.reverse();
    }
    Ok(all)
}

/// Whether equally deep nodes in document order give nodes in document order, none twice.
fn goes_down(axis: Axis) -> bool {
    matches!(axis, Axis::Child | Axis::Attribute | Axis::SelfNode)
}

/// Whether equally deep nodes give equally deep nodes.
fn keeps_level(axis: Axis) -> bool {
    goes_down(axis)
        || matches!(
            axis,
            Axis::Parent | Axis::FollowingSibling | Axis::PrecedingSibling
        )
}

/// Document order without duplicates.
pub(crate) fn sort<H: Host>(nodes: &mut Vec<H::Node>, host: &H) -> Result<(), XPathError> {
    spend(host, nodes.len())?;
    // Mostly true, and cheaper than sorting.
    let in_order = nodes.windows(2).all(|pair| match pair {
        [a, b] => host.document_order(*a, *b) == Ordering::Less,
        _ => true,
    });
    if !in_order {
        // Each is compared with about so many others.
        spend(host, nodes.len() * (nodes.len().ilog2() as usize + 1))?;
        nodes.sort_by(|a, b| host.document_order(*a, *b));
        nodes.dedup();
    }
    Ok(())
}

/// Keeps the nodes for which a predicate holds; a number is a position.
fn filter<H: Host>(
    nodes: Vec<H::Node>,
    predicate: &Expr,
    context: &Context<H::Node>,
    host: &H,
) -> Result<Vec<H::Node>, XPathError> {
    // `[3]` needs no evaluation of each node.
    if let Expr::Number(number) = predicate {
        let found = nodes
            .iter()
            .enumerate()
            .find(|(i, _)| (i + 1) as f64 == *number);
        return Ok(found.map(|(_, node)| *node).into_iter().collect());
    }
    let size = nodes.len();
    let mut kept = Vec::new();
    for (i, node) in nodes.into_iter().enumerate() {
        let inner = Context {
            node,
            position: i + 1,
            size,
            ..*context
        };
        let holds = match evaluate(predicate, &inner, host)? {
            // XPath 1.0, 2.4: a number is a position, everything else a truth.
            Value::Number(number) => (i + 1) as f64 == number,
            other => truth_of(&other, host),
        };
        if holds {
            kept.push(node);
        }
    }
    Ok(kept)
}

/// The names from below `ancestor` down to `node`, or `None` when it is no ancestor.
pub(crate) fn trail<H: Host>(ancestor: H::Node, node: H::Node, host: &H) -> Option<Vec<H::Node>> {
    let mut trail = Vec::new();
    let mut at = node;
    while at != ancestor {
        trail.push(at);
        at = host.parent(at)?;
    }
    trail.reverse();
    Some(trail)
}

/// How many ancestors a node has.
pub(crate) fn depth<H: Host>(node: H::Node, host: &H) -> usize {
    let mut depth = 0;
    let mut at = node;
    while let Some(parent) = host.parent(at) {
        depth += 1;
        at = parent;
    }
    depth
}

/// The children of `parent` with the same kind and name as `like`.
pub(crate) fn namesakes<H: Host>(parent: H::Node, like: H::Node, host: &H) -> Vec<H::Node> {
    let mut nodes = Vec::new();
    match host.kind(like) {
        NodeKind::Attribute => host.attributes(parent, &mut nodes),
        _ => host.children(parent, &mut nodes),
    }
    let name = host.name(like);
    nodes.retain(|node| host.kind(*node) == host.kind(like) && host.name(*node) == name);
    nodes
}
