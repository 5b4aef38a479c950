//! Expressions: parsing, checking, and resolving their paths to nodes of the definition.

use std::ops::Deref;

use farola_xpath::ast::{Axis, NodeTest, Path, Start, Step};
use farola_xpath::{Expr, Function, PathUse, Usage, Volatility, XPathError};

use super::{Fault, Loader, site};
use crate::def::expr::{Along, Base, Compiled, Plan, Shape, Slice};
use crate::def::nodes::NodeKind;
use crate::def::{ExprId, FormDef, NodeId, ScopeId};

/// What an expression depends on.
#[derive(Debug, Default)]
pub(crate) struct ExprInfo {
    /// Byte offset of the element it stands in.
    pub(crate) at: usize,
    pub(crate) deps: Vec<Dep>,
    pub(crate) volatility: Volatility,
}

/// A node of the definition that an expression reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Dep {
    pub(crate) source: NodeId,
    /// The innermost scope of which reader and source always share the row.
    pub(crate) share: ScopeId,
    pub(crate) what: Reads,
    /// Which instances of a repeat read which, where not all read all.
    pub(crate) along: Option<Along>,
}

/// What of a node is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Reads {
    /// Its value, its relevance, and where several are read also their coming and going.
    Value,
    /// Its position among its siblings.
    Position,
}

/// Where an expression stands.
pub(crate) struct ExprPlace<'a> {
    /// The node it belongs to.
    pub(crate) node: Option<NodeId>,
    /// Byte offset of the element it stands in.
    pub(crate) at: usize,
    /// The attribute it stands in, for people.
    pub(crate) path: &'a str,
}

/// What an expression is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gives {
    /// One value.
    Value,
    /// True or false.
    Truth,
    /// The nodes themselves, as choices.
    Nodes,
}

/// An expression and where it stands, for faults.
pub(super) struct Site<'a> {
    pub(super) place: &'a ExprPlace<'a>,
    text: &'a str,
    pub(super) gives: Gives,
}

