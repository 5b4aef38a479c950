//! A list of entities as a device holds it.

use std::fmt;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::change::{EntityChange, NotApplied, apply};
use super::{BRANCH_ID, ID, LABEL, TRUNK_VERSION, VERSION};

/// Whether the server is known to have an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityState {
    /// Made on this device; the server's list has not shown it yet.
    Offline,
    /// The server's list had it.
    Online,
}

/// One entity on a device.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its version here: the server's, plus one per change made on this device since.
    pub version: u32,
    /// The server's version that those changes started from; none for an entity made here.
    pub trunk_version: Option<u32>,
    /// Names the changes made here since the trunk version.
    pub branch_id: String,
    /// Whether the server is known to have it.
    pub state: EntityState,
    /// Its properties.
    pub properties: Vec<(String, String)>,
}

impl fmt::Debug for Entity {
    // Labels and properties are answers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entity")
            .field("version", &self.version)
            .field("trunk_version", &self.trunk_version)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Entity {
    /// Whether it was changed on this device since the server's last word.
    #[must_use]
    pub fn is_dirty(&self) -> bool {
        self.trunk_version != Some(self.version)
    }

    /// The value of a property, whatever the case of its name; empty where it has none.
    #[must_use]
    pub fn property(&self, name: &str) -> &str {
        let found = self
            .properties
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Takes values over; properties that are not named stay.
    pub(super) fn set_properties(&mut self, values: &[(String, String)]) {
        for (name, value) in values {
            let known = self
                .properties
                .iter_mut()
                .find(|(known, _)| known.eq_ignore_ascii_case(name));
            match known {
                Some((_, slot)) => slot.clone_from(value),
                None => self.properties.push((name.clone(), value.clone())),
            }
        }
    }
}

/// Why a server's list cannot be taken. Nothing is changed by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntityListError {
    /// A column that every list of entities has is missing.
    #[error("the list of entities has no column {name:?}")]
    Column {
        /// The column.
        name: &'static str,
    },
    /// A version that is no whole number.
    #[error("row {row} of the list of entities has no usable version")]
    Version {
        /// The row, counted from 1 without the header.
        row: usize,
    },
}

impl farola_model::Coded for EntityListError {
    fn code(&self) -> &'static str {
        match self {
            Self::Column { .. } => "form.entity_list_column",
            Self::Version { .. } => "form.entity_list_version",
        }
    }

    fn class(&self) -> farola_model::ErrorClass {
        farola_model::ErrorClass::Permanent
    }
}

/// A list of entities: those of the server and those made on this device.
///
/// ```
/// use farola_form::entities::{EntityList, ServerList};
///
/// let mut branch = || "b1".to_owned();
/// let mut list = EntityList::new("people");
/// let csv = b"name,label,__version,age\n9f0a,Ana,3,34\n";
/// let server = ServerList::read(csv).unwrap();
/// let report = list.merge(server, &mut branch);
/// assert_eq!(report.added, 1);
/// assert_eq!(list.get("9f0a").unwrap().property("age"), "34");
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct EntityList {
    name: String,
    needs_approval: bool,
    /// Columns of the list, in the order they came.
    pub(super) properties: Vec<String>,
    pub(super) entities: Vec<Entity>,
    pub(super) index: FxHashMap<String, usize>,
}

impl fmt::Debug for EntityList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntityList")
            .field("name", &self.name)
            .field("entities", &self.entities.len())
            .finish_non_exhaustive()
    }
}

impl EntityList {
    /// An empty list.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// A list as it was stored: its columns and its entities in order.
    #[must_use]
    pub fn restore(
        name: impl Into<String>,
        needs_approval: bool,
        properties: Vec<String>,
        entities: Vec<Entity>,
    ) -> Self {
        let mut list = Self {
            name: name.into(),
            needs_approval,
            properties,
            ..Self::default()
        };
        for entity in entities {
            list.put(entity);
        }
        list
    }

