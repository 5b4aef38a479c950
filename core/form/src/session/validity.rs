//! Which nodes break a rule: found once, and from then on kept by looking again only at what a
//! change may have touched.

use rustc_hash::FxHashSet;

use crate::def::{FormDef, NodeId};

use super::Session;
use super::rows::ROOT_ROW;
use super::view::{InvalidKind, NodeKey, ValidationError};

/// What is known of broken rules.
#[derive(Debug, Default)]
pub(crate) struct Validity {
    /// Nodes that break a rule; nothing until everything was looked at once.
    broken: Option<FxHashSet<NodeKey>>,
    /// Nodes to look at again.
    doubtful: Vec<NodeKey>,
}

/// With more nodes than this in doubt, looking at everything is as quick.
const MANY: usize = 4096;

impl Validity {
    /// Everything must be looked at again.
    pub(crate) fn forget(&mut self) {
        self.broken = None;
        self.doubtful.clear();
    }

    fn doubt(&mut self, key: NodeKey) {
        if self.doubtful.len() < MANY {
            self.doubtful.push(key);
        } else {
            self.forget();
        }
    }
}

impl Session {
    /// Every rule broken at present, in document order.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let session = household();
    /// let errors = session.validate();
    /// assert_eq!((errors[0].path.as_str(), errors[0].error.name()), ("/data/street", "required"));
    /// ```
    #[must_use]
    pub fn validate(&self) -> Vec<ValidationError> {
        self.look(|session| {
            let mut errors = session.broken();
            if session.meter.is_cut() {
                // What is kept was not looked at to its end.
                session.validity.borrow_mut().forget();
            }
            errors.extend(session.not_worked_out());
            errors
        })
    }

    /// What hinders to say that no rule is broken: an expression that takes too many steps.
    fn not_worked_out(&self) -> Option<ValidationError> {
        let now = || self.meter.dear().filter(|_| self.meter.is_cut());
        let undone = self.left_undone().or_else(now);
        if undone.is_none() && !self.meter.is_cut() {
            return None;
        }
        let key = undone.map_or(
            NodeKey {
                row: ROOT_ROW,
                node: NodeId::ROOT,
            },
            |(key, _)| key,
        );
        Some(ValidationError {
            path: self.path(key),
            error: InvalidKind::TooDear,
            message: String::new(),
        })
    }

    fn broken(&self) -> Vec<ValidationError> {
        let mut validity = self.validity.borrow_mut();
        let Validity { broken, doubtful } = &mut *validity;
        let broken = match broken {
            Some(broken) => {
                doubtful.sort_unstable();
                doubtful.dedup();
                for key in doubtful.drain(..).chain(self.loose()) {
                    if self.broken_rule(key).is_some() {
                        broken.insert(key);
                    } else {
                        broken.remove(&key);
                    }
                }
                broken
            }
            None => {
                doubtful.clear();
                broken.insert(self.all_broken())
            }
        };
        let mut keys: Vec<NodeKey> = broken.iter().copied().collect();
        keys.sort_by_cached_key(|key| self.order_key(*key));
        let errors = keys.into_iter().filter_map(|key| {
            let invalid = self.broken_rule(key)?;
            Some(ValidationError {
                path: self.path(key),
                error: invalid.kind,
                message: invalid.message,
            })
        });
        errors.collect()
    }

    fn all_broken(&self) -> FxHashSet<NodeKey> {
        let mut broken = FxHashSet::default();
        let all = self.in_every_row(&self.def.judged);
        broken.extend(all.filter(|key| self.broken_rule(*key).is_some()));
        broken
    }

    /// Nodes whose constraint may have turned by itself.
    fn loose(&self) -> impl Iterator<Item = NodeKey> {
        self.in_every_row(&self.def.graph.loose)
    }

    fn in_every_row(&self, nodes: &[NodeId]) -> impl Iterator<Item = NodeKey> {
        nodes.iter().flat_map(|node| {
            let mut rows = Vec::new();
            let scope = self.def.nodes.scope(*node);
            self.rows.below(&self.def, ROOT_ROW, scope, &mut rows);
            let node = *node;
            rows.into_iter().map(move |row| NodeKey { row, node })
        })
    }

    /// A node changed: it and the constraints that read it must be looked at again.
    pub(crate) fn doubt(&mut self, def: &FormDef, key: NodeKey) {
        let validity = self.validity.get_mut();
        if validity.broken.is_none() {
            return;
        }
        validity.doubt(key);
        for check in def.graph.checks(key.node) {
            let scope = def.nodes.scope(check.node);
            let own = self.rows.get(key.row).map(|row| row.scope);
            // A constraint may stand outside of what it shares with what it reads.
            let share = own.map(|own| def.common_scope(def.common_scope(own, check.share), scope));
            let anchor = share.and_then(|share| self.rows.climb(def, key.row, share));
            let node = check.node;
            if let Some(row) = anchor.filter(|_| share == Some(scope)) {
                self.validity.get_mut().doubt(NodeKey { row, node });
                continue;
            }
            let mut rows = Vec::new();
            if let Some(anchor) = anchor {
                self.rows.below(def, anchor, scope, &mut rows);
            }
            self.meter.count(rows.len());
            for row in rows {
                self.validity.get_mut().doubt(NodeKey { row, node });
            }
        }
    }
}
