//! The audit log of a form: told what only the shell knows, kept line by line, a part of the
//! submission.

use farola_form::{AUDIT_FILE, AuditKind, Session};
use farola_model::{GeoPoint, InstanceId};
use farola_store::Store;

use crate::shared::Result;

use super::filling::{Filling, ORIGINAL};

/// Kind of the audit log in the store.
const CSV: &str = "text/csv";
/// Bytes of an audit log that a correction goes on with; far more than a form can write.
const AUDIT_BYTES: u64 = 16 << 20;

impl Filling {
    /// Leaves the form for now: the draft is kept. Only the audit log takes notice.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn leave(&mut self) -> Result<()> {
        self.audit(|session| {
            session.audit_event(AuditKind::FormSave);
            session.audit_event(AuditKind::FormExit);
        })
    }

    /// Tells the audit log what only the shell knows.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn audit_event(&mut self, event: AuditKind) -> Result<()> {
        self.audit(|session| session.audit_event(event))
    }

    /// Tells the audit log who fills the form.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn audit_user(&mut self, name: &str) -> Result<()> {
        self.audit(|session| session.audit_user(name))
    }

    /// Tells the audit log why answers were changed.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn audit_reason(&mut self, text: &str) -> Result<()> {
        self.audit(|session| session.audit_reason(text))
    }

    /// Tells the audit log where the phone is; kept only where the form wants places.
    ///
    /// # Errors
    /// As [`Filling::answer`].
    pub fn audit_place(&mut self, point: GeoPoint) -> Result<()> {
        self.audit(|session| session.audit_place(point))
    }

    /// Whether the form wants to know who fills it and was not told.
    #[must_use]
    pub fn wants_user(&self) -> bool {
        self.session.wants_user()
    }

    /// Whether the form wants to know why it was changed and was not told.
    #[must_use]
    pub fn wants_reason(&self) -> bool {
        self.session.wants_reason()
    }

    fn audit(&mut self, tell: impl FnOnce(&mut Session)) -> Result<()> {
        self.open()?;
        self.tick();
        tell(&mut self.session);
        self.commit().map(drop)
    }

    /// Stores the files that the session itself made.
    pub(super) fn keep_own(&self, store: &mut Store, files: &[(String, Vec<u8>)]) -> Result<()> {
        for (name, bytes) in files {
            let mut content = bytes.as_slice();
            let at = self.inner.now();
            store.import_draft_media(&self.instance, name, ORIGINAL, &mut content, CSV, at)?;
        }
        Ok(())
    }
}

/// Goes on with the audit log of the submission that is corrected.
pub(super) fn continue_audit(session: &mut Session, store: &Store, old: &InstanceId) -> Result<()> {
    if session.def().audit().is_none() {
        return Ok(());
    }
    let files = store.submission_media(old)?;
    if let Some(file) = files.iter().find(|file| file.name == AUDIT_FILE)
        && store.medium(&file.sha256)?.size <= AUDIT_BYTES
    {
        let csv = store.media_bytes(&file.sha256)?;
        session.continue_audit(&String::from_utf8_lossy(&csv));
    }
    Ok(())
}
