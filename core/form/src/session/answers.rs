//! Answering questions, and what rules an answer breaks.

use std::sync::Arc;

use crate::def::NodeId;
use crate::def::body::Choices;
use crate::def::nodes::NodeKind;
use crate::error::AnswerError;

use super::Session;
use super::choices::selections;
use super::host::Node;
use super::journal::Op;
use super::rows::{OWN_READONLY, REQUIRED};
use super::values::{canonical, is_of_type};
use super::view::{Invalid, InvalidKind, NodeKey, Outcome};

impl Session {
    /// Answers the question at `path`; an empty value takes the answer back. A value that breaks
    /// its constraint is kept, and the outcome says so.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// let mut session = household();
    /// session.add_repeat("/data/person").unwrap();
    /// assert!(session.answer("/data/person/age", "34").unwrap().valid());
    /// // A value that breaks a rule is kept and marked; one of another type is refused.
    /// let outcome = session.answer("/data/person/age", "340").unwrap();
    /// assert_eq!(outcome.invalid.unwrap().message, "That is not an age");
    /// assert_eq!(session.answer("/data/person/age", "old").unwrap_err().word(), "type");
    /// ```
    ///
    /// # Errors
    /// The node does not exist, is read only, is not asked at present, or the value is not of its
    /// type; the session then stands as it was. [`AnswerError::TooDear`] and
    /// [`AnswerError::Stopped`]: the answer is taken, and a delta tells of it.
    pub fn answer(&mut self, path: &str, value: &str) -> Result<Outcome, AnswerError> {
        self.call(|session| session.answered(path, value))
    }

    fn answered(&mut self, path: &str, value: &str) -> Result<Outcome, AnswerError> {
        let key = self.answerable(path)?;
        let stored = self.accept(key, path, value)?;
        if self.meter.is_cut() {
            self.work.unchecked.push(key);
        }
        self.put(key, (!stored.is_empty()).then(|| Arc::from(stored)));
        self.settle();
        let changes = self.take_changes();
        self.journal(Op::Answer {
            path: path.to_owned(),
            value: value.to_owned(),
        });
        let invalid = self.broken_constraint(key);
        self.answer_ended().map(|()| Outcome { invalid, changes })
    }

    fn answerable(&self, path: &str) -> Result<NodeKey, AnswerError> {
        let missing = || AnswerError::NoSuchNode {
            path: path.to_owned(),
        };
        let key = self.locate(path).ok_or_else(missing)?;
        if matches!(
            self.def.nodes.kind(key.node),
            NodeKind::Group | NodeKind::Repeat
        ) {
            return Err(missing());
        }
        // What a journal holds was taken once. Where a replay has no steps left, the conditions
        // stand as they did before.
        if self.replaying && self.meter.is_cut() {
            return Ok(key);
        }
        if !self.rows.is_relevant(&self.def, key) {
            return Err(AnswerError::NotRelevant {
                path: path.to_owned(),
            });
        }
        // A calculated value without a question is the form's alone.
        let calculated = self
            .def
            .bind(key.node)
            .is_some_and(|b| b.calculate.is_some());
        let asked = self.def.control(key.node).is_some();
        if self.is_readonly(key) || (calculated && !asked) {
            return Err(AnswerError::Readonly {
                path: path.to_owned(),
            });
        }
        Ok(key)
    }

    fn accept(&self, key: NodeKey, path: &str, value: &str) -> Result<String, AnswerError> {
        let refuse = |expected| AnswerError::Type {
            path: path.to_owned(),
            expected,
        };
        let data_type = self.def.nodes.data_type(key.node);
        let stored = canonical(value, data_type, self.now.time_zone()).map_err(refuse)?;
        let Some(control) = self.def.control(key.node) else {
            return Ok(stored);
        };
        if stored.is_empty() || matches!(control.choices, Choices::None) {
            return Ok(stored);
        }
        let wanted = selections(control.kind, &stored);
        match self.on_offer(key, &wanted) {
            None => Ok(stored),
            // Nobody knows whether it is on offer: it is kept, and looked at when the list is.
            Some(_) if self.meter.is_cut() => Ok(wanted.join(" ")),
            Some(found) => {
                let all = wanted.iter().all(|w| found.iter().any(|f| f == w));
                if all {
                    Ok(wanted.join(" "))
                } else {
                    Err(refuse("one of the choices"))
                }
            }
        }
    }

    /// Whether a node is read only, with everything around it.
    pub(crate) fn is_readonly(&self, key: NodeKey) -> bool {
        let mut at = Some(key);
        while let Some(key) = at {
            if self
                .rows
                .slot(&self.def, key)
                .is_some_and(|s| s.flags & OWN_READONLY != 0)
            {
                return true;
            }
            at = self.rows.parent(&self.def, key);
        }
        false
    }

    pub(crate) fn is_required(&self, key: NodeKey) -> bool {
        self.rows
            .slot(&self.def, key)
            .is_some_and(|slot| slot.flags & REQUIRED != 0)
    }

    /// The constraint that a node's value breaks.
    pub(crate) fn broken_constraint(&self, key: NodeKey) -> Option<Invalid> {
        let value = self.rows.value(&self.def, key)?;
        if value.is_empty() || !self.rows.is_relevant(&self.def, key) {
            return None;
        }
        let constraint = self.def.bind(key.node)?.constraint?;
        if self.test(constraint, Node::Form(key), true) {
            return None;
        }
        Some(Invalid {
            kind: InvalidKind::Constraint,
            message: self.constraint_message(key),
        })
    }

    /// The first rule that a node breaks: type, required, constraint.
    pub(crate) fn broken_rule(&self, key: NodeKey) -> Option<Invalid> {
        if !self.rows.is_relevant(&self.def, key) {
            return None;
        }
        let asked = self.def.control(key.node).is_some();
        match self.rows.value(&self.def, key) {
            Some(value) => {
                let data_type = self.def.nodes.data_type(key.node);
                // What the form worked out nobody can put right: it must not hold up the rest.
                let calculated = || {
                    self.def
                        .bind(key.node)
                        .is_some_and(|b| b.calculate.is_some())
                };
                if asked && !is_of_type(value, data_type, self.now.time_zone()) && !calculated() {
                    return Some(Invalid {
                        kind: InvalidKind::Type,
                        message: String::new(),
                    });
                }
                self.broken_constraint(key)
            }
            None => (asked && self.is_required(key)).then(|| Invalid {
                kind: InvalidKind::Required,
                message: self.required_message(key),
            }),
        }
    }

    /// Calls `each` for every node in document order, repeat instances one after another.
    pub(crate) fn each_node(&self, each: &mut impl FnMut(&Self, NodeKey)) {
        self.each_below(
            NodeKey {
                row: super::rows::ROOT_ROW,
                node: NodeId::ROOT,
            },
            each,
        );
    }

    fn each_below(&self, key: NodeKey, each: &mut impl FnMut(&Self, NodeKey)) {
        each(self, key);
        let scope = self.def.nodes.scope(key.node);
        let end = self.def.nodes.end(key.node);
        let mut at = NodeId(key.node.0 + 1);
        while at < end {
            let own = self.def.nodes.scope(at);
            if own == scope {
                each(
                    self,
                    NodeKey {
                        row: key.row,
                        node: at,
                    },
                );
                at = NodeId(at.0 + 1);
            } else {
                for row in self.instances(key.row, own).unwrap_or_default() {
                    self.each_below(
                        NodeKey {
                            row: *row,
                            node: at,
                        },
                        each,
                    );
                }
                at = self.def.nodes.end(at);
            }
        }
    }
}
