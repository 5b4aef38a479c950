//! A link that makes one browser known for one account, once.
//!
//! Where somebody at the same address guesses at an account, its owner is told from the guesser
//! only by a browser in which she signed in before. Who has none gets a link from an
//! administrator; what is tried in that browser is counted by itself from then on. It opens
//! nothing: the password and the code are asked as ever.

use farola_model::{Sha256, Timestamp};
use farola_protocol::Problem;

use crate::account::{User, UserId};
use crate::audit::audit;
use crate::error::StoreError;
use crate::id::DeviceId;
use crate::people::{Who, find, remember};
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// A link by the SHA-256 of its token; the token itself is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkDigest(pub Sha256);

impl Store {
    /// Makes a link for an account until `expires`; the one that was made before is worth nothing.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nobody is meant.
    pub fn make_known_link(
        &self,
        who: Who,
        link: LinkDigest,
        by: Option<UserId>,
        now: Timestamp,
        expires: Timestamp,
    ) -> Write<'_, User> {
        self.write(move |tx| {
            let user = find(tx, &who)?;
            tx.execute("DELETE FROM known_link WHERE user_id = ?1", [user.id.0])?;
            tx.execute(
                "INSERT INTO known_link (token_sha256, user_id, expires_ms) VALUES (?1, ?2, ?3)",
                (link.0, user.id.0, expires.as_millis()),
            )?;
            let details = serde_json::json!({"id": user.id});
            audit(tx, now, by, "user.link", &details)?;
            Ok(user)
        })
    }

    /// Uses a link up: the browser is known for its account, which is answered.
    ///
    /// # Errors
    /// [`Problem::LinkUnknown`] when it was used or has ended, or its person is shut out.
    pub fn use_known_link(
        &self,
        link: LinkDigest,
        device: DeviceId,
        now: Timestamp,
    ) -> Write<'_, User> {
        self.write(move |tx| redeem(tx, link, device, now))
    }
}

fn redeem(tx: &Tx, link: LinkDigest, device: DeviceId, now: Timestamp) -> Result<User, StoreError> {
    tx.execute(
        "DELETE FROM known_link WHERE expires_ms <= ?1",
        [now.as_millis()],
    )?;
    let sql = "DELETE FROM known_link WHERE token_sha256 = ?1 RETURNING user_id";
    let id: Option<i64> = tx.maybe_row(sql, [link.0], |row| row.get("user_id"))?;
    let id = id.ok_or(Problem::LinkUnknown)?;
    let user = find(tx, &Who::Id(UserId(id)))?;
    if user.disabled.is_some() {
        return Err(Problem::LinkUnknown.into());
    }
    remember(tx, user.id, device, now)?;
    let details = serde_json::json!({"id": user.id});
    audit(tx, now, Some(user.id), "user.link.used", &details)?;
    Ok(user)
}
