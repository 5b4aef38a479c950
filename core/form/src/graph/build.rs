//! Builds the graph from the binds, the counts and the choice lists.

use farola_xpath::{Expr, Function, Volatility};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Aspect, Check, Edge, Graph, Vertex, order};
use crate::def::body::Choices;
use crate::def::nodes::NodeKind;
use crate::def::{ExprId, FormDef, NodeId, ScopeId};
use crate::parse::{Dep, Fault, Loader, Reads, Work};
use crate::session::{OWN_READONLY, OWN_RELEVANT, REQUIRED};

impl Graph {
    pub(crate) fn build(loader: &mut Loader<'_>) -> Self {
        loader.def.initial_flags = initial_flags(&loader.def);
        let mut graph = Self::vertices_of(&loader.def);
        let nodes = loader.def.nodes.len();
        let scopes = loader.def.scopes.len();
        graph.by_value = vec![Vec::new(); nodes];
        graph.by_position = vec![Vec::new(); nodes];
        graph.by_existence = vec![Vec::new(); scopes];
        graph.by_scope = vec![Vec::new(); scopes];
        for (index, vertex) in graph.vertices.iter().enumerate() {
            if let Some(list) = graph.by_scope.get_mut(vertex.scope.index()) {
                list.push(index);
            }
            let Some(info) = loader.info.get(vertex.expr.0 as usize) else {
                continue;
            };
            let Volatility {
                clock, language, ..
            } = info.volatility;
            if clock {
                graph.on_clock.push(index);
            }
            if language {
                graph.on_language.push(index);
            }
            for dep in &info.deps {
                // A count is read from outside its repeat, whatever it reads inside.
                let inside =
                    loader.def.scope_depth(dep.share) > loader.def.scope_depth(vertex.scope);
                let edge = Edge {
                    vertex: index,
                    share: if inside { vertex.scope } else { dep.share },
                    along: dep.along,
                };
                let list = match dep.what {
                    Reads::Value => graph.by_value.get_mut(dep.source.index()),
                    Reads::Position => graph.by_position.get_mut(dep.source.index()),
                };
                // An expression may read a node twice; it has to run once. Its edges stand at the
                // end of the list.
                if let Some(list) = list
                    && !latest(list, index, |edge| edge.vertex).any(|known| *known == edge)
                {
                    list.push(edge);
                }
            }
        }
        graph.find_checks(loader);
        graph.find_existence(&loader.def, &loader.work);
        graph.rank(loader);
        graph
    }

    fn vertices_of(def: &FormDef) -> Self {
        let mut graph = Self::default();
        for node in def.nodes.all() {
            let scope = def.nodes.scope(node);
            if def.nodes.kind(node) == NodeKind::Repeat
                && let Some(expr) = def.count(scope)
            {
                let outer = def.scope(scope).map_or(ScopeId::ROOT, |s| s.parent);
                graph.push(node, Aspect::Count, expr, outer);
            }
            if let Some(bind) = def.bind(node) {
                let aspects = [
                    (Aspect::Relevant, bind.relevant),
                    (Aspect::Calculate, bind.calculate),
                    (Aspect::Required, bind.required),
                    (Aspect::Readonly, bind.readonly),
                ];
                for (aspect, expr) in aspects {
                    // What is fixed is known at load and needs no running.
                    let fixed = aspect != Aspect::Calculate;
                    if let Some(expr) = expr.filter(|id| !(fixed && def.is_constant(*id))) {
                        graph.push(node, aspect, expr, scope);
                    }
                }
            }
            if let Some(Choices::Itemset(itemset)) = def.control(node).map(|c| &c.choices)
                && itemset.dynamic
            {
                graph.push(node, Aspect::Choices, itemset.nodes, scope);
            }
        }
        graph
    }

    fn push(&mut self, node: NodeId, aspect: Aspect, expr: ExprId, scope: ScopeId) {
        self.vertices.push(Vertex {
            node,
            aspect,
            expr,
            scope,
            rank: 0,
            circular: false,
        });
    }

