//! The submission before: what `jr://instance/last-saved` of the next one reads.

use farola_form::FormDef;
use farola_store::Store;

use crate::shared::{Inner, Result};

/// The setting that holds it. The database is encrypted, and the copy outlives the purge of
/// what the server has.
fn setting(form: &str) -> String {
    format!("last_saved:{form}")
}

/// The last submission of the form that was finalized here, of any version.
pub(super) fn last_saved(inner: &Inner, def: &FormDef) -> Result<Option<Vec<u8>>> {
    if !may_keep(def) {
        return Ok(None);
    }
    let kept = inner.store().setting(&setting(def.id()))?;
    Ok(kept.map(String::into_bytes))
}

/// Keeps a submission for the next one, where the form reads it; an encrypted form leaves no
/// readable copy, also none from before it had a key.
pub(super) fn keep_last_saved(store: &mut Store, def: &FormDef, xml: &[u8]) -> Result<()> {
    let key = setting(def.id());
    match std::str::from_utf8(xml) {
        Ok(text) if may_keep(def) => store.set_setting(&key, text)?,
        _ => store.clear_setting(&key)?,
    }
    Ok(())
}

fn may_keep(def: &FormDef) -> bool {
    def.reads_last_saved() && def.sending().public_key.is_none()
}