impl Loader<'_> {
    /// Reads an expression that gives one value. `None` where it cannot be one; the fault is
    /// then reported.
    pub(crate) fn compile(&mut self, text: &str, place: &ExprPlace<'_>) -> Option<ExprId> {
        self.compile_as(text, place, Gives::Value)
    }

    /// Reads an expression that gives what is said.
    pub(crate) fn compile_as(
        &mut self,
        text: &str,
        place: &ExprPlace<'_>,
        gives: Gives,
    ) -> Option<ExprId> {
        let place = &Site { place, text, gives };
        let expr = match farola_xpath::parse_lenient(text) {
            Ok(expr) => expr,
            Err(error) => {
                self.xpath_fault(&error, place);
                return None;
            }
        };
        let errors = farola_xpath::check(&expr);
        if !errors.is_empty() {
            for error in &errors {
                self.xpath_fault(error, place);
            }
            return None;
        }
        let expr = farola_xpath::fold(expr);
        let (plans, info) = self.resolve(&expr, place);
        let constant = matches!(expr, Expr::Number(_) | Expr::Literal(_))
            || matches!(&expr, Expr::Call(call)
                if matches!(call.function, Function::True | Function::False));
        let shape = if constant {
            Shape::Constant
        } else {
            Shape::General
        };
        let id = ExprId(u32::try_from(self.def.exprs.len()).unwrap_or(u32::MAX));
        self.def.exprs.push(Compiled { expr, shape, plans });
        self.info.push(info);
        Some(id)
    }

    /// The byte of the form where an offset of an expression stands, and the path of the place.
    pub(super) fn exact(&self, site: &Site<'_>, offset: usize) -> (usize, String) {
        let full = self.diagnostics.len() >= super::LISTED;
        let at = match full {
            true => site.place.at,
            false => site::exact(self.bytes, site.place.at, site.text, offset),
        };
        (at, self.place_path(site.place))
    }

    /// The path of the node that an expression belongs to, and what of it the expression is.
    pub(super) fn place_path(&self, place: &ExprPlace<'_>) -> String {
        match place.node {
            Some(node) => format!("{} {}", self.def.node_path(node), place.path),
            None => place.path.to_owned(),
        }
    }

    fn xpath_fault(&mut self, error: &XPathError, site: &Site<'_>) {
        let (at, path) = self.exact(site, error.offset());
        let fault = Fault {
            code: error.code(),
            help: help(error),
            at,
            path: &path,
            offset: Some(error.offset()),
        };
        self.error(&fault, error.to_string());
    }

    fn resolve(&mut self, expr: &Expr, site: &Site<'_>) -> (Vec<Plan>, ExprInfo) {
        let uses = farola_xpath::paths(expr);
        let count = uses
            .iter()
            .map(|u| u.path.index as usize + 1)
            .max()
            .unwrap_or(0);
        let mut plans = vec![Plan::Walk; count];
        let mut trails: Vec<Trail> = vec![Trail::default(); count];
        let mut info = ExprInfo {
            at: site.place.at,
            deps: Vec::new(),
            volatility: farola_xpath::volatility(expr),
        };
        let own = site.place.node;
        let own_scope = own.map_or(ScopeId::ROOT, |node| self.def.nodes.scope(node));
        if info.volatility.position
            && let Some(node) = own
        {
            info.deps.push(Dep {
                source: node,
                share: own_scope,
                what: Reads::Position,
                along: None,
            });
        }
        for path_use in &uses {
            let index = path_use.path.index as usize;
            if let Start::Instance(id) = &path_use.path.start {
                self.check_instance(id, path_use.path, site);
            }
            let base = base_of(path_use, own, own_scope, &trails);
            let trail = self.trail(path_use, &base, site);
            let plan = self.plan(path_use, &base, &trail);
            let from = info.deps.len();
            self.collect(&trail, path_use, own, &mut info.deps);
            if let Some(along) = own.and_then(|own| self.along(&plan, own)) {
                for dep in info.deps.iter_mut().skip(from) {
                    dep.along = Some(along);
                }
            }
            if let Some(slot) = plans.get_mut(index) {
                *slot = plan;
            }
            if let Some(slot) = trails.get_mut(index) {
                *slot = trail;
            }
        }
        self.lint(expr, &uses, &trails, site);
        info.deps.sort_unstable();
        info.deps.dedup();
        (plans, info)
    }

    /// Follows a path through the definition, all nodes it may mean at each step.
    fn trail(&mut self, path_use: &PathUse<'_>, base: &Start0, site: &Site<'_>) -> Trail {
        let path = path_use.path;
        let mut trail = Trail {
            plain: true,
            steps: Vec::with_capacity(path.steps.len()),
            tops: Vec::with_capacity(path.steps.len()),
            ..Trail::default()
        };
        // `reach` is how far up the path leads from where it starts, `top` also counts how far
        // up the start itself may be from the expression's own row.
        let (mut current, mut reach, tie) = match base {
            Start0::Unknown => {
                trail.foreign = true;
                trail.steps = vec![Found::None; path.steps.len()];
                return trail;
            }
            Start0::Document => (Current::Document, ScopeId::ROOT, ScopeId::ROOT),
            Start0::Node(node, tie) => (
                Current::Nodes(Found::One(*node)),
                self.def.nodes.scope(*node),
                *tie,
            ),
        };
        let mut top = tie;
        for step in &path.steps {
            trail.plain &= step.is_plain();
            trail.predicated |= !step.predicates.is_empty();
            let next = self.def.follow(&current, step, &mut reach);
            top = self.def.shallower(tie, reach);
            if next.is_empty() && !trail.lost {
                trail.lost = true;
                let from = match &current {
                    Current::Document => &[],
                    Current::Nodes(nodes) => &**nodes,
                };
                self.lost_path(path, step, from, site);
            }
            trail.steps.push(next.clone());
            trail.tops.push(top);
            current = Current::Nodes(next);
        }
        if path.steps.is_empty()
            && let Current::Nodes(nodes) = current
        {
            trail.end = nodes;
        } else {
            trail.end = trail.steps.last().cloned().unwrap_or_default();
        }
        trail.top = top;
        trail.reach = reach;
        trail
    }

    fn check_instance(&mut self, id: &str, path: &Path, site: &Site<'_>) {
        let own = self.def.primary_id.as_deref() == Some(id);
        if own || self.def.instances.iter().any(|i| i.id == id) {
            return;
        }
        let offset = path.at.bytes();
        let (at, place) = self.exact(site, offset);
        let ids = self.def.instances.iter().map(|i| i.id.as_str());
        let near = self
            .hints()
            .then(|| farola_model::nearest(id, ids))
            .flatten();
        let meant = near.map(|near| format!(": did you mean {near:?}?"));
        let message = format!("the form has no list {id:?}{}", meant.unwrap_or_default());
        let fault = Fault {
            code: "form.unknown_instance",
            help: "Mend the name; in the XLSForm it is a list_name of the choices sheet, or an \
                   attached file named in the survey sheet (select_one_from_file, csv-external).",
            at,
            path: &place,
            offset: Some(offset),
        };
        self.error(&fault, message);
    }

    fn lost_path(&mut self, path: &Path, step: &Step, from: &[NodeId], site: &Site<'_>) {
        let offset = path.at.bytes();
        let (at, place) = self.exact(site, offset);
        let expr = Expr::Path(Box::new(path.clone()));
        let meant = self.meant(step, from);
        let message = format!(
            "the path {expr} leads to no question of the form{}",
            meant
                .map(|near| format!(": did you mean {near}?"))
                .unwrap_or_default()
        );
        let fault = Fault {
            code: "form.path_nowhere",
            help: "Check the spelling: capitals count, and in the XLSForm ${name} must be a name \
                   of the survey sheet.",
            at,
            path: &place,
            offset: Some(offset),
        };
        self.warn(&fault, message);
    }

    /// The node that a step which leads nowhere perhaps means: a sibling with nearly its name,
    /// or one of that name elsewhere.
    fn meant(&self, step: &Step, from: &[NodeId]) -> Option<String> {
        let NodeTest::Name(name) = &step.test else {
            return None;
        };
        if !self.hints() {
            return None;
        }
        let local = |node: &NodeId| {
            let name = self.def.nodes.name(*node);
            name.map_or("", |name| self.def.names.text(name))
        };
        let same = self
            .def
            .nodes
            .all()
            .find(|node| local(node) == &*name.local);
        let children: Vec<NodeId> = match from {
            [] => vec![NodeId::ROOT],
            from => from
                .iter()
                .flat_map(|n| self.def.nodes.children(*n))
                .collect(),
        };
        let near = farola_model::nearest(&name.local, children.iter().map(local));
        let near = near.and_then(|near| children.iter().copied().find(|n| local(n) == near));
        near.or(same).map(|node| self.def.node_path(node))
    }

    fn collect(
        &self,
        trail: &Trail,
        path_use: &PathUse<'_>,
        own: Option<NodeId>,
        deps: &mut Vec<Dep>,
    ) {
        let what = match path_use.usage {
            Usage::Position => Reads::Position,
            Usage::Value | Usage::Set => Reads::Value,
        };
        let own_scope = own.map_or(ScopeId::ROOT, |node| self.def.nodes.scope(node));
        let absolute = matches!(path_use.path.start, Start::Root);
        for node in &*trail.end {
            let target_scope = self.def.nodes.scope(*node);
            let single = absolute
                && path_use.usage != Usage::Set
                && path_use.within.is_none()
                && !trail.predicated;
            let share = if single {
                self.def.common_scope(own_scope, target_scope)
            } else {
                trail.top
            };
            let only_position = what == Reads::Position
                && self.def.nodes.kind(*node) == NodeKind::Repeat
                && self.def.scope_within(own_scope, target_scope)
                && share == target_scope;
            let what = if only_position {
                Reads::Position
            } else {
                Reads::Value
            };
            deps.push(Dep {
                source: *node,
                share,
                what,
                along: None,
            });
            // The text of a group is the text of everything below it.
            let reads_below = match path_use.function {
                Some(Function::Count | Function::IndexedRepeat | Function::Position) => false,
                Some(_) => true,
                None => path_use.usage == Usage::Value,
            };
            if !only_position
                && reads_below
                && matches!(
                    self.def.nodes.kind(*node),
                    NodeKind::Group | NodeKind::Repeat
                )
            {
                for below in self
                    .def
                    .nodes
                    .all()
                    .filter(|n| self.def.nodes.is_within(*n, *node))
                {
                    deps.push(Dep {
                        source: below,
                        share,
                        what: Reads::Value,
                        along: None,
                    });
                }
            }
        }
        // A predicate or wildcard on the way chooses by existence and relevance of what it passes.
        if !trail.plain {
            for (nodes, top) in trail.steps.iter().zip(&trail.tops) {
                for node in &**nodes {
                    if self.def.nodes.kind(*node) == NodeKind::Repeat {
                        deps.push(Dep {
                            source: *node,
                            share: *top,
                            what: Reads::Value,
                            along: None,
                        });
                    }
                }
            }
        }
    }

    fn plan(&self, path_use: &PathUse<'_>, base: &Start0, trail: &Trail) -> Plan {
        let path = path_use.path;
        if let Start::Instance(id) = &path.start {
            return self.lookup(id, path).unwrap_or(Plan::Walk);
        }
        let run_base = match (&path.start, base) {
            (Start::Root, _) | (Start::Current, _) => Base::Current,
            (Start::Context, Start0::Node(node, _)) => match path_use.within {
                None => Base::Current,
                Some(_) => Base::Context(*node),
            },
            _ => return Plan::Walk,
        };
        let [target] = &*trail.end else {
            return Plan::Walk;
        };
        if trail.predicated && !trail.lost {
            return self
                .slice_plan(path, run_base, *target, trail)
                .unwrap_or(Plan::Walk);
        }
        if !trail.plain || trail.lost {
            return Plan::Walk;
        }
        let scope = self.def.nodes.scope(*target);
        // From where the path starts, not from all that a path around it passes.
        if scope == trail.reach {
            Plan::One {
                base: run_base,
                target: *target,
                always: path_use.usage == Usage::Position,
            }
        } else {
            let absolute = matches!(path.start, Start::Root);
            Plan::Many {
                base: run_base,
                target: *target,
                top: trail.reach,
                absolute,
            }
        }
    }

    /// A slice, where the step with the bound is a repeat and no other repeat stands around it
    /// on the way.
    fn slice_plan(&self, path: &Path, base: Base, target: NodeId, trail: &Trail) -> Option<Plan> {
        let (index, bound, operand) = Self::slice(path)?;
        let [node] = &**trail.steps.get(index)? else {
            return None;
        };
        let repeat = self.def.nodes.scope(*node);
        let around = self.def.scope(repeat)?.parent;
        let whole = self.def.nodes.kind(*node) == NodeKind::Repeat
            && self.def.nodes.scope(target) == repeat
            && trail.reach == around;
        whole.then(|| {
            Plan::Slice(Box::new(Slice {
                base,
                repeat,
                around,
                target,
                bound,
                operand,
            }))
        })
    }
}

