//! The second proof at signing in: a code that an app on the person's phone shows, and recovery
//! codes for who lost it (ADR 0045).
//!
//! Secrets are sealed by the caller under a key that lies in the hub's folder and in no database:
//! whoever has a backup has no codes. Recovery codes are stored as digests. Each code opens once:
//! the step of a code is noted in the statement that looks at it, over all hubs of a database.

use farola_model::{Sha256, Timestamp};
use farola_protocol::Problem;

use crate::account::{User, UserId};
use crate::audit::audit;
use crate::error::StoreError;
use crate::id::SessionId;
use crate::people::{Who, find, forget_devices};
use crate::sql::at;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// A secret as it is stored: unreadable without the key of the hub's folder.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedSecret(pub Vec<u8>);

impl std::fmt::Debug for SealedSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealedSecret(..)")
    }
}

/// A recovery code by its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecoveryCode(pub Sha256);

/// What a person set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondProof {
    /// The secret.
    pub sealed: SealedSecret,
    /// When it was set up.
    pub set: Timestamp,
    /// Recovery codes that were not used.
    pub recovery_codes: i64,
}

/// A second proof that is to be set up, with the code that showed it.
#[derive(Debug, Clone)]
pub struct NewSecondProof {
    /// The secret.
    pub sealed: SealedSecret,
    /// Step of the code that was shown.
    pub step: u64,
    /// Codes for who loses the phone.
    pub recovery_codes: Vec<RecoveryCode>,
}

impl Store {
    /// What a person set up; none where nothing.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn find_second_proof(&self, user: UserId) -> Result<Option<SecondProof>, StoreError> {
        let sql = "SELECT sealed, set_ms, (SELECT count(*) FROM recovery_code
               WHERE user_id = proof.user_id) AS codes
             FROM second_proof proof WHERE user_id = ?1";
        self.read(|tx| {
            tx.maybe_row(sql, [user.0], |row| {
                Ok(SecondProof {
                    sealed: SealedSecret(row.get("sealed")?),
                    set: at(row, "set_ms")?,
                    recovery_codes: row.get("codes")?,
                })
            })
        })
    }

    /// Sets a second proof up. Every session of the person ends but `kept`, which showed a code.
    ///
    /// # Errors
    /// [`Problem::CodeIsSet`] when there is one already.
    pub fn set_second_proof(
        &self,
        user: UserId,
        new: NewSecondProof,
        kept: SessionId,
        now: Timestamp,
    ) -> Write<'_, ()> {
        self.write(move |tx| set(tx, user, &new, kept, now))
    }

    /// Notes that a code of that step was shown; false where one of it or of a later step was
    /// shown before, so that nobody uses what somebody else looked at.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn use_code(&self, user: UserId, step: u64) -> Write<'_, bool> {
        self.write(move |tx| {
            let step = i64::try_from(step).unwrap_or(i64::MAX);
            let sql =
                "UPDATE second_proof SET used_step = ?1 WHERE user_id = ?2 AND used_step < ?1";
            Ok(tx.execute(sql, (step, user.0))? == 1)
        })
    }

    /// Uses a recovery code up; false where the person has none such.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn use_recovery_code(
        &self,
        user: UserId,
        code: RecoveryCode,
        now: Timestamp,
    ) -> Write<'_, bool> {
        self.write(move |tx| {
            let sql = "DELETE FROM recovery_code WHERE code_sha256 = ?1 AND user_id = ?2";
            let used = tx.execute(sql, (code.0, user.0))? == 1;
            if used {
                let details = serde_json::json!({"id": user.0});
                audit(tx, now, Some(user), "user.code.recovery", &details)?;
            }
            Ok(used)
        })
    }

    /// Takes the second proof off a person, with the recovery codes. Every session of the person
    /// ends and no browser is remembered: the phone may be in other hands.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when nobody is meant, or the person has none.
    pub fn remove_second_proof(
        &self,
        who: Who,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, User> {
        self.write(move |tx| remove(tx, &who, by, now))
    }
}

fn set(
    tx: &Tx,
    user: UserId,
    new: &NewSecondProof,
    kept: SessionId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let step = i64::try_from(new.step).unwrap_or(i64::MAX);
    let added = tx.execute(
        "INSERT INTO second_proof (user_id, sealed, set_ms, used_step) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
        (user.0, &new.sealed.0, now.as_millis(), step),
    )?;
    if added == 0 {
        return Err(Problem::CodeIsSet.into());
    }
    for code in &new.recovery_codes {
        tx.execute(
            "INSERT INTO recovery_code (code_sha256, user_id) VALUES (?1, ?2)",
            (code.0, user.0),
        )?;
    }
    tx.execute(
        "DELETE FROM session WHERE user_id = ?1 AND token_sha256 <> ?2",
        (user.0, kept.0),
    )?;
    let details = serde_json::json!({"id": user.0});
    audit(tx, now, Some(user), "user.code.set", &details)
}

fn remove(tx: &Tx, who: &Who, by: Option<UserId>, now: Timestamp) -> Result<User, StoreError> {
    let user = find(tx, who)?;
    let id = user.id.0;
    if tx.execute("DELETE FROM second_proof WHERE user_id = ?1", [id])? == 0 {
        return Err(StoreError::Missing { what: "code" });
    }
    tx.execute("DELETE FROM recovery_code WHERE user_id = ?1", [id])?;
    tx.execute("DELETE FROM session WHERE user_id = ?1", [id])?;
    forget_devices(tx, user.id)?;
    audit(
        tx,
        now,
        by,
        "user.code.remove",
        &serde_json::json!({"id": id}),
    )?;
    Ok(user)
}
