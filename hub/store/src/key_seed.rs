//! The seed of the hub's key. It lies in the database, not in a file beside it: all hubs on one
//! database speak with one key, and a hub that is carried or put back from a copy is known again
//! by its phones.

use crate::store::Store;
use crate::write::Write;

/// 32 random bytes that make the hub's key. They never show themselves in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct KeySeed(Vec<u8>);

impl KeySeed {
    /// A seed of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes.to_vec())
    }

    /// The bytes, to be used and not shown.
    #[must_use]
    pub fn reveal(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Debug for KeySeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeySeed(..)")
    }
}

impl Store {
    /// The seed of the hub's key: the one that was kept first, by whichever hub or command.
    /// `fresh` becomes it where there is none yet; it must be random.
    pub fn keep_key_seed(&self, fresh: KeySeed) -> Write<'_, KeySeed> {
        self.write(move |tx| {
            let sql = "UPDATE hub SET key_seed = ?1 WHERE key_seed IS NULL";
            tx.execute(sql, [&fresh.0])?;
            let seed = tx.row("SELECT key_seed FROM hub", (), |row| row.get("key_seed"))?;
            Ok(KeySeed(seed))
        })
    }
}
