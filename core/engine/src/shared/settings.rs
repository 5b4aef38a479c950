//! What a person set on the phone, and the notes that a shell keeps with its data.

use farola_control::Language;
use farola_store::RetentionPolicy;
use serde::{Deserialize, Serialize};

use super::{Engine, Result};

const SETTINGS: &str = "settings";
/// Sizes of text in per cent that shells offer.
pub const TEXT_PERCENTS: [u16; 4] = [100, 125, 150, 200];
/// Shortest and longest time until the app locks itself, in seconds.
pub const LOCK_AFTER_S: std::ops::RangeInclusive<u32> = 15..=600;
/// Times until the app locks itself that shells offer, in seconds: a glance at the map, the usual,
/// and a conversation. Longer ones leave an open phone on a table.
pub const LOCK_CHOICES_S: [u32; 3] = [15, 60, 300];

/// Days that what was delivered may stay on the phone: none, to a month.
pub const PURGE_DAYS: std::ops::RangeInclusive<u16> = 0..=30;
/// Days that shells offer: gone with the receipt, the usual week, and a month.
pub const PURGE_CHOICES_DAYS: [u16; 4] = [0, 1, 7, 30];

/// When the screen is dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Appearance {
    /// After dusk: a bright face in a dark street draws attention.
    #[default]
    Auto,
    /// Never.
    Light,
    /// Always.
    Dark,
}

/// What a person set. Values out of range are brought into it, so that no file of an older or
/// newer version can make the app unusable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Code of one of [`Language::ALL`].
    pub language: String,
    /// Size of text in per cent, one of [`TEXT_PERCENTS`].
    pub text_percent: u16,
    /// When the screen is dark.
    pub appearance: Appearance,
    /// Photos wait for a network that costs nothing.
    pub data_saver: bool,
    /// Seconds out of sight after which the app asks for the PIN again.
    pub lock_after_s: u32,
    /// Days that what was delivered stays on the phone, within [`PURGE_DAYS`].
    pub purge_days: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: Language::default().code().to_owned(),
            text_percent: 100,
            appearance: Appearance::Auto,
            data_saver: false,
            lock_after_s: 60,
            purge_days: 7,
        }
    }
}

impl Settings {
    /// The settings of a new phone before its own can be read: in the phone's language, given by
    /// its tag, where the app speaks it.
    #[must_use]
    pub fn usual(phone_language: &str) -> Self {
        Self {
            language: Language::of_tag(phone_language).code().to_owned(),
            ..Self::default()
        }
    }

    fn in_range(mut self) -> Self {
        let spoken = |language: &Language| language.code() == self.language;
        if !Language::ALL.iter().any(spoken) {
            self.language = Self::default().language;
        }
        let wanted = self.text_percent;
        let fits = |percent: &&u16| **percent >= wanted;
        self.text_percent = TEXT_PERCENTS.iter().find(fits).copied().unwrap_or(200);
        self.lock_after_s = self
            .lock_after_s
            .clamp(*LOCK_AFTER_S.start(), *LOCK_AFTER_S.end());
        self.purge_days = self
            .purge_days
            .clamp(*PURGE_DAYS.start(), *PURGE_DAYS.end());
        self
    }
}

impl Engine {
    /// What a person set; the defaults where nothing was.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn settings(&self) -> Result<Settings> {
        let stored = self.note(SETTINGS)?;
        let read = stored.and_then(|text| serde_json::from_str::<Settings>(&text).ok());
        Ok(read.unwrap_or_default().in_range())
    }

    /// Keeps what a person set, and gives it as it was kept.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn set_settings(&self, settings: Settings) -> Result<Settings> {
        let settings = settings.in_range();
        // Plain texts and numbers: writing them cannot fail.
        let text = serde_json::to_string(&settings).unwrap_or_default();
        self.set_note(SETTINGS, &text)?;
        Ok(settings)
    }

    /// For how long what the server has stays here, as the person set it.
    pub(crate) fn retention(&self) -> Result<RetentionPolicy> {
        Ok(RetentionPolicy {
            days_after_acknowledged: self.settings()?.purge_days,
        })
    }

    /// A note that the shell keeps with the phone's data: encrypted with the rest.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn note(&self, key: &str) -> Result<Option<String>> {
        Ok(self.inner.store().setting(&note_key(key))?)
    }

    /// Keeps a note; when this returns it outlives a kill of the process.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn set_note(&self, key: &str, value: &str) -> Result<()> {
        Ok(self.inner.store().set_setting(&note_key(key), value)?)
    }

    /// Removes a note.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn clear_note(&self, key: &str) -> Result<()> {
        Ok(self.inner.store().clear_setting(&note_key(key))?)
    }
}

/// Notes of shells cannot meet the engine's own settings.
fn note_key(key: &str) -> String {
    format!("note.{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is offered is kept as it was chosen, and what is set at first is offered.
    #[test]
    fn every_choice_is_in_range() {
        for lock_after_s in LOCK_CHOICES_S {
            for text_percent in TEXT_PERCENTS {
                let chosen = Settings {
                    lock_after_s,
                    text_percent,
                    ..Settings::default()
                };
                assert_eq!(chosen.clone().in_range(), chosen);
            }
        }
        for language in Language::ALL {
            let chosen = Settings::usual(language.code());
            assert_eq!(chosen.clone().in_range(), chosen);
            assert_eq!(chosen.language, language.code());
        }
        assert_eq!(Settings::usual("fr-CA"), Settings::default());
        assert_eq!(Settings::usual("en-MX").language, "en");
        let unknown = Settings {
            language: "fr".to_owned(),
            ..Settings::default()
        };
        assert_eq!(unknown.in_range(), Settings::default());
        for purge_days in PURGE_CHOICES_DAYS {
            let chosen = Settings {
                purge_days,
                ..Settings::default()
            };
            assert_eq!(chosen.clone().in_range(), chosen);
        }
        let for_ever = Settings {
            purge_days: u16::MAX,
            ..Settings::default()
        };
        assert_eq!(for_ever.in_range().purge_days, 30);
        assert!(PURGE_CHOICES_DAYS.contains(&Settings::default().purge_days));
        assert!(LOCK_CHOICES_S.contains(&Settings::default().lock_after_s));
        assert!(TEXT_PERCENTS.contains(&Settings::default().text_percent));
    }
}
