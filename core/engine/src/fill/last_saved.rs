//! The submission before: what `jr://instance/last-saved` of the next one reads.

use farola_form::FormDef;
use farola_model::{FormId, InstanceId};
use farola_store::Store;

use crate::shared::{Inner, Result};

/// The last submission of the form that was finalized here, of any version.
pub(super) fn last_saved(inner: &Inner, def: &FormDef) -> Result<Option<Vec<u8>>> {
    if !may_keep(def) {
        return Ok(None);
    }
    Ok(inner.store().last_saved(&FormId::new(def.id()))?)
}

/// Keeps a submission for the next one, where the form reads it; an encrypted form leaves no
/// readable copy, also none from before it had a key. It goes some days after the server has
/// what it is a copy of.
pub(super) fn keep_last_saved(
    store: &mut Store,
    def: &FormDef,
    instance: &InstanceId,
    xml: &[u8],
) -> Result<()> {
    let form = FormId::new(def.id());
    if may_keep(def) {
        store.keep_last_saved(&form, instance, xml)?;
    } else {
        store.clear_last_saved(&form)?;
    }
    Ok(())
}

fn may_keep(def: &FormDef) -> bool {
    def.reads_last_saved() && def.sending().public_key.is_none()
}
