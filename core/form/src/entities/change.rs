//! One change to an entity, and what a list makes of it.

use std::fmt;

use serde::Serialize;

use super::list::{Entity, EntityState};

/// What a form asks to be done with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityAction {
    /// A new entity.
    Create,
    /// A new version of one that exists.
    Update,
    /// A new version where it exists, a new entity where it does not.
    Upsert,
}

/// What a finished form says of one entity.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct EntityChange {
    /// Reference of the `entity` element, `/data/people[2]/meta/entity`.
    #[serde(rename = "ref")]
    pub path: String,
    /// What is to be done.
    pub action: EntityAction,
    /// Name of the list.
    pub dataset: String,
    /// The entity's id; empty where the form gave none.
    pub id: String,
    /// Its label; empty where the form gave none.
    pub label: String,
    /// Values of the relevant nodes with `entities:saveto`, in the order of the form's binds.
    pub properties: Vec<(String, String)>,
    /// The version that the form had before it. Anything but a positive whole number is none.
    pub base_version: Option<u32>,
    /// The server's version that the device's own versions branched from.
    pub trunk_version: Option<u32>,
    /// The branch of the device's own versions.
    pub branch_id: Option<String>,
    /// Whether the form's version of the specification lets a device take the change in before
    /// the server has it (2024.1 and later).
    pub offline: bool,
}

impl fmt::Debug for EntityChange {
    // Labels and properties are answers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntityChange")
            .field("action", &self.action)
            .field("dataset", &self.dataset)
            .finish_non_exhaustive()
    }
}

/// Why a device does not take a change in; the submission is sent all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NotApplied {
    /// The form is of a version whose entities only the server makes.
    OnlineOnly,
    /// The entity has no id.
    NoId,
    /// The id is no version 4 UUID.
    InvalidId,
    /// A new entity without a label.
    NoLabel,
    /// There is nothing to update.
    NoMatch,
    /// The device has no list of that name.
    NoList,
    /// New entities of the list wait for a person's approval on the server.
    NeedsApproval,
}

/// What becomes of an entity by a change: `existing` is the entity of that id, `approval` whether
/// the list waits for approvals (`None`: there is no such list), `branch` gives a new branch id.
///
/// # Errors
/// Why the change is not taken in.
pub fn apply(
    change: &EntityChange,
    approval: Option<bool>,
    existing: Option<&Entity>,
    branch: impl FnOnce() -> String,
) -> Result<Entity, NotApplied> {
    if !change.offline {
        return Err(NotApplied::OnlineOnly);
    }
    if change.id.trim().is_empty() {
        return Err(NotApplied::NoId);
    }
    if !is_uuid_v4(&change.id) {
        return Err(NotApplied::InvalidId);
    }
    match (change.action, existing) {
        (EntityAction::Update, None) => Err(NotApplied::NoMatch),
        (EntityAction::Update | EntityAction::Upsert, Some(known)) => Ok(updated(change, known)),
        (EntityAction::Create, _) | (EntityAction::Upsert, None) => {
            if change.label.trim().is_empty() {
                return Err(NotApplied::NoLabel);
            }
            match approval {
                None => Err(NotApplied::NoList),
                Some(true) => Err(NotApplied::NeedsApproval),
                Some(false) => Ok(created(change, existing, branch())),
            }
        }
    }
}

fn created(change: &EntityChange, existing: Option<&Entity>, branch_id: String) -> Entity {
    let mut entity = Entity {
        id: change.id.clone(),
        label: change.label.clone(),
        version: 1,
        trunk_version: None,
        branch_id,
        // What the server once had is its own to delete.
        state: existing.map_or(EntityState::Offline, |known| known.state),
        properties: existing.map(|e| e.properties.clone()).unwrap_or_default(),
    };
    entity.set_properties(&change.properties);
    entity
}

fn updated(change: &EntityChange, known: &Entity) -> Entity {
    let mut entity = known.clone();
    entity.version = known.version.saturating_add(1);
    if !change.label.trim().is_empty() {
        entity.label.clone_from(&change.label);
    }
    entity.set_properties(&change.properties);
    entity
}

/// `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`, bare: an entity's id has no `uuid:` before it.
fn is_uuid_v4(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => *byte == b'-',
            14 => *byte == b'4',
            19 => matches!(byte.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b'),
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_ids_are_ids() {
        for byte in [0, 7, 255] {
            let id = super::super::uuid_v4([byte; 16]);
            assert!(is_uuid_v4(&id), "{id}");
        }
    }

    #[test]
    fn only_version_4_ids_are_ids() {
        assert!(is_uuid_v4("0029527b-a4cd-461f-8871-9ac3ec153e67"));
        for text in [
            "",
            "id",
            "0029527b-a4cd-161f-8871-9ac3ec153e67",
            "0029527b-a4cd-461f-7871-9ac3ec153e67",
            "uuid:0029527b-a4cd-461f-8871-9ac3ec153e67",
            "0029527b-a4cd-461f-8871-9ac3ec153e6g",
        ] {
            assert!(!is_uuid_v4(text), "{text}");
        }
    }
}
