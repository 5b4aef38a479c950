//! The primary instance: nodes, scopes, and what rows start with.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::budget::Work;
use super::{Fault, Loader};
use crate::def::body::BodyKind;
use crate::def::nodes::{Blueprint, NewNode, NodeKind, Scope};
use crate::def::{FormDef, NodeId, ScopeId};
use crate::xml::{Attr, Element, JAVAROSA, XFORMS, XmlName};

impl Loader<'_> {
    /// Reads the first `instance` of the model; false where there is none to work with.
    pub(super) fn load_instance(
        &mut self,
        model: Element<'_>,
        repeats: &FxHashSet<String>,
    ) -> bool {
        let Some(instance) = model.find(XFORMS, "instance") else {
            let fault = Fault {
                code: "form.no_instance",
                help: "A model begins with <instance> holding the form's own data element.",
                at: model.at,
                path: "model",
                offset: None,
            };
            self.error(&fault, "the model has no instance".to_owned());
            return false;
        };
        let Some(root) = instance.elements().next() else {
            let fault = Fault {
                code: "form.no_instance",
                help: "Put the form's data element, with an id, into the first <instance>.",
                at: instance.at,
                path: "model/instance",
                offset: None,
            };
            self.error(&fault, "the primary instance is empty".to_owned());
            return false;
        };
        self.def.primary_id = instance.attr("id").map(ToOwned::to_owned);
        self.root_attributes(root);
        let mut builder = Tree {
            repeats,
            path: String::new(),
        };
        builder.scope(&mut self.def, root, None, ScopeId::ROOT);
        let count = self.def.scopes.len();
        self.def.counts = vec![None; count];
        let blueprint = read_row(&self.def, ScopeId::ROOT, root, Rows::Definition);
        self.fill_blueprints(root);
        if let Some(scope) = self.def.scopes.first_mut() {
            scope.blueprint = Arc::new(blueprint);
        }
        true
    }

    fn root_attributes(&mut self, root: Element<'_>) {
        let id = root
            .attr("id")
            .or(root.name.ns.as_deref().filter(|ns| *ns != XFORMS));
        self.def.id = id.unwrap_or_default().to_owned();
        let version = root
            .attr("version")
            .or(root.attr_ns(crate::xml::OPENROSA, "version"));
        self.def.version = version.unwrap_or_default().to_owned();
        if root.name.prefix.is_none() {
            self.def.default_namespace = {
                let own = root.name.ns.as_deref();
                own.filter(|ns| *ns != XFORMS).map(Arc::from)
            };
        }
        if self.def.id.is_empty() {
            let fault = Fault {
                code: "form.no_id",
                help: "Give the data element an id attribute (form_id in the XLSForm's settings).",
                at: root.at,
                path: &format!("/{}", root.name.written()),
                offset: None,
            };
            // It can be tried out; nothing can be sent for it.
            self.warn(&fault, "the form has no id".to_owned());
        }
    }

    /// Gives a repeat that nobody may add to, and that no count fills, an instance of its template
    /// where the form has none: its questions could never be reached.
    pub(super) fn fill_fixed(&mut self) {
        let repeats = self.def.body.iter().filter_map(|item| match &item.kind {
            BodyKind::Repeat(repeat) if repeat.fixed => Some(repeat.scope),
            _ => None,
        });
        let fixed: FxHashSet<ScopeId> = repeats.filter(|s| self.def.count(*s).is_none()).collect();
        if fixed.is_empty() {
            return;
        }
        // How much one instance of each repeat is, with what is nested in it.
        let mut sizes = vec![0; self.def.scopes.len()];
        // Inner repeats stand behind outer ones: their templates are whole when they are copied.
        for index in (0..self.def.scopes.len()).rev() {
            let id = ScopeId(u32::try_from(index).unwrap_or(0));
            let Some(shape) = self.def.scope(id) else {
                continue;
            };
            let mut blueprint = Arc::clone(&shape.blueprint);
            let filled = Filled {
                def: &self.def,
                fixed: &fixed,
                sizes: &sizes,
                work: &self.work,
            };
            filled.fill(id, Arc::make_mut(&mut blueprint));
            if self.work.is_spent() {
                return;
            }
            if let Some(size) = sizes.get_mut(index) {
                *size = size_of(&blueprint);
            }
            if let Some(scope) = self.def.scopes.get_mut(index) {
                scope.blueprint = blueprint;
            }
        }
    }

    /// Finds for every repeat the element that new instances are copied from.
    fn fill_blueprints(&mut self, root: Element<'_>) {
        let mut templates: FxHashMap<ScopeId, Element<'_>> = FxHashMap::default();
        find_templates(&self.def, NodeId::ROOT, root, &mut templates);
        for index in 1..self.def.scopes.len() {
            let id = ScopeId(u32::try_from(index).unwrap_or(0));
            let Some(&element) = templates.get(&id) else {
                continue;
            };
            let blueprint = Arc::new(read_row(&self.def, id, element, Rows::Definition));
            if let Some(scope) = self.def.scopes.get_mut(index) {
                scope.blueprint = blueprint;
            }
        }
    }
}