/// What a path starts from, as far as the definition tells.
enum Start0 {
    Document,
    /// A node, and the innermost scope of which its row is surely the expression's own.
    Node(NodeId, ScopeId),
    /// A node of a secondary instance or of a computed set.
    Unknown,
}

/// A path followed through the definition.
#[derive(Clone, Default)]
pub(super) struct Trail {
    /// The nodes after each step, and the outermost scope passed so far.
    steps: Vec<Found>,
    tops: Vec<ScopeId>,
    pub(super) end: Found,
    top: ScopeId,
    pub(super) reach: ScopeId,
    /// Only names, `.` and `..`.
    pub(super) plain: bool,
    pub(super) predicated: bool,
    /// Led to no node.
    pub(super) lost: bool,
    /// Not in the primary instance.
    pub(super) foreign: bool,
}

impl Default for ScopeId {
    fn default() -> Self {
        Self::ROOT
    }
}

enum Current {
    Document,
    Nodes(Found),
}

/// Nodes of the definition in document order: mostly just one.
#[derive(Debug, Clone, Default)]
pub(super) enum Found {
    #[default]
    None,
    One(NodeId),
    Many(Vec<NodeId>),
}

impl Deref for Found {
    type Target = [NodeId];

    fn deref(&self) -> &[NodeId] {
        match self {
            Self::None => &[],
            Self::One(node) => std::slice::from_ref(node),
            Self::Many(nodes) => nodes,
        }
    }
}