    /// Its name, which forms give as `dataset`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether new entities wait for a person's approval on the server.
    #[must_use]
    pub fn needs_approval(&self) -> bool {
        self.needs_approval
    }

    /// Says whether new entities wait for approval, as the server's manifest does.
    pub fn set_needs_approval(&mut self, needs_approval: bool) {
        self.needs_approval = needs_approval;
    }

    /// Names of the properties, in the order of the columns.
    #[must_use]
    pub fn properties(&self) -> &[String] {
        &self.properties
    }

    /// The entities, in order.
    #[must_use]
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// The entity of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Entity> {
        self.index.get(id).and_then(|at| self.entities.get(*at))
    }

    /// Takes a change in; `branch` gives a new branch id.
    ///
    /// # Errors
    /// Why it is not taken in.
    pub fn apply(
        &mut self,
        change: &EntityChange,
        branch: impl FnOnce() -> String,
    ) -> Result<&Entity, NotApplied> {
        let entity = apply(
            change,
            Some(self.needs_approval),
            self.get(&change.id),
            branch,
        )?;
        let at = self.put(entity);
        self.entities.get(at).ok_or(NotApplied::NoMatch)
    }

    /// Puts an entity in, in the place of the one with its id.
    pub(super) fn put(&mut self, entity: Entity) -> usize {
        for (name, _) in &entity.properties {
            if !self.properties.iter().any(|p| p.eq_ignore_ascii_case(name)) {
                self.properties.push(name.clone());
            }
        }
        match self.index.get(&entity.id).copied() {
            Some(at) => {
                if let Some(slot) = self.entities.get_mut(at) {
                    *slot = entity;
                }
                at
            }
            None => {
                let at = self.entities.len();
                self.index.insert(entity.id.clone(), at);
                self.entities.push(entity);
                at
            }
        }
    }

    /// Removes those ids: of an entity made here that the server says it deleted meanwhile.
    pub fn remove(&mut self, ids: &[String]) -> usize {
        let before = self.entities.len();
        self.entities.retain(|entity| !ids.contains(&entity.id));
        self.reindex();
        before - self.entities.len()
    }

    pub(super) fn reindex(&mut self) {
        let ids = self.entities.iter().enumerate();
        self.index = ids.map(|(at, e)| (e.id.clone(), at)).collect();
    }

    /// Ids of what was made here and the server's list has not shown yet: those to ask a server
    /// with an integrity address about.
    #[must_use]
    pub fn offline_ids(&self) -> Vec<&str> {
        let offline = self
            .entities
            .iter()
            .filter(|e| e.state == EntityState::Offline);
        offline.map(|e| e.id.as_str()).collect()
    }

    /// The list as the CSV file that forms read with `jr://file-csv/…`.
    #[must_use]
    pub fn to_csv(&self) -> Vec<u8> {
        let mut out = String::new();
        for name in [ID, LABEL, VERSION, TRUNK_VERSION, BRANCH_ID] {
            field(name, &mut out);
        }
        for name in &self.properties {
            field(name, &mut out);
        }
        end_row(&mut out);
        for entity in &self.entities {
            field(&entity.id, &mut out);
            field(&entity.label, &mut out);
            field(&entity.version.to_string(), &mut out);
            let trunk = entity.trunk_version.map(|v| v.to_string());
            field(&trunk.unwrap_or_default(), &mut out);
            field(&entity.branch_id, &mut out);
            for name in &self.properties {
                field(entity.property(name), &mut out);
            }
            end_row(&mut out);
        }
        out.into_bytes()
    }
}

fn field(text: &str, out: &mut String) {
    if text.contains(['"', ',', '\n', '\r']) || text.starts_with(' ') {
        out.push('"');
        out.push_str(&text.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(text);
    }
    out.push(',');
}

fn end_row(out: &mut String) {
    out.pop();
    out.push('\n');
}
