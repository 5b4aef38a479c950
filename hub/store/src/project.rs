//! Projects.

use farola_model::{ProjectId, Timestamp};
use farola_protocol::Problem;

use crate::error::StoreError;
use crate::sql::{at, maybe_at};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

/// A project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// Number of the project.
    pub id: ProjectId,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: Option<String>,
    /// IANA zone in which its times are shown.
    pub time_zone: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Option<Timestamp>,
    /// Forms in it.
    pub forms: i64,
    /// App users in it.
    pub app_users: i64,
    /// When its newest submission arrived.
    pub last_submission: Option<Timestamp>,
}

fn read_project(row: &Row<'_>) -> Result<Project, StoreError> {
    Ok(Project {
        id: ProjectId(row.get("id")?),
        name: row.get("name")?,
        description: row.get("description")?,
        time_zone: row.get("time_zone")?,
        created: at(row, "created_ms")?,
        updated: maybe_at(row, "updated_ms")?,
        forms: row.get("forms")?,
        app_users: row.get("app_users")?,
        last_submission: maybe_at(row, "last_ms")?,
    })
}

impl Store {
    /// All projects.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_projects(&self) -> Result<Vec<Project>, StoreError> {
        let sql = "SELECT project.*,
               (SELECT count(*) FROM form WHERE form.project_id = project.id) AS forms,
               (SELECT count(*) FROM app_user WHERE app_user.project_id = project.id
                  AND revoked_ms IS NULL) AS app_users,
               (SELECT nullif(max(newest_ms), 0) FROM tally
                  WHERE tally.project_id = project.id) AS last_ms
             FROM project ORDER BY id";
        self.read(|tx| tx.rows(sql, (), read_project))
    }

    /// The IANA zone in which the days of a project begin and end.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`]; [`StoreError::Busy`], [`StoreError::Database`]: the database
    /// is locked or damaged.
    pub fn read_time_zone(&self, project: ProjectId) -> Result<String, StoreError> {
        let sql = "SELECT time_zone FROM project WHERE id = ?1";
        self.read(|tx| {
            tx.maybe_row(sql, [project.0], |row| row.get("time_zone"))?
                .ok_or(Problem::ProjectUnknown.into())
        })
    }

    /// Renames a project.
    ///
    /// # Errors
    /// [`Problem::ProjectUnknown`].
    pub fn rename_project(
        &self,
        project: ProjectId,
        name: String,
        now: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| {
            require_project(tx, project)?;
            tx.execute(
                "UPDATE project SET name = ?1, updated_ms = ?2 WHERE id = ?3",
                (name, now.as_millis(), project.0),
            )?;
            Ok(())
        })
    }
}

/// Lets through where the project is there.
pub(crate) fn require_project(tx: &Tx, project: ProjectId) -> Result<(), StoreError> {
    let sql = "SELECT 1 FROM project WHERE id = ?1";
    tx.maybe_row(sql, [project.0], |_| Ok(()))?
        .ok_or(Problem::ProjectUnknown.into())
}
