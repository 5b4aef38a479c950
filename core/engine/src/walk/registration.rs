//! Where the registration of a walk is read: in a draft's journal, or in finalized bytes.

use farola_form::Session;
use farola_model::InstanceId;
use farola_store::PartState;
use farola_walk::kit::{Answers, Registration};

use crate::fill::session_env;
use crate::shared::{EngineError, Inner, Result, read_finalized};

/// Reads the registration wherever it is; of what was purged nothing is known any more.
pub(super) fn read_registration(
    inner: &Inner,
    instance: &InstanceId,
    state: PartState,
) -> Result<Registration> {
    match state {
        PartState::Draft => read_draft(inner, instance, Registration::of),
        PartState::Finalized => {
            let xml = inner.store().submission(instance)?.xml;
            read_finalized(&xml, Registration::of)
        }
        PartState::Purged => Ok(Registration::default()),
    }
}

/// The answers of a draft as its journal has them.
fn read_draft<T>(
    inner: &Inner,
    instance: &InstanceId,
    read: impl FnOnce(&Answers<'_>) -> T,
) -> Result<T> {
    let draft = inner.store().load_draft(instance)?;
    let def = inner.definition(&draft.info.form_sha256)?;
    let deltas = draft
        .deltas
        .iter()
        .map(|delta| serde_json::from_slice(&delta.bytes));
    let deltas: Vec<farola_form::Delta> = deltas
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| EngineError::Journal)?;
    let snapshot = draft.snapshot.unwrap_or_default();
    let env = session_env(inner, None)?;
    let session = Session::replay_within(def, env, &snapshot, &deltas, inner.bounds())?;
    let nodes = session.dump();
    let pairs = nodes
        .iter()
        .filter_map(|node| Some((node.path.as_str(), node.value.as_deref()?)));
    Ok(read(&Answers::of(pairs)))
}
