//! Nodes that the compiler adds by itself, so that no row of the sheet says them.

use std::collections::HashMap;

use super::choices::Lists;
use super::form::Form;
use super::nodes::Nodes;
use super::paths::Paths;
use super::selects::Source;
use crate::emit::Mode;
use crate::expr::reference;
use crate::survey::tree::{Id, Kind};

/// For each repeat or group whose count is worked out: the node that holds it, and the expression.
pub(super) fn counts(
    form: &Form<'_>,
    nodes: &Nodes<'_>,
    paths: &Paths<'_, '_>,
) -> HashMap<Id, (Id, String)> {
    let mut found = HashMap::new();
    for id in nodes.tree.all() {
        let children = nodes.tree.get(id).children.windows(2);
        found.extend(children.filter_map(|pair| match pair {
            [count, repeat] => count_of(form, nodes, paths, *count, *repeat),
            _ => None,
        }));
    }
    found
}

fn count_of(
    form: &Form<'_>,
    nodes: &Nodes<'_>,
    paths: &Paths<'_, '_>,
    count: Id,
    repeat: Id,
) -> Option<(Id, (Id, String))> {
    let named = nodes.name(count).strip_suffix("_count")? == nodes.name(repeat);
    let path = nodes.tree.path(repeat);
    let asked = match nodes.tree.get(repeat).kind {
        Kind::Repeat if named => form.repeats.get(path.as_str())?,
        Kind::Group if named => form.controls.get(path.as_str())?,
        _ => return None,
    };
    let asked = paths.reference(asked.get("jr:count")?, Some(repeat))?;
    let path = nodes.tree.path(count);
    let bind = form.binds.get(path.as_str())?;
    let said = [
        ("nodeset", path.as_str()),
        ("type", "string"),
        ("readonly", "true()"),
    ];
    let (expression, rest) = bind.attributes.split_last()?;
    let plain = rest
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let alone = plain.eq(said) && expression.0 == "calculate" && is_bare(form, nodes, count);
    if !alone || Some(asked) != paths.of(count) {
        return None;
    }
    let written = paths.referred(&expression.1, Some(count), Mode::default());
    // A count that is a reference alone needs no node.
    let worked_out = reference::only(&written).is_none();
    worked_out.then_some((repeat, (count, written)))
}

/// Whether nothing but a bind says anything of a node.
fn is_bare(form: &Form<'_>, nodes: &Nodes<'_>, id: Id) -> bool {
    let path = nodes.tree.path(id);
    let is_empty = nodes
        .part(id)
        .is_some_and(|part| part.nodes.is_empty() && part.attributes.is_empty());
    let acted_on = form.actions.contains_key(path.as_str());
    is_empty && !acted_on && !form.controls.contains_key(path.as_str())
}

/// Whether the node behind a question is the one for other answers that `or_other` adds.
pub(super) fn is_other(
    form: &Form<'_>,
    nodes: &Nodes<'_>,
    lists: &Lists,
    source: &Source,
    (question, other): (Id, Id),
) -> bool {
    let name = nodes.name(question);
    let fits = nodes.name(other).strip_suffix("_other") == Some(name)
        && source.is_own
        && source.filter.is_none()
        && lists.has(&source.list, "other");
    let path = nodes.tree.path(other);
    let (Some(bind), Some(control)) = (
        form.binds.get(path.as_str()),
        form.controls.get(path.as_str()),
    ) else {
        return false;
    };
    let relevant = format!("selected(../{name}, 'other')");
    let said = [
        ("nodeset", path.as_str()),
        ("type", "string"),
        ("relevant", relevant.as_str()),
    ];
    let bound = bind.attributes.iter();
    let bound = bound.map(|(name, value)| (name.as_str(), value.as_str()));
    let mut parts = control.elements();
    let label = parts.next().filter(|_| parts.next().is_none());
    let labelled = label.is_some_and(|label| {
        label.name == "label" && label.attributes.is_empty() && label.text() == "Specify other."
    });
    let bare = nodes
        .part(other)
        .is_some_and(|part| part.nodes.is_empty() && part.attributes.is_empty());
    let plain = control.name == "input" && control.attributes.len() == 1 && labelled && bare;
    fits && plain && bound.eq(said)
}
