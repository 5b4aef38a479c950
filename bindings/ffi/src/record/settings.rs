//! What a person set, and what the phone holds.

use farola_engine::{
    Appearance as EngineAppearance, Darkness as EngineDarkness, LOCK_CHOICES_S, PURGE_CHOICES_DAYS,
    Settings, StorageInUse, TEXT_PERCENTS,
};

/// When the screen is dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Appearance {
    /// After dusk; `Phone.darkness` says when.
    Auto,
    /// Never.
    Light,
    /// Always.
    Dark,
}

/// How bright the screen is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Darkness {
    /// Dark.
    Dark,
    /// Light.
    Light,
    /// As the phone's own setting has it for all apps.
    AsPhone,
}

impl From<EngineDarkness> for Darkness {
    fn from(darkness: EngineDarkness) -> Self {
        match darkness {
            EngineDarkness::Dark => Self::Dark,
            EngineDarkness::Light => Self::Light,
            EngineDarkness::AsPhone => Self::AsPhone,
        }
    }
}

/// What a person set. Values out of range come back brought into it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SettingsRecord {
    /// `AppLanguage.code` of one of `app_languages`.
    pub language: String,
    /// Size of text in per cent: 100, 125, 150 or 200.
    pub text_percent: u16,
    /// When the screen is dark.
    pub appearance: Appearance,
    /// Photos wait for a network that costs nothing.
    pub data_saver: bool,
    /// Seconds out of sight after which the app asks for the PIN again, 15 to 600.
    pub lock_after_s: u32,
    /// Days that what was delivered stays on the phone, 0 to 30.
    pub purge_days: u16,
}

/// What a shell offers for settings that are numbers, from the least to the most.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SettingChoices {
    /// Of `SettingsRecord.text_percent`, in per cent.
    pub text_percents: Vec<u16>,
    /// Of `SettingsRecord.lock_after_s`, in seconds.
    pub lock_after_s: Vec<u32>,
    /// Of `SettingsRecord.purge_days`.
    pub purge_days: Vec<u16>,
}

/// What can be chosen from; the same on every phone and at any time.
#[uniffi::export]
#[must_use]
pub fn setting_choices() -> SettingChoices {
    SettingChoices {
        text_percents: TEXT_PERCENTS.to_vec(),
        lock_after_s: LOCK_CHOICES_S.to_vec(),
        purge_days: PURGE_CHOICES_DAYS.to_vec(),
    }
}

/// The settings for what is shown before a phone's own can be read: those of a new phone, in the
/// language of the phone where the app speaks it. `phone_language` is its tag, `en-US`; empty where
/// it is not known.
#[uniffi::export]
#[must_use]
pub fn usual_settings(phone_language: String) -> SettingsRecord {
    Settings::usual(&phone_language).into()
}

impl From<Settings> for SettingsRecord {
    fn from(settings: Settings) -> Self {
        Self {
            language: settings.language,
            text_percent: settings.text_percent,
            appearance: match settings.appearance {
                EngineAppearance::Auto => Appearance::Auto,
                EngineAppearance::Light => Appearance::Light,
                EngineAppearance::Dark => Appearance::Dark,
            },
            data_saver: settings.data_saver,
            lock_after_s: settings.lock_after_s,
            purge_days: settings.purge_days,
        }
    }
}

impl SettingsRecord {
    pub(crate) fn into_settings(self) -> Settings {
        Settings {
            language: self.language,
            text_percent: self.text_percent,
            appearance: match self.appearance {
                Appearance::Auto => EngineAppearance::Auto,
                Appearance::Light => EngineAppearance::Light,
                Appearance::Dark => EngineAppearance::Dark,
            },
            data_saver: self.data_saver,
            lock_after_s: self.lock_after_s,
            purge_days: self.purge_days,
        }
    }
}

/// What the phone holds and occupies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct StorageRecord {
    /// Bytes of the database, and of sealed files beside it that are on their way.
    pub database_bytes: u64,
    /// Bytes of photos and other files in it.
    pub media_bytes: u64,
    /// Drafts.
    pub drafts: u64,
    /// Submissions on their way.
    pub waiting: u64,
    /// Submissions that the server has.
    pub sent: u64,
}

impl From<StorageInUse> for StorageRecord {
    fn from(storage: StorageInUse) -> Self {
        Self {
            database_bytes: storage.database_bytes,
            media_bytes: storage.media_bytes,
            drafts: storage.drafts,
            waiting: storage.waiting,
            sent: storage.sent,
        }
    }
}
