//! People and phones: users, their sessions, app users (a phone's key), the audit.

use farola_model::{ProjectId, Sha256, Timestamp};
use farola_protocol::Problem;
use rusqlite::{Connection, OptionalExtension as _, Row};
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
use crate::sql::{Digest, OrMissing as _, at, maybe_at};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Forms, phones, people, and everything a reviewer may.
    Admin,
    /// Reads records and decides about them.
    Reviewer,
    /// Reads records and comments; decides nothing.
    Team,
}

impl Role {
    /// The word as stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Reviewer => "reviewer",
            Self::Team => "team",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Admin, Self::Reviewer, Self::Team]
            .into_iter()
            .find(|role| role.as_str() == text)
    }
}

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Number of the person.
    pub id: i64,
    /// Address to sign in with.
    pub email: String,
    /// Name shown in the history.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Preferred language, `es` or `en`.
    pub language: String,
    /// When the account was made.
    pub created: Timestamp,
    /// Last time the person signed in.
    pub last_login: Option<Timestamp>,
}

/// A new or changed person.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// Address to sign in with.
    pub email: String,
    /// Name shown in the history.
    pub display_name: String,
    /// What the person may do.
    pub role: Role,
    /// Preferred language.
    pub language: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
}

/// A phone's key to one project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppUser {
    /// Number of the app user.
    pub id: i64,
    /// The project the key opens.
    pub project: ProjectId,
    /// Name of the phone or team.
    pub display_name: String,
    /// First characters of the key.
    pub token_prefix: String,
    /// Who made it.
    pub created_by: Option<i64>,
    /// When it was made.
    pub created: Timestamp,
    /// When its key last changed.
    pub updated: Option<Timestamp>,
    /// Last submission sent with it.
    pub last_used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

fn read_user(row: &Row<'_>) -> rusqlite::Result<User> {
    let role: String = row.get("role")?;
    Ok(User {
        id: row.get("id")?,
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        role: Role::parse(&role).unwrap_or(Role::Team),
        language: row.get("language")?,
        created: at(row, "created_ms")?,
        last_login: maybe_at(row, "last_login_ms")?,
    })
}

fn read_app_user(row: &Row<'_>) -> rusqlite::Result<AppUser> {
    Ok(AppUser {
        id: row.get("id")?,
        project: ProjectId(row.get("project_id")?),
        display_name: row.get("display_name")?,
        token_prefix: row.get("token_prefix")?,
        created_by: row.get("created_by")?,
        created: at(row, "created_ms")?,
        updated: maybe_at(row, "updated_ms")?,
        last_used: maybe_at(row, "last_used_ms")?,
        revoked: maybe_at(row, "revoked_ms")?,
    })
}

/// Adds a person.
///
/// # Errors
/// [`StoreError::Exists`] when the address is taken.
pub fn add_user(
    connection: &Connection,
    user: &NewUser,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let added = connection.execute(
        "INSERT INTO user (email, display_name, role, language, password_hash, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (email) DO NOTHING",
        (
            &user.email,
            &user.display_name,
            user.role.as_str(),
            &user.language,
            &user.password_hash,
            now.as_millis(),
        ),
    )?;
    if added == 0 {
        return Err(StoreError::Exists { what: "user" });
    }
    let id = connection.last_insert_rowid();
    audit(
        connection,
        now,
        None,
        "user.create",
        &serde_json::json!({"id": id}),
    )?;
    Ok(id)
}

/// Sets a person's password hash and ends all sessions of the person.
///
/// # Errors
/// [`StoreError::Missing`] when nobody has that address.
pub fn set_password(
    connection: &Connection,
    email: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id: i64 = connection
        .query_row("SELECT id FROM user WHERE email = ?1", [email], |row| {
            row.get(0)
        })
        .or_missing("user")?;
    connection.execute(
        "UPDATE user SET password_hash = ?1 WHERE id = ?2",
        (password_hash, id),
    )?;
    connection.execute("DELETE FROM session WHERE user_id = ?1", [id])?;
    audit(
        connection,
        now,
        Some(id),
        "user.password",
        &serde_json::json!({"id": id}),
    )
}

