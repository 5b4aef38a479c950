//! Actions: run on their events, and what they ask of the host.
//!
//! A session can neither sense nor record. `odk:setgeopoint` and `odk:recordaudio` leave a
//! [`Request`] that the host fulfils when it can, once or (a better fix) several times.

use std::sync::Arc;

use farola_model::GeoPoint;
use farola_xpath::Value;
use serde::{Deserialize, Serialize};

use crate::def::action::{Action, ActionEvent, Deed};
use crate::def::{DataType, FormDef, NodeId, ScopeId};
use crate::error::{AnswerError, FormError};

use super::Session;
use super::cascade::ROUNDS;
use super::host::Node;
use super::journal::Op;
use super::rows::ROOT_ROW;
use super::values::canonical;
use super::view::{Changes, NodeKey};

/// Something that the form wants of the host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The node that waits for it.
    #[serde(skip)]
    pub key: NodeKey,
    /// Its reference.
    #[serde(rename = "ref")]
    pub path: String,
    /// What is wanted.
    #[serde(flatten)]
    pub want: Want,
}

/// What the host is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "want", rename_all = "snake_case")]
pub enum Want {
    /// Where the phone is (`odk:setgeopoint`).
    Location,
    /// A recording in the background until the form is left (`odk:recordaudio`).
    Audio {
        /// `voice-only`, `low`, `normal` or `high`, as the form has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quality: Option<String>,
    },
}

/// A request that was made.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    key: NodeKey,
    want: Want,
    done: bool,
}

/// A request as a snapshot keeps it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AskedBefore {
    #[serde(rename = "ref")]
    path: String,
    #[serde(flatten)]
    want: Want,
    #[serde(default)]
    done: bool,
}

/// How deep actions that set each other off run at once; deeper ones wait for their turn.
const DEPTH: usize = 32;

impl Session {
    /// Runs the actions of nodes that changed, what they change before the next one.
    pub(crate) fn fire(&mut self, depth: usize) {
        let fired = std::mem::take(&mut self.work.fired);
        self.work.waiting.clear();
        for key in fired {
            // Its actions run when a call has steps for them.
            if self.meter.is_cut() {
                self.fire_later(key);
                continue;
            }
            let count = self.work.firings.entry(key).or_default();
            *count += 1;
            // Two actions that set each other off never come to rest: both stop where they are.
            if *count <= ROUNDS {
                self.value_changed(key, depth);
            }
            if self.meter.is_cut() {
                self.fire_later(key);
            }
        }
    }

    fn fire_later(&mut self, key: NodeKey) {
        if self.work.waiting.insert(key) {
            self.work.fired.push(key);
        }
    }

    fn value_changed(&mut self, key: NodeKey, depth: usize) {
        let def = Arc::clone(&self.def);
        for index in def.triggers.get(&key.node).into_iter().flatten() {
            let Some(action) = def.actions.get(*index) else {
                continue;
            };
            self.run_action(&def, action, key.row);
            self.follow(depth + 1);
        }
    }

    /// Runs what an action changed and set off, before the next one. Inside the cascade it
    /// waits for its turn.
    fn follow(&mut self, depth: usize) {
        if self.work.draining {
            return;
        }
        self.drain();
        if depth <= DEPTH && !self.work.fired.is_empty() && !self.meter.is_cut() {
            self.fire(depth);
        }
    }

    /// Runs the actions of an event of the whole form, each after what the one before changed;
    /// what is nested in a repeat runs once for each of its instances.
    pub(crate) fn run_event(&mut self, event: ActionEvent) {
        let def = Arc::clone(&self.def);
        for action in def.actions.iter().filter(|a| a.events.contains(&event)) {
            let scope = action
                .holder
                .map_or(ScopeId::ROOT, |node| def.nodes.scope(node));
            let mut rows = Vec::new();
            self.rows.below(&def, ROOT_ROW, scope, &mut rows);
            for row in rows {
                self.run_action(&def, action, row);
                self.follow(0);
                if self.meter.is_cut() {
                    // Finalizing runs its actions anew each time.
                    if event != ActionEvent::Revalidate {
                        self.drop_actions();
                    }
                    return;
                }
            }
        }
    }