/// Gives fixed repeats their one instance. Each level can hold many of the next, so that a short
/// form can ask for more rows than a phone holds.
struct Filled<'a> {
    def: &'a FormDef,
    fixed: &'a FxHashSet<ScopeId>,
    sizes: &'a [usize],
    work: &'a Work,
}

impl Filled<'_> {
    fn fill(&self, scope: ScopeId, row: &mut Blueprint) {
        let repeats = self
            .def
            .scope(scope)
            .map_or(&[][..], |shape| &shape.repeats);
        for (list, inner) in row.nested.iter_mut().zip(repeats) {
            let is_bare = list.is_empty() && self.fixed.contains(inner);
            let shape = self.def.scope(*inner).filter(|_| is_bare);
            match shape {
                // A template is filled already.
                Some(shape) => {
                    let size = self.sizes.get(inner.index()).copied().unwrap_or(1);
                    if !self.work.spend(size) {
                        return;
                    }
                    list.push((*shape.blueprint).clone());
                }
                None => {
                    for nested in list {
                        self.fill(*inner, nested);
                    }
                }
            }
        }
    }
}

/// Values of a row and of all nested in it.
fn size_of(row: &Blueprint) -> usize {
    let nested = row.nested.iter().flatten().map(size_of);
    1 + row.values.len() + nested.sum::<usize>()
}

struct Tree<'a> {
    repeats: &'a FxHashSet<String>,
    /// The path of the node that is being added.
    path: String,
}