/// The person of that address with the hash of the password; none when unknown or disabled.
///
/// # Errors
/// A failure of the database.
pub fn user_by_email(
    connection: &Connection,
    email: &str,
) -> Result<Option<(User, String)>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT * FROM user WHERE email = ?1 AND disabled_ms IS NULL")?
        .query_row([email], |row| {
            Ok((read_user(row)?, row.get("password_hash")?))
        })
        .optional()?)
}

/// All people, by address.
///
/// # Errors
/// A failure of the database.
pub fn users(connection: &Connection) -> Result<Vec<User>, StoreError> {
    let mut statement = connection.prepare("SELECT * FROM user ORDER BY email")?;
    let rows = statement.query_map([], read_user)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Opens a session and notes the sign-in.
///
/// # Errors
/// A failure of the database.
pub fn open_session(
    connection: &Connection,
    user: i64,
    token: Sha256,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM session WHERE expires_ms <= ?1",
        [now.as_millis()],
    )?;
    connection.execute(
        "INSERT INTO session (token_sha256, user_id, created_ms, expires_ms)
         VALUES (?1, ?2, ?3, ?4)",
        (Digest(token.0), user, now.as_millis(), expires.as_millis()),
    )?;
    connection.execute(
        "UPDATE user SET last_login_ms = ?1 WHERE id = ?2",
        (now.as_millis(), user),
    )?;
    audit(
        connection,
        now,
        Some(user),
        "user.session.create",
        &serde_json::json!({}),
    )
}

/// The person of a session token with the session's begin and end; none when expired.
///
/// # Errors
/// A failure of the database.
pub fn session(
    connection: &Connection,
    token: Sha256,
    now: Timestamp,
) -> Result<Option<(User, Timestamp, Timestamp)>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT user.*, session.created_ms AS opened_ms, session.expires_ms
             FROM session JOIN user ON user.id = session.user_id
             WHERE token_sha256 = ?1 AND expires_ms > ?2 AND disabled_ms IS NULL",
        )?
        .query_row((Digest(token.0), now.as_millis()), |row| {
            Ok((
                read_user(row)?,
                at(row, "opened_ms")?,
                at(row, "expires_ms")?,
            ))
        })
        .optional()?)
}

/// Ends a session.
///
/// # Errors
/// A failure of the database.
pub fn close_session(connection: &Connection, token: Sha256) -> Result<(), StoreError> {
    connection.execute(
        "DELETE FROM session WHERE token_sha256 = ?1",
        [Digest(token.0)],
    )?;
    Ok(())
}

/// Adds a phone's key.
///
/// # Errors
/// [`StoreError::Missing`] when there is no such project.
pub fn add_app_user(
    connection: &Connection,
    project: ProjectId,
    display_name: &str,
    token: (Sha256, &str),
    by: Option<i64>,
    now: Timestamp,
) -> Result<AppUser, StoreError> {
    project_exists(connection, project)?;
    connection.execute(
        "INSERT INTO app_user
           (project_id, display_name, token_sha256, token_prefix, created_by, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (
            project.0,
            display_name,
            Digest(token.0.0),
            token.1,
            by,
            now.as_millis(),
        ),
    )?;
    let id = connection.last_insert_rowid();
    audit(
        connection,
        now,
        by,
        "field_key.create",
        &serde_json::json!({"id": id}),
    )?;
    app_user_by_id(connection, project, id)
}

/// Gives an app user a new key; the old one stops working.
///
/// # Errors
/// [`StoreError::Missing`] when unknown or revoked.
pub fn rotate_app_user(
    connection: &Connection,
    project: ProjectId,
    id: i64,
    token: (Sha256, &str),
    by: Option<i64>,
    now: Timestamp,
) -> Result<AppUser, StoreError> {
    let changed = connection.execute(
        "UPDATE app_user SET token_sha256 = ?1, token_prefix = ?2, updated_ms = ?3
         WHERE project_id = ?4 AND id = ?5 AND revoked_ms IS NULL",
        (Digest(token.0.0), token.1, now.as_millis(), project.0, id),
    )?;
    if changed == 0 {
        return Err(StoreError::Missing { what: "app user" });
    }
    audit(
        connection,
        now,
        by,
        "field_key.rotate",
        &serde_json::json!({"id": id}),
    )?;
    app_user_by_id(connection, project, id)
}

/// Revokes an app user's key at once.
///
/// # Errors
/// [`StoreError::Missing`] when unknown.
pub fn revoke_app_user(
    connection: &Connection,
    project: ProjectId,
    id: i64,
    by: Option<i64>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let changed = connection.execute(
        "UPDATE app_user SET revoked_ms = coalesce(revoked_ms, ?1)
         WHERE project_id = ?2 AND id = ?3",
        (now.as_millis(), project.0, id),
    )?;
    if changed == 0 {
        return Err(StoreError::Missing { what: "app user" });
    }
    audit(
        connection,
        now,
        by,
        "field_key.delete",
        &serde_json::json!({"id": id}),
    )
}

/// One app user of a project.
///
/// # Errors
/// [`StoreError::Missing`] when unknown.
pub fn app_user_by_id(
    connection: &Connection,
    project: ProjectId,
    id: i64,
) -> Result<AppUser, StoreError> {
    connection
        .query_row(
            "SELECT * FROM app_user WHERE project_id = ?1 AND id = ?2",
            (project.0, id),
            read_app_user,
        )
        .or_missing("app user")
}

/// The app user a key belongs to; none for an unknown or revoked key.
///
/// # Errors
/// A failure of the database.
pub fn app_user_by_token(
    connection: &Connection,
    project: ProjectId,
    token: Sha256,
) -> Result<Option<AppUser>, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT * FROM app_user
             WHERE token_sha256 = ?1 AND project_id = ?2 AND revoked_ms IS NULL",
        )?
        .query_row((Digest(token.0), project.0), read_app_user)
        .optional()?)
}

