//! People: users and their sessions.

use farola_model::Timestamp;
use farola_protocol::Problem;
use serde::{Deserialize, Serialize};

use crate::audit::audit;
use crate::error::StoreError;
pub use crate::id::{SessionId, UserId};
use crate::people::{Who, find, forget_devices};
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
    /// Last time the person did something, to the minute.
    pub last_seen: Option<Timestamp>,
    /// Since when the person is shut out.
    pub disabled: Option<Timestamp>,
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
#[derive(Clone)]
pub struct Account {
    /// The person.
    pub user: User,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// Whether a code is shown beside the password.
    pub has_code: bool,
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
    /// Whether the hub demands a code of this person, who has not set one up.
    pub must_set_code: bool,
}

pub(crate) fn read_user(row: &Row<'_>) -> Result<User, StoreError> {
    Ok(User {
        id: UserId(row.get("id")?),
        email: row.get("email")?,
        display_name: row.get("display_name")?,
        role: word(row, "role", Role::parse)?,
        language: row.get("language")?,
        created: at(row, "created_ms")?,
        last_login: maybe_at(row, "last_login_ms")?,
        last_seen: maybe_at(row, "last_seen_ms")?,
        disabled: maybe_at(row, "disabled_ms")?,
    })
}

fn read_account(row: &Row<'_>) -> Result<Account, StoreError> {
    Ok(Account {
        user: read_user(row)?,
        password_hash: row.get("password_hash")?,
        has_code: row.get("has_code")?,
    })
}

fn read_session(row: &Row<'_>) -> Result<Session, StoreError> {
    Ok(Session {
        user: read_user(row)?,
        opened: at(row, "opened_ms")?,
        expires: at(row, "expires_ms")?,
        must_set_code: row.get("must_set_code")?,
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
    /// [`StoreError::Missing`] when nobody is meant.
    pub fn set_password(
        &self,
        who: Who,
        password_hash: String,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, User> {
        self.write(move |tx| set_password(tx, &who, &password_hash, by, now))
    }

    /// The person of that address; none when unknown or disabled.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_account(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT person.*,
               EXISTS (SELECT 1 FROM second_proof WHERE user_id = person.id) AS has_code
             FROM \"user\" person WHERE lower(email) = ?1 AND disabled_ms IS NULL";
        self.read(|tx| tx.maybe_row(sql, [folded(email)], read_account))
    }

    /// Opens a session of an account as it was when its password was looked at, and notes the
    /// sign-in.
    ///
    /// # Errors
    /// [`Problem::AuthWrong`] when the person was shut out, or has another password or another
    /// need of a code meanwhile.
    pub fn open_session(
        &self,
        account: Account,
        session: SessionId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| open_session(tx, &account, session, now, expires))
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
        let sql = "SELECT person.*, session.created_ms AS opened_ms, session.expires_ms,
               (person.role <> 'team' AND EXISTS (SELECT 1 FROM hub WHERE codes_demanded = 1)
                AND NOT EXISTS (SELECT 1 FROM second_proof WHERE user_id = person.id))
                 AS must_set_code
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
pub(crate) fn folded(email: &str) -> String {
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
    who: &Who,
    password_hash: &str,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<User, StoreError> {
    let user = find(tx, who)?;
    let id = user.id.0;
    tx.execute(
        "UPDATE \"user\" SET password_hash = ?1 WHERE id = ?2",
        (password_hash, id),
    )?;
    tx.execute("DELETE FROM session WHERE user_id = ?1", [id])?;
    // Whoever signed in with the old one may be who it is changed for.
    forget_devices(tx, user.id)?;
    audit(tx, now, by, "user.password", &serde_json::json!({"id": id}))?;
    Ok(user)
}

fn open_session(
    tx: &Tx,
    account: &Account,
    session: SessionId,
    now: Timestamp,
    expires: Timestamp,
) -> Result<(), StoreError> {
    let user = account.user.id;
    tx.execute(
        "DELETE FROM session WHERE expires_ms <= ?1",
        [now.as_millis()],
    )?;
    let same = tx.execute(
        "UPDATE \"user\" SET last_login_ms = ?1, last_seen_ms = ?1
         WHERE id = ?2 AND password_hash = ?3 AND disabled_ms IS NULL
           AND (SELECT count(*) FROM second_proof WHERE user_id = ?2) = ?4",
        (
            now.as_millis(),
            user.0,
            &account.password_hash,
            account.has_code,
        ),
    )?;
    if same == 0 {
        return Err(StoreError::Refused(Problem::AuthWrong));
    }
    tx.execute(
        "INSERT INTO session (token_sha256, user_id, created_ms, expires_ms)
         VALUES (?1, ?2, ?3, ?4)",
        (session.0, user.0, now.as_millis(), expires.as_millis()),
    )?;
    let details = serde_json::json!({});
    audit(tx, now, Some(user), "user.session.create", &details)
}