impl From<Option<NodeId>> for Found {
    fn from(node: Option<NodeId>) -> Self {
        node.map_or(Self::None, Self::One)
    }
}

impl From<Vec<NodeId>> for Found {
    fn from(mut nodes: Vec<NodeId>) -> Self {
        nodes.sort_unstable();
        nodes.dedup();
        match nodes.as_slice() {
            [] => Self::None,
            [one] => Self::One(*one),
            _ => Self::Many(nodes),
        }
    }
}

fn base_of(
    path_use: &PathUse<'_>,
    own: Option<NodeId>,
    own_scope: ScopeId,
    trails: &[Trail],
) -> Start0 {
    let own_base = || own.map_or(Start0::Unknown, |node| Start0::Node(node, own_scope));
    match (&path_use.path.start, path_use.within) {
        (Start::Root, _) => Start0::Document,
        (Start::Current, _) | (Start::Context, None) => own_base(),
        (Start::Context, Some((outer, Some(step)))) => {
            let Some(trail) = trails.get(outer as usize).filter(|t| !t.foreign) else {
                return Start0::Unknown;
            };
            match (
                trail.steps.get(step).map(|nodes| &**nodes),
                trail.tops.get(step),
            ) {
                (Some([node]), Some(top)) => Start0::Node(*node, *top),
                _ => Start0::Unknown,
            }
        }
        _ => Start0::Unknown,
    }
}