    /// Runs what a new instance of a repeat sets off: the actions nested in that repeat, also in
    /// a question of it, and those of the model for nodes inside it.
    pub(crate) fn run_new_repeat(&mut self, row: u32, repeat: NodeId) {
        let def = Arc::clone(&self.def);
        let meant = |action: &&Action| {
            action.events.contains(&ActionEvent::NewRepeat)
                && match action.holder {
                    Some(holder) => def.nodes.scope(holder) == def.nodes.scope(repeat),
                    None => def.nodes.is_within(action.target, repeat),
                }
        };
        for action in def.actions.iter().filter(meant) {
            self.run_action(&def, action, row);
            self.follow(0);
            if self.meter.is_cut() {
                return self.drop_actions();
            }
        }
    }

    /// Runs an action for the instances of its target that belong to `row`.
    pub(super) fn run_action(&mut self, def: &FormDef, action: &Action, row: u32) {
        for key in self.targets(def, action, row) {
            self.meter.count(1);
            match &action.deed {
                Deed::SetText(text) => self.set_by_action(key, text.clone()),
                Deed::SetResult(id) => {
                    let Some(compiled) = def.expr(*id) else {
                        continue;
                    };
                    let context = self.expr_context(*id, Node::Form(key));
                    let value = farola_xpath::evaluate(&compiled.expr, &context, self);
                    let data_type = def.nodes.data_type(key.node);
                    let text = value.map(|value| self.stored(value, data_type));
                    self.blame(Node::Form(key), *id);
                    // An answer is not exchanged for what was not worked out.
                    if self.meter.is_cut() {
                        return;
                    }
                    self.set_by_action(key, text.unwrap_or_default());
                }
                Deed::Locate => self.ask(key, Want::Location),
                Deed::Record { quality } => self.ask(
                    key,
                    Want::Audio {
                        quality: quality.clone(),
                    },
                ),
            }
        }
    }

    fn set_by_action(&mut self, key: NodeKey, text: String) {
        // As an answer would be stored; what is not of the type stays, and validation says so.
        let data_type = self.def.nodes.data_type(key.node);
        let text = match data_type {
            DataType::String => text,
            other => canonical(&text, other, self.now.time_zone()).unwrap_or(text),
        };
        self.put(key, (!text.is_empty()).then(|| Arc::from(text)));
    }

    fn targets(&self, def: &FormDef, action: &Action, row: u32) -> Vec<NodeKey> {
        let Some(own) = self
            .rows
            .get(row)
            .filter(|_| self.rows.is_live(row))
            .map(|r| r.scope)
        else {
            return Vec::new();
        };
        // Which instances the target's predicates mean is known only when they are evaluated, at
        // the node that holds the action.
        if let Some(place) = action.place {
            let holder = action.holder.unwrap_or(NodeId::ROOT);
            let mut out = Vec::new();
            let mut rows = Vec::new();
            let scope = def.nodes.scope(holder);
            if let Some(anchor) = self.rows.climb(def, row, def.common_scope(own, scope)) {
                self.rows.below(def, anchor, scope, &mut rows);
            }
            for row in rows {
                let Some(compiled) = def.expr(place) else {
                    continue;
                };
                let context = self.expr_context(place, Node::Form(NodeKey { row, node: holder }));
                let found = farola_xpath::evaluate(&compiled.expr, &context, self);
                self.meter.blame(NodeKey { row, node: holder }, place);
                if let Ok(Value::Nodeset(nodes)) = found {
                    let keys = nodes.iter().filter_map(|node| self.key_of(*node));
                    out.extend(keys.filter(|key| key.node == action.target));
                }
            }
            return out;
        }
        let scope = def.nodes.scope(action.target);
        let mut rows = Vec::new();
        if let Some(anchor) = self.rows.climb(def, row, def.common_scope(own, scope)) {
            self.rows.below(def, anchor, scope, &mut rows);
        }
        let node = action.target;
        rows.into_iter().map(|row| NodeKey { row, node }).collect()
    }

