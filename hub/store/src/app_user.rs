//! Phones: app users, each with a key to one project.

use farola_model::{ProjectId, Timestamp};

use crate::audit::audit;
use crate::error::StoreError;
use crate::id::UserId;
pub use crate::id::{AppUserId, KeyDigest};
use crate::known::tell;
use crate::project::require_project;
use crate::sql::{at, maybe_at};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// A phone's key to one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppUser {
    /// Number of the app user.
    pub id: AppUserId,
    /// The project the key opens.
    pub project: ProjectId,
    /// Name of the phone or team.
    pub display_name: String,
    /// First characters of the key.
    pub token_prefix: String,
    /// Who made it.
    pub created_by: Option<UserId>,
    /// When it was made.
    pub created: Timestamp,
    /// When its key last changed.
    pub updated: Option<Timestamp>,
    /// Last submission sent with it.
    pub last_used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

/// What is kept of a new key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// Its digest.
    pub digest: KeyDigest,
    /// Its first characters, enough to tell two keys apart in a list.
    pub prefix: String,
}

fn read_app_user(row: &Row<'_>) -> Result<AppUser, StoreError> {
    Ok(AppUser {
        id: AppUserId(row.get("id")?),
        project: ProjectId(row.get("project_id")?),
        display_name: row.get("display_name")?,
        token_prefix: row.get("token_prefix")?,
        created_by: row.get::<_, Option<i64>>("created_by")?.map(UserId),
        created: at(row, "created_ms")?,
        updated: maybe_at(row, "updated_ms")?,
        last_used: maybe_at(row, "last_used_ms")?,
        revoked: maybe_at(row, "revoked_ms")?,
    })
}

impl Store {
    /// Adds a phone's key.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`](farola_protocol::Problem::ProjectUnknown).
    pub fn add_app_user(
        &self,
        project: ProjectId,
        display_name: String,
        key: NewKey,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, AppUser> {
        self.write(move |tx| add_app_user(tx, project, &display_name, &key, by, now))
    }

    /// Gives an app user a new key; the old one stops working.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when unknown or revoked.
    pub fn rotate_app_user(
        &self,
        project: ProjectId,
        id: AppUserId,
        key: NewKey,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, AppUser> {
        self.write(move |tx| {
            let changed = tx.execute(
                "UPDATE app_user SET token_sha256 = ?1, token_prefix = ?2, updated_ms = ?3
                 WHERE project_id = ?4 AND id = ?5 AND revoked_ms IS NULL",
                (key.digest.0, key.prefix, now.as_millis(), project.0, id.0),
            )?;
            note_change(tx, changed, id, by, "field_key.rotate", now)?;
            read(tx, project, id)
        })
    }

    /// Revokes an app user's key at once.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when unknown.
    pub fn revoke_app_user(
        &self,
        project: ProjectId,
        id: AppUserId,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| {
            let changed = tx.execute(
                "UPDATE app_user SET revoked_ms = coalesce(revoked_ms, ?1)
                 WHERE project_id = ?2 AND id = ?3",
                (now.as_millis(), project.0, id.0),
            )?;
            tx.execute("DELETE FROM fresh_key WHERE app_user = ?1", [id.0])?;
            note_change(tx, changed, id, by, "field_key.delete", now)
        })
    }

    /// One app user of a project.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when unknown.
    pub fn read_app_user(&self, project: ProjectId, id: AppUserId) -> Result<AppUser, StoreError> {
        self.read(|tx| read(tx, project, id))
    }

    /// The app user a key belongs to; none for an unknown or revoked key.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_app_user(
        &self,
        project: ProjectId,
        key: KeyDigest,
    ) -> Result<Option<AppUser>, StoreError> {
        let sql = "SELECT * FROM app_user
             WHERE token_sha256 = ?1 AND project_id = ?2 AND revoked_ms IS NULL";
        let named = (project, key.0);
        if let Some(kept) = self.look_phone(|tx| self.known().kept_phone(tx, &named))? {
            return Ok(Some(kept));
        }
        self.read_phone(|tx| {
            let read = || tx.maybe_row(sql, (key.0, project.0), read_app_user);
            self.known().phone(tx, named, read)
        })
    }

    /// The app users of a project, the oldest first, revoked ones too.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`](farola_protocol::Problem::ProjectUnknown); a failure of the
    /// database.
    pub fn list_app_users(&self, project: ProjectId) -> Result<Vec<AppUser>, StoreError> {
        let sql = "SELECT * FROM app_user WHERE project_id = ?1 ORDER BY id";
        self.read(|tx| {
            require_project(tx, project)?;
            tx.rows(sql, [project.0], read_app_user)
        })
    }
}

fn add_app_user(
    tx: &Tx,
    project: ProjectId,
    display_name: &str,
    key: &NewKey,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<AppUser, StoreError> {
    require_project(tx, project)?;
    let id = tx.insert(
        "INSERT INTO app_user
           (project_id, display_name, token_sha256, token_prefix, created_by, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id",
        (
            project.0,
            display_name,
            key.digest.0,
            &key.prefix,
            by.map(|by| by.0),
            now.as_millis(),
        ),
    )?;
    let id = AppUserId(id);
    note_change(tx, 1, id, by, "field_key.create", now)?;
    read(tx, project, id)
}

fn read(tx: &Tx, project: ProjectId, id: AppUserId) -> Result<AppUser, StoreError> {
    let sql = "SELECT * FROM app_user WHERE project_id = ?1 AND id = ?2";
    tx.maybe_row(sql, (project.0, id.0), read_app_user)?
        .ok_or(StoreError::Missing { what: "app user" })
}

/// Writes the audit of a change that met `changed` rows.
fn note_change(
    tx: &Tx,
    changed: usize,
    id: AppUserId,
    by: Option<UserId>,
    action: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if changed == 0 {
        return Err(StoreError::Missing { what: "app user" });
    }
    tell(tx)?;
    audit(tx, now, by, action, &serde_json::json!({"id": id}))
}
