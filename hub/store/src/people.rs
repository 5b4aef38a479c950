//! Shutting people out and letting them in again: roles, sessions, who was seen when.
//!
//! Who is shut out is so at once and at every hub on the database: a session is looked up with
//! its person for each request, and no hub remembers one.

use farola_model::Timestamp;
use farola_protocol::Problem;

use crate::account::{Role, User, folded, read_user};
use crate::audit::audit;
use crate::error::StoreError;
pub use crate::id::DeviceId;
use crate::id::{SessionId, UserId};
use crate::sql::maybe_at;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// Browsers that are remembered for one person; the one that was not used for longest goes.
const DEVICES: i64 = 20;
/// A browser is forgotten when nobody signed in there for so long.
const DEVICE_MS: i64 = 180 * 24 * 3_600_000;

/// Whose account is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// By number, as the review app names people.
    Id(UserId),
    /// By the address to sign in with, as the terminal does.
    Email(String),
}

/// What is changed of a person's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserChange {
    /// What the person may do from the next request on.
    Role(Role),
    /// Shuts the person out: every session ends, and no browser is remembered.
    Disable,
    /// Lets the person in again, by signing in.
    Enable,
    /// Ends every session; the person may sign in again.
    EndSessions,
}

impl UserChange {
    fn action(self) -> &'static str {
        match self {
            Self::Role(_) => "user.role",
            Self::Disable => "user.disable",
            Self::Enable => "user.enable",
            Self::EndSessions => "user.session.end_all",
        }
    }
}

/// A person in the list of people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The person.
    pub user: User,
    /// Open sessions of the person.
    pub sessions: i64,
    /// Since when the person shows a code beside the password.
    pub code_since: Option<Timestamp>,
}

impl Store {
    /// All people by address, those that are shut out too.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn list_users(&self, now: Timestamp) -> Result<Vec<Listed>, StoreError> {
        let sql = "SELECT person.*, (SELECT count(*) FROM session
               WHERE user_id = person.id AND expires_ms > ?1) AS sessions,
               (SELECT set_ms FROM second_proof WHERE user_id = person.id) AS code_since_ms
             FROM \"user\" person ORDER BY lower(email)";
        self.read(|tx| {
            tx.rows(sql, [now.as_millis()], |row| {
                Ok(Listed {
                    user: read_user(row)?,
                    sessions: row.get("sessions")?,
                    code_since: maybe_at(row, "code_since_ms")?,
                })
            })
        })
    }

    /// The person who is meant, also one who is shut out.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nobody is meant.
    pub fn find_user(&self, who: &Who) -> Result<User, StoreError> {
        self.read(|tx| find(tx, who))
    }

    /// Changes a person's account, and answers it as it is now.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nobody is meant. [`Problem::LastAdministrator`] when nobody
    /// who may do everything would be left: nothing was changed.
    pub fn change_user(
        &self,
        who: Who,
        change: UserChange,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, User> {
        self.write(move |tx| change_user(tx, &who, change, by, now))
    }

    /// Notes that a session was used: it ends at `expires`, never earlier than it would have.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn touch_session(
        &self,
        session: SessionId,
        touched: Timestamp,
        expires: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| {
            tx.execute(
                "UPDATE session SET expires_ms = ?1 WHERE token_sha256 = ?2 AND expires_ms < ?1",
                (expires.as_millis(), session.0),
            )?;
            tx.execute(
                "UPDATE \"user\" SET last_seen_ms = ?1
                 WHERE id = (SELECT user_id FROM session WHERE token_sha256 = ?2)
                   AND coalesce(last_seen_ms, 0) < ?1",
                (touched.as_millis(), session.0),
            )?;
            Ok(())
        })
    }

    /// Whether that person signed in with that browser before.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn is_device_known(
        &self,
        user: UserId,
        device: DeviceId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT user_id FROM known_device
             WHERE token_sha256 = ?1 AND user_id = ?2 AND used_ms > ?3";
        let since = now.plus_millis(-DEVICE_MS).as_millis();
        self.look(|tx| {
            let found = tx.maybe_row(sql, (device.0, user.0, since), |row| {
                row.get::<_, i64>("user_id")
            });
            Ok(found?.is_some())
        })
    }

    /// Remembers the browser in which a person signed in.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn remember_device(&self, user: UserId, device: DeviceId, now: Timestamp) -> Write<'_, ()> {
        self.write(move |tx| remember(tx, user, device, now))
    }
}

