//! A draft moved to another version of its form: what fits goes over, the rest is set aside.
//!
//! Nothing a person answered is lost: a value without a place in the new version stays in the
//! draft's attic, through snapshots, and comes back when a later version has its place again.

mod convert;
mod mapping;
mod report;
mod rows;

pub use report::{MigrationReport, Moved, SetAside, SetAsideReason};

use std::sync::Arc;

use crate::audit::AuditLog;
use crate::def::action::{Action, ActionEvent};
use crate::def::bind::Preload;
use crate::def::nodes::NodeKind;
use crate::def::{FormDef, NodeId};
use crate::error::FormError;

use self::convert::{Converted, convert};
use self::mapping::Mapping;
use self::rows::Carrier;
use super::choices::selections;
use super::meter::CALLS_OF_A_REPLAY;
use super::rows::ROOT_ROW;
use super::view::NodeKey;
use super::{Session, SessionEnv};

impl Session {
    /// Moves the answers to another version of the same form: by their paths, by their names
    /// where a question went to another group, converted where its type changed. The session
    /// itself stays as it was.
    ///
    /// # Errors
    /// `def` is another form.
    pub fn migrate(
        &self,
        def: Arc<FormDef>,
        env: SessionEnv,
    ) -> Result<(Self, MigrationReport), FormError> {
        if def.id != self.def.id {
            return Err(FormError::OtherForm {
                expected: self.def.id.clone(),
                found: def.id.clone(),
            });
        }
        let mapping = Mapping::new(&self.def, &def);
        let mut carrier = Carrier::new(self, &def, &mapping);
        let blueprint = carrier.root();
        let mut report = carrier.finish();
        let language = self.language().to_owned();
        let now = env.now.clone();
        let before = || Some(self.last_saved.as_ref()?.xml.clone().into_bytes());
        let env = SessionEnv {
            last_saved: env.last_saved.or_else(before),
            ..env
        };
        let mut session = Self::with_rows(Arc::clone(&def), env, &blueprint, self.meter.bounds());
        session.now = now;
        session.deprecated.clone_from(&self.deprecated);
        if let Some(known) = def.itext.language(&language) {
            session.language = known;
        }
        session.restore_asked(self.asked_before());
        if let (Some(config), Some(log)) = (def.audit(), self.audit.as_ref()) {
            session.audit = Some(AuditLog::restored(*config, log.state().clone()));
        }
        session.start_fresh(&mapping);
        session.restore_attic(&self.attic, &mapping, &mut report);
        session.meter.begin(CALLS_OF_A_REPLAY);
        let chosen = session.chosen();
        session.mark_row(ROOT_ROW);
        session.settle();
        session.drop_lost_choices(chosen, &mut report);
        session.settle();
        session.meter.end();
        session.list_fresh(&mapping, &mut report);
        session.attic.extend(report.set_aside.iter().cloned());
        session.start_clean();
        Ok((session, report))
    }

    /// Values of earlier versions of the form that this one has no place for.
    #[must_use]
    pub fn attic(&self) -> &[SetAside] {
        &self.attic
    }

    /// What a new form starts with, for the nodes that the draft did not have.
    fn start_fresh(&mut self, mapping: &Mapping) {
        let def = Arc::clone(&self.def);
        let fresh = |node: NodeId| mapping.old_of(node).is_none();
        for node in def.nodes.all().filter(|node| fresh(*node)) {
            let preload: Option<&Preload> = def.bind(node).and_then(|b| b.preload.as_ref());
            let Some(value) = preload.and_then(|p| self.preloaded(p)) else {
                continue;
            };
            let value: Arc<str> = value.into();
            let mut rows = Vec::new();
            self.rows
                .below(&def, ROOT_ROW, def.nodes.scope(node), &mut rows);
            for row in rows {
                self.put(NodeKey { row, node }, Some(Arc::clone(&value)));
            }
        }
        let first = |a: &&Action| a.events.contains(&ActionEvent::FirstLoad) && fresh(a.target);
        for action in def.actions.iter().filter(first) {
            self.run_action(&def, action, ROOT_ROW);
        }
    }

    /// Gives back what an earlier migration set aside, where there is a place for it again.
    fn restore_attic(
        &mut self,
        attic: &[SetAside],
        mapping: &Mapping,
        report: &mut MigrationReport,
    ) {
        for kept in attic {
            let place = self.locate(&kept.path).filter(|key| {
                let leaf = self.def.nodes.kind(key.node) == NodeKind::Leaf;
                leaf && mapping.old_of(key.node).is_none()
                    && self.rows.value(&self.def, *key).is_none()
            });
            let zone = self.now.time_zone().clone();
            let value = place.and_then(|key| {
                let target = convert::Type::of(&self.def, key.node);
                let converted = convert(&kept.value, target, target, &zone);
                converted.map(|c| (key, c.value().to_owned()))
            });
            match value {
                Some((key, value)) => {
                    self.put(key, Some(value.into()));
                    report.restored.push(kept.path.clone());
                }
                None => self.attic.push(kept.clone()),
            }
        }
    }

    /// Answers of questions with choices, before anything is worked out.
    fn chosen(&self) -> Vec<(NodeKey, Arc<str>)> {
        let mut out = Vec::new();
        self.each_node(&mut |session, key| {
            if session.def.control(key.node).is_some()
                && let Some(value) = session.rows.value(&session.def, key)
            {
                out.push((key, Arc::clone(value)));
            }
        });
        out
    }

    /// Takes back choices that are no longer on offer, and sets them aside.
    fn drop_lost_choices(
        &mut self,
        chosen: Vec<(NodeKey, Arc<str>)>,
        report: &mut MigrationReport,
    ) {
        for (key, before) in chosen {
            if let Some(rest) = self.surviving(key) {
                self.put(key, (!rest.is_empty()).then(|| Arc::from(rest)));
            }
            let Some(control) = self.def.control(key.node) else {
                continue;
            };
            let now = self.rows.value(&self.def, key).cloned();
            let kept = now.as_deref().map(|v| selections(control.kind, v));
            let kept = kept.unwrap_or_default();
            let lost: Vec<&str> = selections(control.kind, &before)
                .into_iter()
                .filter(|value| !kept.contains(value))
                .collect();
            let calculated = self
                .def
                .bind(key.node)
                .is_some_and(|b| b.calculate.is_some());
            if !lost.is_empty() && !calculated {
                report.kept = report.kept.saturating_sub(usize::from(kept.is_empty()));
                report.set_aside.push(SetAside {
                    path: self.path(key),
                    value: lost.join(" "),
                    version: report.from.clone(),
                    reason: SetAsideReason::Choice,
                });
            }
        }
    }

    /// Questions that the draft did not have and that are asked now.
    fn list_fresh(&self, mapping: &Mapping, report: &mut MigrationReport) {
        self.each_node(&mut |session, key| {
            let asked = session.def.control(key.node).is_some();
            if asked
                && mapping.old_of(key.node).is_none()
                && session.rows.is_relevant(&session.def, key)
            {
                report.fresh.push(session.path(key));
            }
        });
    }
}

impl Converted {
    fn value(&self) -> &str {
        match self {
            Self::Same(value) | Self::Changed(value) => value,
        }
    }
}