impl Tree<'_> {
    /// Adds a scope with the element that starts it.
    fn scope(
        &mut self,
        def: &mut FormDef,
        element: Element<'_>,
        parent: Option<NodeId>,
        outer: ScopeId,
    ) {
        let id = ScopeId(u32::try_from(def.scopes.len()).unwrap_or(0));
        let outer_depth = def.scope_depth(outer);
        let ordinal = def.scope(outer).map_or(0, |s| s.repeats.len());
        let is_root = parent.is_none();
        def.scopes.push(Scope {
            node: NodeId(u32::try_from(def.nodes.len()).unwrap_or(0)),
            parent: outer,
            depth: if is_root { 0 } else { outer_depth + 1 },
            ordinal,
            slots: Vec::new(),
            repeats: Vec::new(),
            blueprint: Arc::default(),
        });
        if !is_root && let Some(scope) = def.scopes.get_mut(outer.index()) {
            scope.repeats.push(id);
        }
        let kind = if is_root {
            NodeKind::Group
        } else {
            NodeKind::Repeat
        };
        self.node(def, element, parent, id, kind);
    }

    fn node(
        &mut self,
        def: &mut FormDef,
        element: Element<'_>,
        parent: Option<NodeId>,
        scope: ScopeId,
        kind: NodeKind,
    ) {
        let node = add(def, &element.name, kind, parent, scope);
        for attribute in element.attrs().iter().filter(|a| is_data_attribute(a)) {
            add(def, &attribute.name, NodeKind::Attribute, Some(node), scope);
        }
        let around = self.path.len();
        self.path.push('/');
        self.path.push_str(&element.name.written());
        // A template makes a repeat of all its namesakes, wherever they stand.
        let mut templates: FxHashMap<Cow<'_, str>, Element<'_>> = FxHashMap::default();
        for template in element.elements().filter(is_template) {
            templates.entry(template.name.written()).or_insert(template);
        }
        let mut seen: FxHashSet<Cow<'_, str>> = FxHashSet::default();
        for child in element.elements() {
            let name = child.name.written();
            let template = templates.get(&name).copied();
            if template.is_some() || self.is_repeat(&name) {
                // All instances of a repeat share one node; a template shows its whole shape.
                if seen.insert(name) {
                    let own = template.filter(|own| own.name == child.name);
                    self.scope(def, own.unwrap_or(child), Some(node), scope);
                }
            } else {
                let kind = if child.has_elements() {
                    NodeKind::Group
                } else {
                    NodeKind::Leaf
                };
                self.node(def, child, Some(node), scope, kind);
            }
        }
        self.path.truncate(around);
        def.nodes.close(node);
    }

    /// Whether the body repeats the child `name` of the node that is being added.
    fn is_repeat(&mut self, name: &str) -> bool {
        if self.repeats.is_empty() {
            return false;
        }
        let around = self.path.len();
        self.path.push('/');
        self.path.push_str(name);
        let found = self.repeats.contains(&self.path);
        self.path.truncate(around);
        found
    }
}

fn is_template(element: &Element<'_>) -> bool {
    element.attr_ns(JAVAROSA, "template").is_some()
}

fn is_data_attribute(attribute: &Attr<'_>) -> bool {
    !attribute.name.is(JAVAROSA, "template")
}

fn add(
    def: &mut FormDef,
    name: &XmlName<'_>,
    kind: NodeKind,
    parent: Option<NodeId>,
    scope: ScopeId,
) -> NodeId {
    let local = def.names.intern(name.local);
    let prefix = name.prefix.map(|p| def.names.intern(p));
    let namespace = name.ns.as_deref().map(|ns| def.names.intern(ns));
    let slot = def.scope(scope).map_or(0, |s| s.slots.len());
    let slot = u32::try_from(slot).unwrap_or(u32::MAX);
    let node = def.nodes.push(&NewNode {
        kind,
        parent,
        name: local,
        prefix,
        namespace,
        scope,
        slot,
    });
    if let Some(scope) = def.scopes.get_mut(scope.index()) {
        scope.slots.push(node);
    }
    if let Some(parent) = parent {
        let first = *def.children.entry((parent, local)).or_insert(node);
        if first != node {
            def.twins.insert((parent, local));
        }
    }
    node
}

fn find_templates<'e>(
    def: &FormDef,
    node: NodeId,
    element: Element<'e>,
    out: &mut FxHashMap<ScopeId, Element<'e>>,
) {
    for child in element.elements() {
        let Some(id) = def.child(node, &child.name.written(), false) else {
            continue;
        };
        if def.nodes.kind(id) == NodeKind::Repeat {
            let scope = def.nodes.scope(id);
            let template = is_template(&child);
            let known = out.get(&scope);
            let replaces = known.is_some_and(|k| !is_template(k));
            if known.is_none() || (template && replaces) {
                out.insert(scope, child);
            }
        }
        find_templates(def, id, child, out);
    }
}

/// In which sense the rows of a document are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    /// As the form gives them: templates are no instances.
    Definition,
    /// As answers: what is missing keeps the form's default.
    Answers,
    /// As they were sent: what is missing is missing.
    Sent,
}

/// Namespace of the attributes that snapshots add to a draft.
pub(crate) const DRAFT: &str = "urn:farola:draft";

