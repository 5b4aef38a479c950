//! Which database this is. A database that was restored elsewhere, or is the copy that took over
//! from one that was lost, lives another life: phones that synced after it was made must notice,
//! forget their cursor and offer again what they still hold. So the name of its feed, the epoch,
//! goes with where it is.

use crate::carry::live_anew;
use crate::error::StoreError;
use crate::mark::Mark;
use crate::tx::Tx;

/// The name of the feed, where the database is the one that named it; none where it was put back
/// from a copy and nobody saw that yet.
pub(crate) fn epoch(tx: &Tx) -> Result<Option<String>, StoreError> {
    let (epoch, home): (String, String) = tx.row("SELECT epoch, home FROM hub", (), |row| {
        Ok((row.get("epoch")?, row.get("home")?))
    })?;
    Ok((home == tx.home()?).then_some(epoch))
}

/// Notes where the database is. One that was elsewhere before gets another epoch; one that is
/// carried to another place is left as it is.
pub(crate) fn settle(tx: &Tx) -> Result<(), StoreError> {
    let here = tx.home()?;
    let home: String = tx.row("SELECT home FROM hub", (), |row| row.get("home"))?;
    if home == here || Mark::read(tx)?.carried.is_some() {
        return Ok(());
    }
    tx.execute("UPDATE hub SET home = ?1", [&here])?;
    // A hub of before did not note where it was.
    if !home.is_empty() {
        live_anew(tx)?;
        tracing::warn!(event = "hub.database_was_restored");
    }
    Ok(())
}
