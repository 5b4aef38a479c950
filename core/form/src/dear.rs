//! Which expressions of a form are dear, and how they grow: told from how each path is found,
//! without running anything. What a session keeps by itself (sums, counts, look-ups, running
//! totals) costs nothing here beyond its upkeep.

use std::collections::BTreeMap;

use farola_xpath::ast::{Axis, NodeTest, Path, Start, Step};
use farola_xpath::{Expr, Function, PathUse, paths};

use crate::def::action::Deed;
use crate::def::body::Choices;
use crate::def::expr::{Bound, Compiled, Plan};
use crate::def::nodes::NodeKind;
use crate::def::text::{Piece, Text};
use crate::def::{ExprId, FormDef, NodeId, ScopeId};
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::xml::line_column;

/// An expression of a form and how it grows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Growth {
    /// The node it belongs to: `/data/r/total`.
    pub path: String,
    /// What of the node it decides, as diagnostics name it: `@calculate`, `itemset/@nodeset`, …
    pub part: &'static str,
    /// By which power of the instances of a repeat, or of the items of a list, one answer or one
    /// more instance costs more: 0 not at all, 1 linear, 2 with the square.
    pub power: u32,
    /// What it reads most of, without predicates: `/data/r`, `instance('l')/root/item`. Empty where
    /// it reads one thing only.
    pub reads: String,
    /// Byte offset of the element it stands in.
    at: usize,
}

/// An expression in its place.
type Found = (NodeId, &'static str, ExprId, ScopeId);
/// The paths that stand in the predicates of a path, by its index; those outside by nothing.
type Within<'a> = BTreeMap<Option<u32>, Vec<&'a PathUse<'a>>>;

impl FormDef {
    /// How the expressions of the form grow: binds, counts of repeats, choices, actions, labels. It
    /// is what the worst answer costs, and never less.
    ///
    /// ```
    /// use farola_form::{FormDef, NoMedia};
    ///
    /// let xml = br#"<h:html xmlns="http://www.w3.org/2002/xforms"
    ///     xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Hi</h:title><model>
    ///     <instance><data id="hi"><r><x/><twin/></r></data></instance>
    ///     <bind nodeset="/data/r/twin" calculate="count(/data/r[x = current()/../x]) &gt; 1"/>
    ///     </model></h:head><h:body><group ref="/data/r"><repeat nodeset="/data/r">
    ///     <input ref="/data/r/x"><label>X</label></input></repeat></group></h:body></h:html>"#;
    /// let form = FormDef::parse(xml, &NoMedia).0.unwrap();
    /// let growth = &form.growth()[0];
    /// assert_eq!((growth.path.as_str(), growth.part), ("/data/r/twin", "@calculate"));
    /// assert_eq!((growth.power, growth.reads.as_str()), (2, "/data/r"));
    /// ```
    #[must_use]
    pub fn growth(&self) -> Vec<Growth> {
        let found = self.expressions().into_iter();
        let grown = found.filter_map(|(node, part, expr, scope)| {
            let compiled = self.expr(expr)?;
            let (power, reads) = power(compiled, scope != ScopeId::ROOT);
            Some(Growth {
                path: self.node_path(node),
                part,
                power,
                reads,
                at: compiled.at,
            })
        });
        grown.collect()
    }

    /// Advice on what is dear, with its place in `source`, the XML the form was read from:
    /// whatever grows with the square or more, and with `all` also what grows linearly.
    #[must_use]
    pub fn find_dear(&self, source: &[u8], all: bool) -> Vec<Diagnostic> {
        let least = if all { 1 } else { 2 };
        let dear = self.growth().into_iter();
        let mut dear: Vec<Growth> = dear.filter(|one| one.power >= least).collect();
        dear.sort_by_key(|one| one.at);
        dear.into_iter().map(|one| one.told(source)).collect()
    }

    /// Every expression that runs while the form is filled, with the scope of whose rows each runs
    /// once.
    fn expressions(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for node in self.nodes.all() {
            let scope = self.nodes.scope(node);
            if let Some(bind) = self.bind(node) {
                let parts = [
                    ("@calculate", bind.calculate),
                    ("@relevant", bind.relevant),
                    ("@required", bind.required),
                    ("@readonly", bind.readonly),
                    ("@constraint", bind.constraint),
                ];
                let there = parts.into_iter();
                found.extend(there.filter_map(|(part, expr)| Some((node, part, expr?, scope))));
            }
            if self.nodes.kind(node) == NodeKind::Repeat
                && let Some(count) = self.count(scope)
            {
                let around = self.scope(scope).map_or(ScopeId::ROOT, |own| own.parent);
                found.push((node, "@jr:count", count, around));
            }
            if let Some(Choices::Itemset(itemset)) = self.control(node).map(|own| &own.choices) {
                // Choices are worked out for the question in sight, one at a time.
                found.push((node, "itemset/@nodeset", itemset.nodes, ScopeId::ROOT));
            }
            for text in self
                .body_item(node)
                .into_iter()
                .flat_map(|item| [&item.label, &item.hint])
            {
                let outputs = text
                    .as_ref()
                    .map(|text| self.outputs(text))
                    .unwrap_or_default();
                let said = outputs.into_iter();
                found.extend(said.map(|expr| (node, "output/@value", expr, ScopeId::ROOT)));
            }
        }
        for action in &self.actions {
            if let Deed::SetResult(expr) = action.deed {
                found.push((action.target, "setvalue/@value", expr, ScopeId::ROOT));
            }
        }
        found
    }

    fn outputs(&self, text: &Text) -> Vec<ExprId> {
        let pieces = match text {
            Text::Plain(pieces) => Some(pieces),
            Text::Itext(id) => {
                let table = self.itext.tables.get(self.itext.default);
                let entry = table.and_then(|table| table.get(id));
                entry.and_then(|entry| entry.plain.as_ref())
            }
            Text::Computed(expr) => return vec![*expr],
        };
        let outputs = pieces
            .into_iter()
            .flatten()
            .filter_map(|piece| match piece {
                Piece::Output(expr) => Some(*expr),
                Piece::Literal(_) => None,
            });
        outputs.collect()
    }
}

impl Growth {
    fn told(self, source: &[u8]) -> Diagnostic {
        let (line, column) = line_column(source, self.at);
        let (code, how) = match self.power {
            1 => ("form.grows_linear", "in step with"),
            2 => ("form.grows_square", "with the square of"),
            3 => ("form.grows_cube", "with the cube of"),
            _ => ("form.grows_cube", "with the fourth power, or more, of"),
        };
        Diagnostic {
            code,
            severity: Severity::Warning,
            message: format!("it grows {how} what there is of {}", self.reads),
            place: Place {
                line,
                column,
                path: format!("{} {}", self.path, self.part),
                offset: None,
            },
            help: "Keep a total in one row and take it over from there, read the row before by its \
                   position, or look one item up by its name.",
        }
    }
}

/// How an expression grows, and what it reads most of.
fn power(compiled: &Compiled, is_repeated: bool) -> (u32, String) {
    let uses = paths(&compiled.expr);
    let mut within = Within::new();
    for one in &uses {
        within
            .entry(one.within.map(|(outer, _)| outer))
            .or_default()
            .push(one);
    }
    let outside = within.get(&None).into_iter().flatten();
    let dearest = outside
        .copied()
        .max_by_key(|one| nested(compiled, &within, one));
    let each_run = dearest.map_or(0, |one| nested(compiled, &within, one));
    // A value that others read runs in each of their instances when it changes.
    let others = uses.iter().find(|one| reads_others(compiled, one.path));
    let runs = u32::from(is_repeated && others.is_some());
    // The upkeep of a sum: an answer in the first instance moves all that were added to it.
    let upkeep = uses.iter().find(|one| is_kept_up(compiled, one));
    let power = (each_run + runs).max(u32::from(upkeep.is_some()));
    let most = dearest.filter(|_| each_run > 0).or(others).or(upkeep);
    let reads = most.filter(|_| power > 0).map(|one| bare(one.path));
    (power, reads.unwrap_or_default())
}

/// A path with the dearest of its predicates.
fn nested(compiled: &Compiled, within: &Within<'_>, one: &PathUse<'_>) -> u32 {
    let inside = within.get(&Some(one.path.index)).into_iter().flatten();
    let inside = inside.map(|other| nested(compiled, within, other)).max();
    own(compiled, one) + inside.unwrap_or(0)
}

/// Whether a path comes by all instances or items each time it is asked for.
fn own(compiled: &Compiled, one: &PathUse<'_>) -> u32 {
    let passes = match plan(compiled, one.path) {
        // One row is looked up by its number.
        _ if one.function == Some(&Function::IndexedRepeat) => false,
        Some(Plan::One { .. }) => false,
        Some(Plan::Slice(slice)) => {
            !is_kept(one) && !matches!(slice.bound, Bound::Equal | Bound::At)
        }
        Some(Plan::Lookup(lookup)) => !lookup.complete,
        Some(Plan::Many { .. }) => !is_kept(one),
        Some(Plan::Walk) | None => walks_far(one.path),
    };
    u32::from(passes)
}

/// Whether the function is one that the session keeps while a repeat changes.
fn is_kept(one: &PathUse<'_>) -> bool {
    let counts = matches!(
        one.function,
        Some(Function::Count | Function::CountNonEmpty)
    );
    counts || is_total(one)
}

fn is_total(one: &PathUse<'_>) -> bool {
    matches!(
        one.function,
        Some(Function::Sum | Function::Min | Function::Max)
    )
}

fn is_kept_up(compiled: &Compiled, one: &PathUse<'_>) -> bool {
    is_total(one)
        && matches!(
            plan(compiled, one.path),
            Some(Plan::Many { .. } | Plan::Slice(_))
        )
}

fn plan<'a>(compiled: &'a Compiled, path: &Path) -> Option<&'a Plan> {
    compiled.plans.get(usize::try_from(path.index).ok()?)
}