/// Reads one row and the rows nested in it. Elements the form does not know are left out.
pub(crate) fn read_row(
    def: &FormDef,
    scope: ScopeId,
    element: Element<'_>,
    rows: Rows,
) -> Blueprint {
    let Some(shape) = def.scope(scope) else {
        return Blueprint::default();
    };
    let values = match rows {
        Rows::Definition | Rows::Sent => vec![None; shape.slots.len()],
        Rows::Answers => shape.blueprint.values.clone(),
    };
    let mut row = Blueprint {
        values,
        nested: vec![Vec::new(); shape.repeats.len()],
        parked: element.attr_ns(DRAFT, "parked").is_some(),
        unknown: Vec::new(),
    };
    read_node(def, shape.node, element, rows, &mut row);
    row
}

fn read_node(def: &FormDef, node: NodeId, element: Element<'_>, rows: Rows, row: &mut Blueprint) {
    for attribute in element.attrs() {
        match def.child(node, &attribute.name.written(), true) {
            Some(id) => set(def, id, &attribute.value, row),
            None if rows != Rows::Definition && is_kept(attribute) => {
                let parts = attribute.standing_alone().into_iter();
                row.unknown.extend(parts.map(|part| (node, part)));
            }
            None => {}
        }
    }
    if def.nodes.kind(node) == NodeKind::Leaf {
        let text = element.text();
        // White space around a default is how the form was indented; in answers it is meant (a
        // join of blanks is spaces), unless it is all there is and breaks lines.
        let trimmed = text.trim();
        let indented = trimmed.is_empty() && text.contains('\n');
        let kept = rows != Rows::Definition && !indented;
        set(def, node, if kept { &text } else { trimmed }, row);
        return;
    }
    let mut seen: FxHashMap<NodeId, usize> = FxHashMap::default();
    for child in element.elements() {
        let Some(id) = def.child(node, &child.name.written(), false) else {
            // What a correction does not know it hands on. The instance it replaces is written
            // by the session itself.
            if rows != Rows::Definition && child.name.local != "deprecatedID" {
                keep_unknown(node, child, row);
            }
            continue;
        };
        if def.nodes.kind(id) == NodeKind::Repeat {
            if rows == Rows::Definition && is_template(&child) {
                continue;
            }
            let scope = def.nodes.scope(id);
            let nested = read_row(def, scope, child, rows);
            let ordinal = def.scope(scope).map_or(0, |s| s.ordinal);
            if let Some(list) = row.nested.get_mut(ordinal) {
                list.push(nested);
            }
        } else {
            // Several elements of one name outside repeats are as many nodes, in their order.
            let count = seen.entry(id).or_insert(0);
            let found = twin(def, id, *count);
            *count += 1;
            match found {
                Some(id) => read_node(def, id, child, rows, row),
                None if rows != Rows::Definition => keep_unknown(node, child, row),
                None => {}
            }
        }
    }
}

/// Attributes that snapshots add, and the root's version, are written by the session itself.
fn is_kept(attribute: &Attr<'_>) -> bool {
    is_data_attribute(attribute)
        && !attribute.name.is(DRAFT, "parked")
        && !(attribute.name.prefix.is_none() && matches!(attribute.name.local, "id" | "version"))
}

/// The node number `count` of those with the parent and the name of `first`.
fn twin(def: &FormDef, first: NodeId, count: usize) -> Option<NodeId> {
    if count == 0 {
        return Some(first);
    }
    let nodes = &def.nodes;
    let same = |node: &NodeId| {
        nodes.name(*node) == nodes.name(first)
            && nodes.prefix(*node) == nodes.prefix(first)
            && nodes.kind(*node) != NodeKind::Repeat
    };
    let parent = nodes.parent(first)?;
    nodes.children(parent).filter(same).nth(count)
}

fn keep_unknown(node: NodeId, child: Element<'_>, row: &mut Blueprint) {
    let mut xml = String::new();
    child.write(&mut xml);
    row.unknown.push((node, xml));
}

fn set(def: &FormDef, node: NodeId, text: &str, row: &mut Blueprint) {
    if let Some(slot) = row.values.get_mut(def.nodes.slot(node)) {
        *slot = (!text.is_empty()).then(|| Arc::from(text));
    }
}