fn change_user(
    tx: &Tx,
    who: &Who,
    change: UserChange,
    by: Option<UserId>,
    now: Timestamp,
) -> Result<User, StoreError> {
    let before = find(tx, who)?;
    let id = before.id.0;
    match change {
        UserChange::Role(role) => tx.execute(
            "UPDATE \"user\" SET role = ?1 WHERE id = ?2",
            (role.as_str(), id),
        )?,
        UserChange::Disable => tx.execute(
            "UPDATE \"user\" SET disabled_ms = coalesce(disabled_ms, ?1) WHERE id = ?2",
            (now.as_millis(), id),
        )?,
        UserChange::Enable => {
            tx.execute("UPDATE \"user\" SET disabled_ms = NULL WHERE id = ?1", [id])?
        }
        UserChange::EndSessions => 0,
    };
    if matches!(change, UserChange::Disable | UserChange::EndSessions) {
        tx.execute("DELETE FROM session WHERE user_id = ?1", [id])?;
    }
    if change == UserChange::Disable {
        forget_devices(tx, before.id)?;
    }
    let after = find(tx, &Who::Id(before.id))?;
    if may_administer(&before) && !may_administer(&after) && !has_administrator(tx)? {
        return Err(StoreError::Refused(Problem::LastAdministrator));
    }
    let details = match change {
        UserChange::Role(role) => serde_json::json!({"id": id, "role": role}),
        _ => serde_json::json!({"id": id}),
    };
    audit(tx, now, by, change.action(), &details)?;
    Ok(after)
}

fn may_administer(user: &User) -> bool {
    user.role == Role::Admin && user.disabled.is_none()
}

fn has_administrator(tx: &Tx) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM \"user\" WHERE role = 'admin' AND disabled_ms IS NULL LIMIT 1";
    let found: Option<i64> = tx.maybe_row(sql, (), |row| row.get("id"))?;
    Ok(found.is_some())
}

/// The person who is meant, also one who is shut out.
pub(crate) fn find(tx: &Tx, who: &Who) -> Result<User, StoreError> {
    let found = match who {
        Who::Id(id) => tx.maybe_row("SELECT * FROM \"user\" WHERE id = ?1", [id.0], read_user),
        Who::Email(email) => tx.maybe_row(
            "SELECT * FROM \"user\" WHERE lower(email) = ?1",
            [folded(email)],
            read_user,
        ),
    };
    found?.ok_or(StoreError::Missing { what: "user" })
}

/// Nobody is known by a browser any more: it is a stranger's from now on.
pub(crate) fn forget_devices(tx: &Tx, user: UserId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM known_device WHERE user_id = ?1", [user.0])?;
    Ok(())
}

pub(crate) fn remember(
    tx: &Tx,
    user: UserId,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO known_device (token_sha256, user_id, used_ms) VALUES (?1, ?2, ?3)
         ON CONFLICT (token_sha256)
         DO UPDATE SET user_id = excluded.user_id, used_ms = excluded.used_ms",
        (device.0, user.0, now.as_millis()),
    )?;
    tx.execute(
        "DELETE FROM known_device WHERE used_ms <= ?1",
        [now.plus_millis(-DEVICE_MS).as_millis()],
    )?;
    tx.execute(
        "DELETE FROM known_device WHERE user_id = ?1 AND token_sha256 NOT IN
           (SELECT token_sha256 FROM known_device WHERE user_id = ?1
            ORDER BY used_ms DESC, token_sha256 LIMIT ?2)",
        (user.0, DEVICES),
    )?;
    Ok(())
}
