//! Remarks on expressions that run and most likely do not say what was meant.

use farola_xpath::ast::{BinaryOp, Path, Start};
use farola_xpath::{Expr, Function, PathUse, Usage};

use super::expr::{Gives, Site, Trail};
use super::{Fault, Loader};
use crate::def::{DataType, NodeId, ScopeId};

/// A node taken for true or false. What it is for is only known when all types are read.
pub(crate) struct TruthOfNode {
    node: NodeId,
    at: usize,
    path: String,
    offset: usize,
    /// The path as written.
    written: String,
}

impl Loader<'_> {
    pub(super) fn lint(
        &mut self,
        expr: &Expr,
        uses: &[PathUse<'_>],
        trails: &[Trail],
        site: &Site<'_>,
    ) {
        if site.place.node.is_none() {
            return;
        }
        for path_use in uses {
            if let Some(trail) = trails.get(path_use.path.index as usize) {
                self.several(path_use, trail, site);
            }
        }
        let mut paths = Vec::new();
        truths(expr, site.gives == Gives::Truth, &mut paths);
        for path in paths {
            if let Some(trail) = trails.get(path.index as usize) {
                self.truth_of_node(path, trail, site);
            }
        }
    }

    /// A path that leads into all instances of a repeat, where one value is wanted.
    fn several(&mut self, path_use: &PathUse<'_>, trail: &Trail, site: &Site<'_>) {
        let outermost = path_use.within.is_none() && path_use.usage == Usage::Value;
        let choices = site.gives == Gives::Nodes && path_use.function.is_none();
        if !outermost || choices || trail.foreign || trail.lost || !trail.plain || trail.predicated
        {
            return;
        }
        let [target] = &*trail.end else {
            return;
        };
        let scope = self.def.nodes.scope(*target);
        let own = site
            .place
            .node
            .map_or(ScopeId::ROOT, |n| self.def.nodes.scope(n));
        // An absolute path inside the repeat means the instance it stands in.
        let one = match path_use.path.start {
            Start::Root => self.def.scope_within(own, scope),
            _ => scope == trail.reach,
        };
        if one {
            return;
        }
        let repeat = self.def.scope(scope).map(|s| self.def.node_path(s.node));
        let written = Expr::Path(Box::new(path_use.path.clone()));
        let offset = path_use.path.at.bytes();
        let (at, path) = self.exact(site, offset);
        let fault = Fault {
            code: "form.several_nodes",
            help: "Say which one: indexed-repeat(), or a predicate like [position() = 1]; or what \
                   of all: sum(), count(), join(), max(). Other engines refuse this at run time.",
            at,
            path: &path,
            offset: Some(offset),
        };
        let message = format!(
            "{written} is one answer for each instance of {}; where one value is wanted, the \
             first is taken",
            repeat.unwrap_or_default()
        );
        self.warn(&fault, message);
    }

    fn truth_of_node(&mut self, path: &Path, trail: &Trail, site: &Site<'_>) {
        let [node] = &*trail.end else {
            return;
        };
        let holds = self.def.nodes.kind(*node).holds_value();
        if trail.foreign || trail.lost || trail.predicated || !holds {
            return;
        }
        let offset = path.at.bytes();
        let (at, place) = self.exact(site, offset);
        self.truths.push(TruthOfNode {
            node: *node,
            at,
            path: place,
            offset,
            written: Expr::Path(Box::new(path.clone())).to_string(),
        });
    }

    /// Reports the nodes that are taken for true or false and hold something else.
    pub(super) fn report_truths(&mut self) {
        for truth in std::mem::take(&mut self.truths) {
            if self.def.nodes.data_type(truth.node) == DataType::Boolean {
                continue;
            }
            let fault = Fault {
                code: "form.node_as_truth",
                help: "Compare it with a value: ${name} != '' (is answered), ${name} = 'yes'.",
                at: truth.at,
                path: &truth.path,
                offset: Some(truth.offset),
            };
            let message = format!(
                "{} alone is true as soon as the question is there, also when it is blank or \
                 'no'",
                truth.written
            );
            self.warn(&fault, message);
        }
    }
}

/// The paths of an expression that are taken for true or false.
fn truths<'a>(expr: &'a Expr, truth: bool, out: &mut Vec<&'a Path>) {
    match expr {
        Expr::Path(path) if truth => out.push(path),
        Expr::Binary(binary) => {
            let sides = matches!(binary.op, BinaryOp::And | BinaryOp::Or);
            truths(&binary.left, sides, out);
            truths(&binary.right, sides, out);
        }
        Expr::Negate(inner) => truths(inner, false, out),
        Expr::Call(call) => {
            for (index, argument) in call.args.iter().enumerate() {
                let truth = match call.function {
                    Function::Not | Function::Boolean => true,
                    Function::If if index == 0 => true,
                    Function::If => truth,
                    _ => false,
                };
                truths(argument, truth, out);
            }
        }
        _ => {}
    }
}
