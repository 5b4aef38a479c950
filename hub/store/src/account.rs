//! People: users, their sessions, the audit of what they did.

use farola_model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::StoreError;
pub use crate::id::{SessionId, UserId};
use crate::sql::{at, maybe_at, word};
use crate::store::Store;
use crate::tx::Tx;
use crate::value::Row;
use crate::write::Write;

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
    pub id: UserId,
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

/// A person as signing in needs it.
pub struct Account {
    /// The person.
    pub user: User,
    /// Argon2id in PHC form.
    pub password_hash: String,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user.id)
            .finish_non_exhaustive()
    }
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: User,
    /// When the person signed in.
    pub opened: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
}

fn read_user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.get("id")?),
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        role: word(row, "role", Role::parse)?,
        language: row.get("language")?,
        created: at(row, "created_ms")?,
        last_login: maybe_at(row, "last_login_ms")?,
    })
}

fn read_account(row: &Row<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        user: read_user(row)?,
        password_hash: row.get("password_hash")?,
    })
}

fn read_session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        user: read_user(row)?,
        opened: at(row, "opened_ms")?,
        expires: at(row, "expires_ms")?,
    })
}

impl Store {
    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when the address is taken.
    pub fn add_user(&self, user: NewUser, now: Timestamp) -> Write<'_, UserId> {
        self.write(move |tx| add_user(tx, &user, now))
    }

    /// Sets a person's password hash and ends all sessions of the person.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nobody has that address.
    pub fn set_password(
        &self,
        email: String,
        password_hash: String,
        now: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| set_password(tx, &email, &password_hash, now))
    }

    /// The person of that address; none when unknown or disabled.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM \"user\" WHERE lower(email) = ?1 AND disabled_ms IS NULL";
        self.read(|tx| tx.maybe_row(sql, [folded(email)], read_account))
    }

    /// All people, by address.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_users(&self) -> Result<Vec<User>, StoreError> {
        self.read(|tx| {
            tx.rows(
                "SELECT * FROM \"user\" ORDER BY lower(email)",
                (),
                read_user,
            )
        })
    }

    /// Opens a session and notes the sign-in.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn open_session(
        &self,
        user: UserId,
        session: SessionId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| open_session(tx, user, session, now, expires))
    }

    /// The session of that id; none when unknown or expired, or its person is disabled.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_session(
        &self,
        session: SessionId,
        now: Timestamp,
    ) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT person.*, session.created_ms AS opened_ms, session.expires_ms
             FROM session JOIN \"user\" person ON person.id = session.user_id
             WHERE token_sha256 = ?1 AND expires_ms > ?2 AND disabled_ms IS NULL";
        self.look(|tx| tx.maybe_row(sql, (session.0, now.as_millis()), read_session))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn close_session(&self, session: SessionId) -> Write<'_, ()> {
        self.write(move |tx| {
            tx.execute("DELETE FROM session WHERE token_sha256 = ?1", [session.0])?;
            Ok(())
        })
    }
}

/// An address as it is compared. Only A to Z count as a to z, as both engines' `lower` has it:
/// what else is a capital depends on a server's language.
fn folded(email: &str) -> String {
    email.to_ascii_lowercase()
}

pub(crate) fn add_user(tx: &Tx, user: &NewUser, now: Timestamp) -> Result<UserId, StoreError> {
    let added: Option<i64> = tx.maybe_row(
        "INSERT INTO \"user\" (email, display_name, role, language, password_hash, created_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING RETURNING id",
        (
            &user.email,
            &user.display_name,
            user.role.as_str(),
            &user.language,
            &user.password_hash,
            now.as_millis(),
        ),
        |row| row.get("id"),
    )?;
    let id = added.ok_or(StoreError::Exists { what: "user" })?;
    let details = serde_json::json!({"id": id});
    audit(tx, now, None, "user.create", &details)?;
    Ok(UserId(id))
}

fn set_password(
    tx: &Tx,
    email: &str,
    password_hash: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id: i64 = tx
        .maybe_row(
            "SELECT id FROM \"user\" WHERE lower(email) = ?1",
            [folded(email)],
            |row| row.get("id"),
        )?
        .ok_or(StoreError::Missing { what: "user" })?;
    tx.execute(
        "UPDATE \"user\" SET password_hash = ?1 WHERE id = ?2",
        (password_hash, id),
    )?;
    tx.execute("DELETE FROM session WHERE user_id = ?1", [id])?;
    let details = serde_json::json!({"id": id});
    audit(tx, now, Some(UserId(id)), "user.password", &details)
}

fn open_session(
    tx: &Tx,
    user: UserId,
    session: SessionId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM session WHERE expires_ms <= ?1",
        [now.as_millis()],
    )?;
    tx.execute(
        "INSERT INTO session (token_sha256, user_id, created_ms, expires_ms)
         VALUES (?1, ?2, ?3, ?4)",
        (session.0, user.0, now.as_millis(), expires.as_millis()),
    )?;
    tx.execute(
        "UPDATE \"user\" SET last_login_ms = ?1 WHERE id = ?2",
        (now.as_millis(), user.0),
    )?;
    let details = serde_json::json!({});
    audit(tx, now, Some(user), "user.session.create", &details)
}

/// Writes one line of the audit. `details` holds ids and names of fields, never answers.
pub(crate) fn audit(
    tx: &Tx,
    now: Timestamp,
    user: Option<UserId>,
    action: &str,
    details: &serde_json::Value,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO audit (at_ms, user_id, action, details) VALUES (?1, ?2, ?3, ?4)",
        (
            now.as_millis(),
            user.map(|user| user.0),
            action,
            details.to_string(),
        ),
    )?;
    Ok(())
}