    fn ask(&mut self, key: NodeKey, want: Want) {
        // The requests of a snapshot come with it, those that were fulfilled among them; asking
        // again would have a place sensed twice.
        if self.frozen {
            return;
        }
        let known = self
            .asked
            .iter_mut()
            .find(|a| a.key == key && a.want == want);
        match known {
            // Asked once more although it was fulfilled: the form wants to know how it is now.
            Some(asked) => asked.done = false,
            None => self.asked.push(Asked {
                key,
                want,
                done: false,
            }),
        }
    }

    /// What the form waits for from the host, oldest first. What belongs to instances that are
    /// gone is not told any more.
    #[must_use]
    pub fn requests(&self) -> Vec<Request> {
        let open = self.asked.iter().filter(|asked| !asked.done);
        open.filter_map(|asked| self.request(asked)).collect()
    }

    /// The last request for the node at `path`, fulfilled or not.
    #[must_use]
    pub fn request_at(&self, path: &str) -> Option<Request> {
        let key = self.locate(path)?;
        let asked = self.asked.iter().rfind(|asked| asked.key == key)?;
        self.request(asked)
    }

    fn request(&self, asked: &Asked) -> Option<Request> {
        self.is_there(asked.key).then(|| Request {
            key: asked.key,
            path: self.path(asked.key),
            want: asked.want.clone(),
        })
    }

    fn is_there(&self, key: NodeKey) -> bool {
        self.rows.is_live(key.row) && self.rows.slot(&self.def, key).is_some()
    }

    /// Puts the place of the phone where a request asked for it. It may come late and may come
    /// again; where the instance is gone meanwhile, nothing happens. As with any action, that
    /// the node is read only does not matter.
    ///
    /// # Errors
    /// The point is none.
    pub fn fulfil_location(
        &mut self,
        request: &Request,
        point: GeoPoint,
    ) -> Result<Changes, AnswerError> {
        self.fulfil(request, &point.to_string())
    }

    /// Puts the name of a recording where a request asked for it; else as
    /// [`Session::fulfil_location`].
    ///
    /// # Errors
    /// The name is no plain file name.
    pub fn fulfil_audio(&mut self, request: &Request, name: &str) -> Result<Changes, AnswerError> {
        self.fulfil(request, name)
    }

    /// Fulfils a request with what it wants in the words of the form: a geopoint or a file name.
    ///
    /// # Errors
    /// As [`Session::fulfil_location`] and [`Session::fulfil_audio`].
    pub fn fulfil(&mut self, request: &Request, value: &str) -> Result<Changes, AnswerError> {
        if !self.is_there(request.key) {
            return Ok(Changes::default());
        }
        let data_type = match request.want {
            Want::Location => DataType::GeoPoint,
            Want::Audio { .. } => DataType::Binary,
        };
        let path = self.path(request.key);
        let stored = canonical(value, data_type, self.now.time_zone()).map_err(|expected| {
            AnswerError::Type {
                path: path.clone(),
                expected,
            }
        })?;
        self.call(|session| {
            session.put_fulfilled(request.key, stored.clone());
            let changes = session.take_changes();
            session.journal(Op::Fulfil {
                path,
                value: stored,
            });
            session.answer_ended().map(|()| changes)
        })
    }

    fn put_fulfilled(&mut self, key: NodeKey, value: String) {
        for asked in self.asked.iter_mut().filter(|asked| asked.key == key) {
            asked.done = true;
        }
        self.set_by_action(key, value);
        self.settle();
    }

    /// The journal's way back through [`Session::fulfil`].
    pub(crate) fn replay_fulfilled(&mut self, path: &str, value: &str) -> Result<(), FormError> {
        let key = self.locate(path).ok_or_else(|| FormError::NoSuch {
            kind: "node",
            path: path.to_owned(),
        })?;
        self.put_fulfilled(key, value.to_owned());
        Ok(())
    }

    pub(crate) fn asked_before(&self) -> Vec<AskedBefore> {
        let there = self.asked.iter().filter(|asked| self.is_there(asked.key));
        there
            .map(|asked| AskedBefore {
                path: self.path(asked.key),
                want: asked.want.clone(),
                done: asked.done,
            })
            .collect()
    }

    pub(crate) fn restore_asked(&mut self, before: Vec<AskedBefore>) {
        for AskedBefore { path, want, done } in before {
            if let Some(key) = self.locate(&path) {
                self.asked.push(Asked { key, want, done });
            }
        }
    }
}
