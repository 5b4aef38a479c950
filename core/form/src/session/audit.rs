//! The session's own audit log: fed by what is shown and done, kept in the journal.

use farola_model::GeoPoint;
use serde::{Deserialize, Serialize};

use crate::audit::{AuditConfig, AuditKind, AuditLog};
use crate::def::nodes::NodeKind;
use crate::def::{FormDef, NodeId};

use super::Session;
use super::journal::Op;
use super::view::{NodeKey, QuestionKind, Screen, ScreenKind};

/// Something for the audit log, as the journal keeps it; the time is the delta's.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "audit", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AuditCall {
    /// Something happened.
    Event {
        /// What.
        event: AuditKind,
    },
    /// A page is shown, after the one before was left.
    Show {
        /// The page's own event, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<AuditKind>,
        /// Its node.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        node: String,
        /// Its questions.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        questions: Vec<String>,
    },
    /// What was shown is left.
    Leave,
    /// Who fills the form.
    User {
        /// The name.
        name: String,
    },
    /// Why answers were changed.
    Reason {
        /// The words.
        text: String,
    },
    /// The phone is here.
    Place {
        /// A geopoint.
        point: String,
    },
}

impl FormDef {
    /// What the form wants in its audit log, if it wants one.
    #[must_use]
    pub fn audit(&self) -> Option<&AuditConfig> {
        self.audit.as_ref().map(|(_, config)| config)
    }

    pub(crate) fn audit_node(&self) -> Option<NodeId> {
        self.audit.as_ref().map(|(node, _)| *node)
    }
}

impl Session {
    /// The audit log as it stands, where the form wants one.
    #[must_use]
    pub fn audit_csv(&self) -> Option<String> {
        self.audit.as_ref().map(AuditLog::csv)
    }

    /// Whether the form wants to know who fills it and was not told ([`Session::audit_user`]).
    #[must_use]
    pub fn wants_user(&self) -> bool {
        self.audit.as_ref().is_some_and(AuditLog::wants_user)
    }

    /// Whether the form wants to know why it was changed and was not told
    /// ([`Session::audit_reason`]).
    #[must_use]
    pub fn wants_reason(&self) -> bool {
        self.audit.as_ref().is_some_and(AuditLog::wants_reason)
    }

    /// Tells the audit log what only the host knows: that the form is left or opened again, that
    /// the list of questions is looked at, that location services went off.
    pub fn audit_event(&mut self, event: AuditKind) {
        // Coming back shows the page that was left, without a turn of the page that would say so.
        let shows = event == AuditKind::FormResume;
        if matches!(event, AuditKind::FormExit | AuditKind::Jump) {
            self.audit_call(AuditCall::Leave);
        }
        self.audit_call(AuditCall::Event { event });
        if shows {
            self.audit_screen();
        }
    }

    /// Tells the audit log who fills the form.
    pub fn audit_user(&mut self, name: &str) {
        let name = name.to_owned();
        self.audit_call(AuditCall::User { name });
    }

    /// Tells the audit log why answers were changed.
    pub fn audit_reason(&mut self, text: &str) {
        let text = text.to_owned();
        self.audit_call(AuditCall::Reason { text });
    }

    /// Tells the audit log where the phone is now.
    pub fn audit_place(&mut self, point: GeoPoint) {
        let wanted = self.def.audit().is_some_and(|c| c.location.is_some());
        if wanted {
            let point = point.to_string();
            self.audit_call(AuditCall::Place { point });
        }
    }

    /// Goes on with the file that an earlier filling of the same instance left. To be told right
    /// after opening, before the first snapshot.
    pub fn continue_audit(&mut self, csv: &str) {
        if let Some(log) = &mut self.audit {
            log.continue_from(csv);
        }
    }

    /// Tells the log that the page is left for one that was chosen, unless it knows already.
    pub(crate) fn audit_jump(&mut self) {
        let log = self.audit.as_ref();
        if log.is_some_and(|log| !log.is_shown(AuditKind::Jump, "")) {
            self.audit_event(AuditKind::Jump);
        }
    }

    /// Tells the log that the present page is shown.
    pub(crate) fn audit_screen(&mut self) {
        if self.audit.is_some() && !self.replaying {
            let screen = self.screen();
            self.audit_show(&screen);
        }
    }

