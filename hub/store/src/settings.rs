//! What holds for a whole hub and its administrators choose.

use farola_model::Timestamp;

use crate::account::UserId;
use crate::audit::audit;
use crate::error::StoreError;
use crate::store::Store;
use crate::tx::Tx;
use crate::write::Write;

/// The settings of a hub.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether administrators and reviewers must show a code beside the password.
    pub codes_demanded: bool,
}

/// What is changed of them; what is not named stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SettingsChange {
    /// [`Settings::codes_demanded`].
    pub codes_demanded: Option<bool>,
}

impl Store {
    /// The settings as they are.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn read_settings(&self) -> Result<Settings, StoreError> {
        self.read(read)
    }

    /// Changes settings, from the next request on, and answers them.
    ///
    /// # Errors
    /// A failure of the database.
    pub fn change_settings(
        &self,
        change: SettingsChange,
        by: Option<UserId>,
        now: Timestamp,
    ) -> Write<'_, Settings> {
        self.write(move |tx| {
            let before = read(tx)?;
            let after = Settings {
                codes_demanded: change.codes_demanded.unwrap_or(before.codes_demanded),
            };
            if after != before {
                tx.execute("UPDATE hub SET codes_demanded = ?1", [after.codes_demanded])?;
                let details = serde_json::json!({"codesDemanded": after.codes_demanded});
                audit(tx, now, by, "hub.settings", &details)?;
            }
            Ok(after)
        })
    }
}

fn read(tx: &Tx) -> Result<Settings, StoreError> {
    tx.row("SELECT codes_demanded FROM hub", (), |row| {
        let codes_demanded: i64 = row.get("codes_demanded")?;
        Ok(Settings {
            codes_demanded: codes_demanded != 0,
        })
    })
}