/// Whether a path reads other instances than the reader's own. Items of a list do not change, and
/// so no run follows from them.
fn reads_others(compiled: &Compiled, path: &Path) -> bool {
    match plan(compiled, path) {
        Some(Plan::One { .. } | Plan::Lookup(_)) => false,
        Some(Plan::Many { .. } | Plan::Slice(_)) => true,
        Some(Plan::Walk) | None => !matches!(path.start, Start::Instance(_)) && walks_far(path),
    }
}

/// Whether a path that is walked may come by many nodes.
fn walks_far(path: &Path) -> bool {
    let is_far = |step: &Step| {
        let is_near = match step.axis {
            Axis::Child => matches!(step.test, NodeTest::Name(_)),
            Axis::Parent | Axis::SelfNode | Axis::Attribute => true,
            _ => false,
        };
        !is_near || !step.predicates.is_empty()
    };
    matches!(path.start, Start::Instance(_) | Start::Filter(..)) || path.steps.iter().any(is_far)
}

/// A path without its predicates, as far as the first step that has one.
fn bare(path: &Path) -> String {
    let mut bare = path.clone();
    let last = bare
        .steps
        .iter()
        .position(|step| !step.predicates.is_empty());
    bare.steps
        .truncate(last.map_or(bare.steps.len(), |last| last + 1));
    for step in &mut bare.steps {
        step.predicates.clear();
    }
    Expr::Path(Box::new(bare)).to_string()
}
