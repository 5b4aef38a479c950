//! An expression read, checked and put into the definition.

use farola_xpath::ast::Start;
use farola_xpath::{Expr, Function};

use super::deps::{Dep, ExprInfo, Reads};
use super::site::{ExprPlace, Gives, Site};
use super::trail::{Trail, base_of};
use crate::def::expr::{Compiled, Plan, Shape};
use crate::def::{ExprId, ScopeId};
use crate::parse::Loader;
use crate::parse::budget::ENTRY;

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
        if !self.work.spend(ENTRY + text.len()) {
            return None;
        }
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
        // Folded after the check: a fault in a part that folds away is still told.
        let expr = farola_xpath::fold(expr);
        let (plans, info) = self.resolve(&expr, place);
        // XPath 1.0 has no words for truths: they are calls, which nothing can change.
        let constant = matches!(expr, Expr::Number(_) | Expr::Literal(_))
            || matches!(&expr, Expr::Call(call)
                if matches!(call.function, Function::True | Function::False));
        let shape = if constant {
            Shape::Constant
        } else {
            Shape::General
        };
        let id = ExprId(u32::try_from(self.def.exprs.len()).unwrap_or(u32::MAX));
        self.def.exprs.push(Compiled {
            expr,
            shape,
            plans,
            at: place.place.at,
        });
        self.info.push(info);
        Some(id)
    }

    fn resolve(&mut self, expr: &Expr, site: &Site<'_>) -> (Vec<Plan>, ExprInfo) {
        let uses = farola_xpath::paths(expr);
        let count = uses
            .iter()
            .map(|u| u.path.index as usize + 1)
            .max()
            .unwrap_or(0);
        // Walking is right for every path; each may do better below.
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
        // A path comes before those in its predicates, which start from one of its steps.
        let mut dep_ranges = vec![0..0; count];
        for path_use in &uses {
            let index = path_use.path.index as usize;
            if let Start::Instance(id) = &path_use.path.start {
                self.check_instance(id, path_use.path, site);
            }
            if self.work.is_spent() {
                break;
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
            if let Some(slot) = dep_ranges.get_mut(index) {
                *slot = from..info.deps.len();
            }
            if let Some(slot) = plans.get_mut(index) {
                *slot = plan;
            }
            if let Some(slot) = trails.get_mut(index) {
                *slot = trail;
            }
        }
        if let Some(own) = own {
            let mut along = Vec::new();
            self.along_indexed(expr, &plans, own, &mut along);
            for (index, along) in along {
                let range = dep_ranges.get(index as usize).cloned().unwrap_or_default();
                for dep in info.deps.get_mut(range).unwrap_or_default() {
                    dep.along = Some(along);
                }
            }
        }
        self.lint(expr, &uses, &trails, site);
        info.deps.sort_unstable();
        info.deps.dedup();
        (plans, info)
    }
}
