//! Keys of phones that were just made. The key itself is kept for a few minutes, so that its code
//! can be shown by any hub on the database, and sealed, so that a copy of the database opens none.

use crate::error::StoreError;
use crate::id::{AppUserId, KeyDigest};
use crate::sql::sha256;
use crate::store::Store;
use crate::write::Write;

/// How long the code of a key can be shown.
const FRESH_MS: i64 = 15 * 60 * 1000;

/// A sealed key. Who sealed it knows how to open it.
#[derive(Clone, PartialEq, Eq)]
pub struct FreshKey {
    /// Digest of the key.
    pub digest: KeyDigest,
    /// The sealed key.
    pub sealed: Vec<u8>,
}

impl std::fmt::Debug for FreshKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshKey(..)")
    }
}

impl Store {
    /// Keeps the key that an app user has now for fifteen minutes.
    pub fn keep_fresh_key(&self, app_user: AppUserId, key: FreshKey) -> Write<'_, ()> {
        self.write(move |tx| {
            let now = tx.dialect().now_ms();
            let old = format!("DELETE FROM fresh_key WHERE made_ms <= {now} - {FRESH_MS}");
            tx.execute(&old, ())?;
            let sql = format!(
                "INSERT INTO fresh_key (app_user, token_sha256, sealed, made_ms)
                 VALUES (?1, ?2, ?3, {now})
                 ON CONFLICT (app_user) DO UPDATE SET token_sha256 = excluded.token_sha256,
                   sealed = excluded.sealed, made_ms = excluded.made_ms"
            );
            tx.execute(&sql, (app_user.0, key.digest.0, &key.sealed))?;
            Ok(())
        })
    }

    /// The key of an app user while it is fresh and still opens something.
    ///
    /// # Errors
    /// [`StoreError::Unreachable`], [`StoreError::Busy`], [`StoreError::Database`].
    pub fn find_fresh_key(&self, app_user: AppUserId) -> Result<Option<FreshKey>, StoreError> {
        self.read(|tx| {
            let sql = format!(
                "SELECT f.token_sha256, f.sealed FROM fresh_key f
                 JOIN app_user u ON u.id = f.app_user AND u.token_sha256 = f.token_sha256
                 WHERE f.app_user = ?1 AND u.revoked_ms IS NULL AND f.made_ms > {} - {FRESH_MS}",
                tx.dialect().now_ms()
            );
            tx.maybe_row(&sql, [app_user.0], |row| {
                Ok(FreshKey {
                    digest: KeyDigest(sha256(row, "token_sha256")?),
                    sealed: row.get("sealed")?,
                })
            })
        })
    }
}