    /// Which constraints to look at again when a node changes.
    fn find_checks(&mut self, loader: &Loader<'_>) {
        let def = &loader.def;
        self.checks = vec![Vec::new(); def.nodes.len()];
        for node in def.nodes.all() {
            let constraint = def.bind(node).and_then(|bind| bind.constraint);
            let Some(info) = constraint.and_then(|id| loader.info.get(id.0 as usize)) else {
                continue;
            };
            let Volatility {
                clock,
                entropy,
                language,
                host,
                ..
            } = info.volatility;
            // Nothing in the form tells that these changed, so such a constraint is looked at
            // each time.
            if clock || entropy || language || host {
                self.loose.push(node);
            }
            let own = def.nodes.scope(node);
            for dep in &info.deps {
                // A node that changed is looked at in any case.
                if dep.source == node && dep.share == own {
                    continue;
                }
                let check = Check {
                    node,
                    share: dep.share,
                };
                if let Some(list) = self.checks.get_mut(dep.source.index())
                    && !latest(list, node, |check| check.node).any(|known| *known == check)
                {
                    list.push(check);
                }
            }
        }
    }

    /// An instance that comes or goes is seen by those who read across its repeat's border.
    fn find_existence(&mut self, def: &FormDef, work: &Work) {
        for (index, scope) in def.scopes.iter().enumerate().skip(1) {
            let mut edges: Vec<Edge> = Vec::new();
            let mut known: FxHashSet<Edge> = FxHashSet::default();
            // Nodes stand in preorder: all below one are a range.
            let below = scope.node.0..def.nodes.end(scope.node).0;
            for node in below.map(NodeId) {
                let readers = self.readers(node);
                if !work.spend(1 + readers.len()) {
                    return;
                }
                for edge in readers {
                    if def.scope_depth(edge.share) < scope.depth && known.insert(*edge) {
                        edges.push(*edge);
                    }
                }
            }
            if let Some(list) = self.by_existence.get_mut(index) {
                *list = edges;
            }
        }
    }

    /// What must run before each vertex, by vertex.
    fn predecessors(&self, loader: &Loader<'_>) -> Vec<Vec<usize>> {
        let def = &loader.def;
        let mut of: FxHashMap<(NodeId, Aspect), usize> = FxHashMap::default();
        for (index, vertex) in self.vertices.iter().enumerate() {
            of.insert((vertex.node, vertex.aspect), index);
        }
        let around = |node: NodeId, out: &mut Vec<usize>| {
            let mut at = Some(node);
            while let Some(node) = at {
                loader.work.spend(1);
                // Whether a node is there and relevant is part of its value, and what is around
                // it decides both.
                out.extend(of.get(&(node, Aspect::Relevant)));
                out.extend(of.get(&(node, Aspect::Count)));
                at = def.nodes.parent(node);
            }
        };
        let mut all = Vec::with_capacity(self.vertices.len());
        for vertex in &self.vertices {
            let mut before = Vec::new();
            let deps: &[Dep] = loader
                .info
                .get(vertex.expr.0 as usize)
                .map_or(&[], |info| info.deps.as_slice());
            for dep in deps {
                if !loader.work.spend(1) {
                    return Vec::new();
                }
                match dep.what {
                    Reads::Value => {
                        around(dep.source, &mut before);
                        before.extend(of.get(&(dep.source, Aspect::Calculate)));
                        before.extend(of.get(&(dep.source, Aspect::Choices)));
                    }
                    // A place among the instances depends on how many there are, and on none of
                    // their values.
                    Reads::Position => before.extend(of.get(&(dep.source, Aspect::Count))),
                }
            }
            // Choices take away what is no longer on offer, and so come after what the question
            // calculates.
            if vertex.aspect == Aspect::Choices {
                before.extend(of.get(&(vertex.node, Aspect::Calculate)));
            }
            before.sort_unstable();
            before.dedup();
            all.push(before);
        }
        all
    }

