//! The files that answers name, wherever they lie.

use farola_store::{Attachment, Store};

use super::filling::Filling;
use crate::shared::{EngineError, Result};

/// The files that answers name: the draft's own, or those of the version it corrects.
pub(super) fn attachments(
    store: &Store,
    filling: &Filling,
    names: &[String],
) -> Result<Vec<Attachment>> {
    let own = store.draft_media(&filling.instance)?;
    let old = match &filling.deprecated {
        Some(old) => store.submission_media(old)?,
        None => Vec::new(),
    };
    let own = own
        .into_iter()
        .map(|file| (file.name, file.role, file.sha256));
    let files: Vec<_> = own
        .chain(
            old.into_iter()
                .map(|file| (file.name, file.role, file.sha256)),
        )
        .collect();
    let find = |name: &String| {
        let (name, role, sha256) = files.iter().find(|(known, ..)| known == name)?.clone();
        Some(Attachment { name, role, sha256 })
    };
    names
        .iter()
        .map(|name| find(name).ok_or(EngineError::AttachmentMissing))
        .collect()
}
