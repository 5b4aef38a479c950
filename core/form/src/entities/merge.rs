//! The server's list brought together with the device's own.
//!
//! The server's version wins where it is as high as the device's or higher; a higher one here is
//! a branch still on its way and stays. What the server once had and has no more is removed; what
//! it never had stays.

use rustc_hash::FxHashSet;

use super::list::{Entity, EntityList, EntityListError, EntityState};
use super::{ID, LABEL, VERSION, is_reserved};
use crate::parse::records;

/// A server's list as it came.
#[derive(Clone)]
pub struct ServerList {
    properties: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone)]
struct Row {
    id: String,
    label: String,
    version: u32,
    values: Vec<String>,
}

impl std::fmt::Debug for ServerList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerList({} rows)", self.rows.len())
    }
}

impl ServerList {
    /// Reads the CSV file that a server gives for a list: `name`, `label`, `__version` and the
    /// properties.
    ///
    /// # Errors
    /// A column is missing or a version is no number; then nothing of the list is to be used.
    pub fn read(csv: &[u8]) -> Result<Self, EntityListError> {
        let text = String::from_utf8_lossy(csv);
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut records = records(text, b',').into_iter();
        let header: Vec<String> = records
            .next()
            .unwrap_or_default()
            .iter()
            .map(|name| name.trim().to_owned())
            .collect();
        let column = |name: &'static str| {
            let at = header.iter().position(|known| known == name);
            at.ok_or(EntityListError::Column { name })
        };
        let (id, label, version) = (column(ID)?, column(LABEL)?, column(VERSION)?);
        let columns: Vec<usize> = (0..header.len())
            .filter(|at| header.get(*at).is_some_and(|name| !is_reserved(name)))
            .collect();
        let mut rows = Vec::new();
        for (index, record) in records.enumerate() {
            let cell = |at: usize| record.get(at).cloned().unwrap_or_default();
            let number = cell(version).trim().parse();
            let number = number.map_err(|_| EntityListError::Version { row: index + 1 })?;
            rows.push(Row {
                id: cell(id),
                label: cell(label),
                version: number,
                values: columns.iter().map(|at| cell(*at)).collect(),
            });
        }
        let properties = columns.iter().filter_map(|at| header.get(*at).cloned());
        Ok(Self {
            properties: properties.collect(),
            rows,
        })
    }

    /// Number of entities in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn values(&self, row: &Row) -> Vec<(String, String)> {
        let pairs = self.properties.iter().cloned();
        pairs.zip(row.values.iter().cloned()).collect()
    }
}

/// What a merge did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MergeReport {
    /// New to the device.
    pub added: usize,
    /// Overwritten by the server's version.
    pub updated: usize,
    /// Removed: the server had them and has them no more.
    pub removed: usize,
    /// Left with the device's own changes, which the server does not have yet.
    pub ahead: usize,
}

impl EntityList {
    /// Brings the server's list in; `branch` gives new branch ids.
    pub fn merge(&mut self, server: ServerList, branch: &mut dyn FnMut() -> String) -> MergeReport {
        self.keep_properties(&server.properties);
        let mut report = MergeReport::default();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for row in &server.rows {
            seen.insert(row.id.clone());
            let Some(known) = self.get(&row.id) else {
                report.added += 1;
                self.put(Entity {
                    id: row.id.clone(),
                    label: row.label.clone(),
                    version: row.version,
                    trunk_version: Some(row.version),
                    branch_id: branch(),
                    state: EntityState::Online,
                    properties: server.values(row),
                });
                continue;
            };
            let mut entity = known.clone();
            if known.version > row.version {
                report.ahead += 1;
                entity.state = EntityState::Online;
            } else if known.version < row.version || known.is_dirty() {
                report.updated += 1;
                entity.label.clone_from(&row.label);
                entity.version = row.version;
                entity.trunk_version = Some(row.version);
                entity.branch_id = branch();
                entity.state = EntityState::Online;
                entity.set_properties(&server.values(row));
            } else {
                continue;
            }
            self.put(entity);
        }
        let before = self.entities.len();
        self.entities
            .retain(|e| e.state == EntityState::Offline || seen.contains(&e.id));
        report.removed = before - self.entities.len();
        self.reindex();
        report
    }

    /// Drops the columns that the server's list has no more, and takes its order over.
    fn keep_properties(&mut self, server: &[String]) {
        let keep = |name: &str| server.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.properties = server.to_vec();
        for entity in &mut self.entities {
            entity.properties.retain(|(name, _)| keep(name));
        }
    }
}
