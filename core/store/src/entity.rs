//! Lists of entities on the phone. What a change or a server's list makes of them is worked out
//! by the form engine; here they are kept, and changed together with the submission that asks.

use farola_model::{InstanceId, Sha256, Timestamp};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::error::{Error, Result};
use crate::row::found;
use crate::store::{Lasting, Reader, Store};
use crate::submission::Attachment;

/// A list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredList {
    /// Its name.
    pub name: String,
    /// Hash of the server's file it was last brought together with.
    pub hash: String,
    /// Whether new entities wait for approval on the server.
    pub needs_approval: bool,
    /// Names of its properties, as the engine writes them.
    pub properties: String,
}

/// One entity of a list.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEntity {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its version on this phone.
    pub version: u32,
    /// The server's version that it branched from.
    pub trunk_version: Option<u32>,
    /// Its branch.
    pub branch_id: String,
    /// Whether the server is known to have it.
    pub online: bool,
    /// Its properties, as the engine writes them.
    pub properties: String,
}

// Labels and properties are answers.
impl std::fmt::Debug for StoredEntity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "StoredEntity(version {})", self.version)
    }
}

/// An entity to write, with the list it belongs to.
pub type EntityWrite = (String, StoredEntity);

/// What is written in the transaction that finalizes a draft, beside the submission.
#[derive(Debug, Clone, Copy, Default)]
pub struct FinalizedWith<'a> {
    /// What lists show for it in place of what they showed for the draft.
    pub title: Option<&'a str>,
    /// The entities that it made or changed.
    pub entities: &'a [EntityWrite],
}

impl Store {
    /// [`Store::finalize`], and in the same transaction its title and entities. Finalizing the same
    /// bytes again changes nothing.
    ///
    /// # Errors
    /// As [`Store::finalize`]; [`Error::NotFound`] without one of the lists.
    pub fn finalize_with_entities(
        &mut self,
        draft: &InstanceId,
        xml: &[u8],
        attachments: &[Attachment],
        with: FinalizedWith<'_>,
        at: Timestamp,
    ) -> Result<Sha256> {
        self.finalize_with(draft, xml, attachments, at, with.title, &|tx| {
            for (list, entity) in with.entities {
                let list = list_id(tx, list)?;
                write(tx, list, entity)?;
            }
            Ok(())
        })
    }

    /// Replaces a list and all its entities by what the engine made of them.
    ///
    /// # Errors
    /// [`Error::DiskFull`], [`Error::ReadOnly`], [`Error::Busy`], [`Error::Corrupt`]: no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn replace_entities(
        &mut self,
        list: &StoredList,
        entities: &[StoredEntity],
        at: Timestamp,
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            let id: i64 = tx.query_row(
                "INSERT INTO entity_list (name, hash, needs_approval, properties, updated_ms) \
                 VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (name) DO UPDATE SET \
                 hash = excluded.hash, needs_approval = excluded.needs_approval, \
                 properties = excluded.properties, updated_ms = excluded.updated_ms RETURNING id",
                params![
                    list.name,
                    list.hash,
                    list.needs_approval,
                    list.properties,
                    at.0
                ],
                |row| row.get(0),
            )?;
            tx.execute("DELETE FROM entity WHERE list = ?1", [id])?;
            for entity in entities {
                write(tx, id, entity)?;
            }
            Ok(())
        })
    }
}

impl Reader {
    /// All lists, by name.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn entity_lists(&self) -> Result<Vec<StoredList>> {
        let mut statement = self.conn.prepare(
            "SELECT name, hash, needs_approval, properties FROM entity_list ORDER BY name",
        )?;
        let lists = statement.query_map([], list_row)?;
        Ok(lists.collect::<rusqlite::Result<_>>()?)
    }

    /// One list.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn entity_list(&self, name: &str) -> Result<Option<StoredList>> {
        Ok(self
            .conn
            .prepare_cached(
                "SELECT name, hash, needs_approval, properties FROM entity_list WHERE name = ?1",
            )?
            .query_row([name], list_row)
            .optional()?)
    }

    /// All entities of a list, in its order.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn entities(&self, list: &str) -> Result<Vec<StoredEntity>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "{ENTITY} WHERE list = (SELECT id FROM entity_list WHERE name = ?1) ORDER BY id"
        ))?;
        let entities = statement.query_map([list], entity_row)?;
        Ok(entities.collect::<rusqlite::Result<_>>()?)
    }

    /// One entity of a list.
    ///
    /// # Errors
    /// [`Error::Busy`]: another process holds the database; [`Error::Corrupt`]: it is damaged.
    pub fn entity(&self, list: &str, id: &str) -> Result<Option<StoredEntity>> {
        Ok(self
            .conn
            .prepare_cached(&format!(
                "{ENTITY} WHERE list = (SELECT id FROM entity_list WHERE name = ?1) \
                 AND entity_id = ?2"
            ))?
            .query_row([list, id], entity_row)
            .optional()?)
    }
}

const ENTITY: &str = "SELECT entity_id, label, version, trunk_version, branch_id, online, \
    properties FROM entity";

fn list_row(row: &Row<'_>) -> rusqlite::Result<StoredList> {
    Ok(StoredList {
        name: row.get(0)?,
        hash: row.get(1)?,
        needs_approval: row.get(2)?,
        properties: row.get(3)?,
    })
}

fn entity_row(row: &Row<'_>) -> rusqlite::Result<StoredEntity> {
    Ok(StoredEntity {
        id: row.get(0)?,
        label: row.get(1)?,
        version: row.get(2)?,
        trunk_version: row.get(3)?,
        branch_id: row.get(4)?,
        online: row.get(5)?,
        properties: row.get(6)?,
    })
}

fn list_id(tx: &Transaction<'_>, name: &str) -> Result<i64> {
    let id = tx
        .prepare_cached("SELECT id FROM entity_list WHERE name = ?1")?
        .query_row([name], |row| row.get(0));
    found::<i64>(id, "entity list")
}

fn write(tx: &Transaction<'_>, list: i64, entity: &StoredEntity) -> Result<(), Error> {
    tx.prepare_cached(
        "INSERT INTO entity (list, entity_id, label, version, trunk_version, branch_id, online, \
         properties) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
         ON CONFLICT (list, entity_id) DO UPDATE SET label = excluded.label, \
         version = excluded.version, trunk_version = excluded.trunk_version, \
         branch_id = excluded.branch_id, online = excluded.online, \
         properties = excluded.properties",
    )?
    .execute(params![
        list,
        entity.id,
        entity.label,
        entity.version,
        entity.trunk_version,
        entity.branch_id,
        entity.online,
        entity.properties
    ])?;
    Ok(())
}