    fn rank(&mut self, loader: &mut Loader<'_>) {
        let before = self.predecessors(loader);
        if loader.work.is_spent() {
            return;
        }
        let order::Ordered {
            ranks,
            cycles,
            circular,
        } = order::rank(&before);
        self.ranks = ranks.iter().max().map_or(0, |max| max + 1);
        let ranked = self
            .vertices
            .iter_mut()
            .zip(ranks.into_iter().zip(circular));
        for (vertex, (rank, circular)) in ranked {
            vertex.rank = rank;
            vertex.circular = circular;
        }
        for cycle in cycles {
            self.report_cycle(loader, &cycle);
        }
    }

    /// A cycle inside one row can never settle. One that passes through other instances of a
    /// repeat may be a running total, which the session settles row by row: a warning.
    fn report_cycle(&self, loader: &mut Loader<'_>, cycle: &[usize]) {
        let members: Vec<&Vertex> = cycle.iter().filter_map(|i| self.vertex(*i)).collect();
        let sources: Vec<NodeId> = members.iter().map(|v| v.node).collect();
        let circle: FxHashSet<NodeId> = sources.iter().copied().collect();
        let crosses = members.iter().any(|vertex| {
            let info = loader.info.get(vertex.expr.0 as usize);
            info.is_some_and(|info| {
                info.deps.iter().any(|dep| {
                    let mut around = std::iter::successors(Some(dep.source), |node| {
                        loader.def.nodes.parent(*node)
                    });
                    let related = around.any(|node| circle.contains(&node));
                    let scope = loader.def.nodes.scope(dep.source);
                    related && loader.def.scope_depth(dep.share) < loader.def.scope_depth(scope)
                })
            })
        });
        let mut path: Vec<String> = members
            .iter()
            .map(|v| format!("{} ({})", loader.def.node_path(v.node), word(v.aspect)))
            .collect();
        path.extend(path.first().cloned());
        let message = format!(
            "these depend on each other in a circle: {}",
            path.join(" → ")
        );
        let first = sources
            .first()
            .map(|n| loader.def.node_path(*n))
            .unwrap_or_default();
        let fault = Fault {
            code: if crosses {
                "form.cycle_between_instances"
            } else {
                "form.cycle"
            },
            help: if crosses {
                "The session settles it instance by instance, as a running total needs; other \
                 engines refuse the form. Take one of the references out if it was not meant."
            } else {
                "Take one of the references out, so that each value can be worked out from \
                 others that do not need it."
            },
            at: members
                .first()
                .and_then(|vertex| loader.info.get(vertex.expr.0 as usize))
                .map_or(0, |info| info.at),
            path: &first,
            offset: None,
        };
        if crosses {
            loader.warn(&fault, message)
        } else {
            loader.error(&fault, message)
        }
    }
}

/// Those at the end of a list that belong to one of which more may come.
fn latest<T, Id: PartialEq>(list: &[T], id: Id, of: impl Fn(&T) -> Id) -> impl Iterator<Item = &T> {
    list.iter().rev().take_while(move |one| of(one) == id)
}

/// What fixed expressions say of each node.
fn initial_flags(def: &FormDef) -> Vec<u8> {
    let fixed = |id: Option<ExprId>, otherwise: bool| {
        let compiled = id
            .filter(|id| def.is_constant(*id))
            .and_then(|id| def.expr(id));
        compiled.map_or(otherwise, |compiled| truth(&compiled.expr))
    };
    let flags = |node: NodeId| {
        let Some(bind) = def.bind(node) else {
            return OWN_RELEVANT;
        };
        let mut flags = 0;
        if fixed(bind.relevant, true) {
            flags |= OWN_RELEVANT;
        }
        if fixed(bind.required, false) {
            flags |= REQUIRED;
        }
        if fixed(bind.readonly, false) {
            flags |= OWN_READONLY;
        }
        flags
    };
    def.nodes.all().map(flags).collect()
}

fn truth(expr: &Expr) -> bool {
    match expr {
        Expr::Number(number) => *number != 0.0 && !number.is_nan(),
        Expr::Literal(text) => !text.is_empty(),
        Expr::Call(call) => call.function == Function::True,
        _ => false,
    }
}

fn word(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Calculate => "calculate",
        Aspect::Relevant => "relevant",
        Aspect::Required => "required",
        Aspect::Readonly => "readonly",
        Aspect::Count => "jr:count",
        Aspect::Choices => "choices",
    }
}