/// The app users of a project.
///
/// # Errors
/// A failure of the database.
pub fn app_users(connection: &Connection, project: ProjectId) -> Result<Vec<AppUser>, StoreError> {
    let mut statement =
        connection.prepare("SELECT * FROM app_user WHERE project_id = ?1 ORDER BY id")?;
    let rows = statement.query_map([project.0], read_app_user)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A project's row.
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

/// All projects.
///
/// # Errors
/// A failure of the database.
pub fn projects(connection: &Connection) -> Result<Vec<Project>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT project.*,
           (SELECT count(*) FROM form WHERE form.project_id = project.id) AS forms,
           (SELECT count(*) FROM app_user WHERE app_user.project_id = project.id
              AND revoked_ms IS NULL) AS app_users,
           (SELECT max(created_ms) FROM submission WHERE submission.project_id = project.id)
             AS last_ms
         FROM project ORDER BY id",
    )?;
    let rows = statement.query_map([], |row| {
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
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The IANA zone in which the days of a project begin and end.
///
/// # Errors
/// [`Problem::ProjectUnknown`]; `Storage`: the database is locked, full or damaged.
pub fn time_zone(connection: &Connection, project: ProjectId) -> Result<String, StoreError> {
    connection
        .prepare_cached("SELECT time_zone FROM project WHERE id = ?1")?
        .query_row([project.0], |row| row.get(0))
        .or_refuse(Problem::ProjectUnknown)
}

/// Renames a project.
///
/// # Errors
/// [`StoreError::Missing`] when unknown.
pub fn rename_project(
    connection: &Connection,
    project: ProjectId,
    name: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    project_exists(connection, project)?;
    connection.execute(
        "UPDATE project SET name = ?1, updated_ms = ?2 WHERE id = ?3",
        (name, now.as_millis(), project.0),
    )?;
    Ok(())
}

/// Whether the project is there.
///
/// # Errors
/// [`StoreError::Missing`] when it is not.
pub fn project_exists(connection: &Connection, project: ProjectId) -> Result<(), StoreError> {
    connection
        .prepare_cached("SELECT 1 FROM project WHERE id = ?1")?
        .query_row([project.0], |_| Ok(()))
        .or_refuse(Problem::ProjectUnknown)
}

/// Writes one line of the audit. `details` holds ids and names of fields, never answers.
///
/// # Errors
/// A failure of the database.
pub fn audit(
    connection: &Connection,
    now: Timestamp,
    user: Option<i64>,
    action: &str,
    details: &serde_json::Value,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO audit (at_ms, user_id, action, details) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((now.as_millis(), user, action, details.to_string()))?;
    Ok(())
}