impl FormDef {
    /// The nodes one step further; `top` rises with the steps that leave a repeat.
    fn follow(&self, current: &Current, step: &Step, top: &mut ScopeId) -> Found {
        if let Current::Nodes(Found::One(node)) = current
            && let Some(found) = self.follow_plain(*node, step, top)
        {
            return found;
        }
        let mut out = Vec::new();
        match current {
            Current::Document => match step.axis {
                Axis::Child => self.keep(std::iter::once(NodeId::ROOT), step, &mut out),
                Axis::Descendant | Axis::DescendantOrSelf => {
                    self.keep(self.nodes.all(), step, &mut out);
                }
                _ => {}
            },
            Current::Nodes(nodes) => {
                for node in &**nodes {
                    self.follow_one(*node, step, top, &mut out);
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

    fn follow_one(&self, node: NodeId, step: &Step, top: &mut ScopeId, out: &mut Vec<NodeId>) {
        let elements = |n: &NodeId| self.nodes.kind(*n) != NodeKind::Attribute;
        match step.axis {
            Axis::SelfNode => self.keep(std::iter::once(node), step, out),
            Axis::Child => {
                if step.test == NodeTest::Text {
                    out.push(node);
                } else if let Some(only) = self.only_child(node, &step.test) {
                    out.extend(only);
                } else {
                    self.keep(self.nodes.children(node), step, out);
                }
            }
            Axis::Attribute => self.keep(self.nodes.attributes(node), step, out),
            Axis::Descendant | Axis::DescendantOrSelf => {
                let end = self.nodes.end(node);
                let all = (node.0..end.0).map(NodeId).filter(elements);
                let skip = usize::from(step.axis == Axis::Descendant);
                self.keep(all.skip(skip), step, out);
            }
            Axis::Parent => self.rise(self.nodes.parent(node).into_iter(), step, top, out),
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
                self.rise(chain.into_iter(), step, top, out);
            }
            Axis::Following | Axis::Preceding => {
                *top = ScopeId::ROOT;
                self.keep(self.nodes.all().filter(elements), step, out);
            }
            Axis::FollowingSibling | Axis::PrecedingSibling => {
                if let Some(parent) = self.nodes.parent(node) {
                    *top = self.shallower(*top, self.nodes.scope(parent));
                    self.keep(self.nodes.children(parent), step, out);
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
        let Some(local) = self.names.get(&name.local) else {
            return Some(None);
        };
        if self.twins.contains(&(node, local)) {
            return None;
        }
        let child = self.children.get(&(node, local)).copied();
        Some(child.filter(|child| self.nodes.kind(*child) != NodeKind::Attribute))
    }

    fn rise(
        &self,
        nodes: impl Iterator<Item = NodeId>,
        step: &Step,
        top: &mut ScopeId,
        out: &mut Vec<NodeId>,
    ) {
        for node in nodes {
            *top = self.shallower(*top, self.nodes.scope(node));
            self.keep(std::iter::once(node), step, out);
        }
    }

    fn shallower(&self, a: ScopeId, b: ScopeId) -> ScopeId {
        if self.scope_depth(b) < self.scope_depth(a) {
            b
        } else {
            a
        }
    }

    fn keep(&self, nodes: impl Iterator<Item = NodeId>, step: &Step, out: &mut Vec<NodeId>) {
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

/// The way out of a fault of an expression, in the words of who wrote it.
fn help(error: &XPathError) -> &'static str {
    match error {
        XPathError::UnknownFunction { .. } => {
            "Check the name of the function; core/xpath/README.md lists all functions."
        }
        XPathError::Arguments { .. } => {
            "Give the function as many values as it takes, separated by commas."
        }
        XPathError::Variable { .. } => {
            "In an XLSForm write ${name} with braces; in an XForm write the path /data/name."
        }
        XPathError::NotNodeset { .. } => {
            "Give a question (${name} or its path) there, not a text, a number or a calculation."
        }
        XPathError::UnclosedString { .. } => {
            "Every quote needs its partner; straight quotes (' or \") only, not “these”."
        }
        XPathError::Regex { .. } => {
            "Patterns match the whole answer and know no look-around (?=…) (?!…) and no \
             back-references \\1: split the rule in two with and / not()."
        }
        XPathError::TooDeep { .. } | XPathError::TooLong { .. } => {
            "Split it: a calculate row for each part, and an expression over those."
        }
        XPathError::Empty => "Write the expression, or leave the cell or the attribute out.",
        _ => "Mend the expression at the place shown; `farola xpath` tries one on its own.",
    }
}