    /// Tells the log which page is shown now.
    pub(crate) fn audit_show(&mut self, screen: &Screen) {
        let Some(log) = self.audit.as_ref().filter(|_| !self.replaying) else {
            return;
        };
        let key = self.locate(&screen.path);
        let node = match key {
            Some(key) => self.audit_path(key),
            None => self.audit_path_ahead(&screen.path),
        };
        let event = match screen.kind {
            ScreenKind::Question => None,
            // A repeat instance that is one page has no event of its own in ODK Collect.
            ScreenKind::Group => key
                .is_none_or(|key| self.def.nodes.kind(key.node) != NodeKind::Repeat)
                .then_some(AuditKind::GroupQuestions),
            ScreenKind::Prompt => Some(AuditKind::AddRepeat),
            ScreenKind::End => Some(AuditKind::EndScreen),
        };
        let asked = |q: &&super::Question| q.kind == QuestionKind::Question && q.relevant;
        let questions: Vec<String> = match screen.kind {
            ScreenKind::Prompt | ScreenKind::End => Vec::new(),
            _ => {
                let asked = screen.questions.iter().filter(asked);
                let keys = asked.filter_map(|q| self.locate(&q.path));
                keys.map(|key| self.audit_path(key)).collect()
            }
        };
        // A page that is drawn anew is no new event.
        let first = match (event, questions.first()) {
            (Some(event), _) => log.is_shown(event, &node),
            (None, Some(question)) => log.is_shown(AuditKind::Question, question),
            (None, None) => false,
        };
        if !first {
            self.audit_call(AuditCall::Show {
                event,
                node,
                questions,
            });
        }
    }

    /// Tells the log something and the journal that it was told.
    pub(crate) fn audit_call(&mut self, call: AuditCall) {
        if self.audit.is_some() && !self.replaying {
            self.audit_apply(&call);
            self.journal(Op::Audit { call });
        }
    }

    /// Carries out what the log is told.
    pub(crate) fn audit_apply(&mut self, call: &AuditCall) {
        let Some(mut log) = self.audit.take() else {
            return;
        };
        let at = self.now.timestamp().as_millisecond();
        match call {
            AuditCall::Event { event } => log.event(*event, at),
            AuditCall::Leave => log.leave(at, |node| self.answer_at(node)),
            AuditCall::User { name } => log.user(name),
            AuditCall::Reason { text } => log.reason(text, at),
            AuditCall::Place { point } => {
                if let Ok(point) = point.parse() {
                    log.place(point, at);
                }
            }
            AuditCall::Show {
                event,
                node,
                questions,
            } => {
                log.leave(at, |node| self.answer_at(node));
                let listed = *event == Some(AuditKind::GroupQuestions) || questions.len() > 1;
                for question in questions {
                    let old = self.answer_at(question);
                    if listed {
                        log.enter_listed(question, &old, at);
                    } else {
                        log.enter(AuditKind::Question, question, &old, at);
                    }
                }
                if let Some(event) = event {
                    log.enter(*event, node, "", at);
                }
            }
        }
        self.audit = Some(log);
    }

    fn answer_at(&self, path: &str) -> String {
        self.value(path).unwrap_or_default().to_owned()
    }

    /// The same of an instance that is not there yet.
    fn audit_path_ahead(&self, path: &str) -> String {
        let Some((around, name)) = path.rsplit_once('/') else {
            return path.to_owned();
        };
        let around = match self.locate(around) {
            Some(key) => self.audit_path(key),
            None => around.to_owned(),
        };
        let position = if name.contains('[') { "" } else { "[1]" };
        format!("{around}/{name}{position}")
    }

    /// A reference as audit logs write it: a position at every repeat.
    fn audit_path(&self, key: NodeKey) -> String {
        let mut chain = vec![key];
        let mut at = key;
        while let Some(parent) = self.rows.parent(&self.def, at) {
            chain.push(parent);
            at = parent;
        }
        let mut out = String::new();
        for key in chain.into_iter().rev() {
            out.push('/');
            out.push_str(&self.def.written_name(key.node));
            if self.def.nodes.kind(key.node) == NodeKind::Repeat {
                let index = self.rows.get(key.row).map_or(0, |row| row.index);
                out.push_str(&format!("[{}]", index + 1));
            }
        }
        out
    }
}
