//! Drafts that go on in a newer version of their form. Never by itself: a draft stays on the
//! version it began with until a person asks.

use std::sync::Arc;

use farola_form::{MigrationReport, SetAside};
use farola_model::InstanceId;

use super::filling::Filling;
use super::session::{form_ref, session_env};
use crate::shared::{Engine, EngineError, Result};

impl Engine {
    /// Opens a draft in the newest version of its form and says what became of its answers;
    /// with a draft that is on it already nothing happens, and there is no report. What has no
    /// place in the new version stays in the draft: [`Filling::set_aside`].
    ///
    /// # Errors
    /// [`EngineError::FormUnknown`] where the form was retired, [`EngineError::FormBroken`];
    /// as [`Engine::resume`].
    pub fn migrate_draft(
        &self,
        instance: &InstanceId,
    ) -> Result<(Filling, Option<MigrationReport>)> {
        let mut filling = self.resume(instance)?;
        let newest = self.inner.store().active_form(&filling.form.id)?;
        let newest = newest.ok_or(EngineError::FormUnknown)?;
        if newest.xml_sha256 == filling.form_sha256 {
            return Ok((filling, None));
        }
        let def = self.inner.definition(&newest.xml_sha256)?;
        let env = session_env(&self.inner, None)?;
        let (session, report) = filling.session.migrate(Arc::clone(&def), env)?;
        let form = form_ref(&def);
        let at = self.inner.now();
        self.inner.store().rebase_draft(
            instance,
            &form,
            &newest.xml_sha256,
            &session.snapshot(),
            at,
        )?;
        filling.session = session;
        filling.form = form;
        filling.form_sha256 = newest.xml_sha256;
        filling.since_snapshot = 0;
        tracing::info!(
            kept = report.kept,
            set_aside = report.set_aside.len(),
            "draft.migrated"
        );
        Ok((filling, Some(report)))
    }
}

impl Filling {
    /// Answers of earlier versions of the form that this one has no place for.
    #[must_use]
    pub fn set_aside(&self) -> &[SetAside] {
        self.session.attic()
    }
}
