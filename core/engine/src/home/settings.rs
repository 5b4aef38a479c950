//! What a person set on the phone, and what it occupies.

use farola_form::{OpenAs, Session};
use farola_model::{FormId, InstanceId, Sha256};
use serde::{Deserialize, Serialize};

use crate::fill::{Line, lines_of, session_env};
use crate::phone::{Engine, Inner};
use crate::shared::Result;
use crate::sync::SyncOptions;

const SETTINGS: &str = "settings";
/// Sizes of text in per cent that shells offer.
pub const TEXT_PERCENTS: [u16; 4] = [100, 125, 150, 200];
/// Shortest and longest time until the app locks itself, in seconds.
pub const LOCK_AFTER_S: std::ops::RangeInclusive<u32> = 15..=600;

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
    /// `es` or `en`.
    pub language: String,
    /// Size of text in per cent, one of [`TEXT_PERCENTS`].
    pub text_percent: u16,
    /// When the screen is dark.
    pub appearance: Appearance,
    /// Photos wait for a network that costs nothing.
    pub data_saver: bool,
    /// Seconds out of sight after which the app asks for the PIN again.
    pub lock_after_s: u32,
    /// Days that what was delivered stays on the phone.
    pub purge_days: u16,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: "es".to_owned(),
            text_percent: 100,
            appearance: Appearance::Auto,
            data_saver: false,
            lock_after_s: 60,
            purge_days: 7,
        }
    }
}

impl Settings {
    fn in_range(mut self) -> Self {
        if !matches!(self.language.as_str(), "es" | "en") {
            self.language = Self::default().language;
        }
        let wanted = self.text_percent;
        let fits = |percent: &&u16| **percent >= wanted;
        self.text_percent = TEXT_PERCENTS.iter().find(fits).copied().unwrap_or(200);
        self.lock_after_s = self
            .lock_after_s
            .clamp(*LOCK_AFTER_S.start(), *LOCK_AFTER_S.end());
        self
    }
}

/// What the phone holds and occupies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StorageInUse {
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

impl Engine {
    /// What a person set; the defaults where nothing was.
    ///
    /// # Errors
    /// Those of the store.
    pub fn settings(&self) -> Result<Settings> {
        let stored = self.note(SETTINGS)?;
        let read = stored.and_then(|text| serde_json::from_str::<Settings>(&text).ok());
        Ok(read.unwrap_or_default().in_range())
    }

    /// Keeps what a person set, and gives it as it was kept.
    ///
    /// # Errors
    /// Those of the store.
    pub fn set_settings(&self, settings: Settings) -> Result<Settings> {
        let settings = settings.in_range();
        // Plain texts and numbers: writing them cannot fail.
        let text = serde_json::to_string(&settings).unwrap_or_default();
        self.set_note(SETTINGS, &text)?;
        Ok(settings)
    }

    /// What the phone holds and occupies.
    ///
    /// # Errors
    /// Those of the store.
    pub fn storage(&self) -> Result<StorageInUse> {
        let store = self.inner.store();
        let (used, counts) = (store.storage_use()?, store.home_counts()?);
        Ok(StorageInUse {
            database_bytes: used.file + crate::sync::parcel_bytes(&self.inner),
            media_bytes: used.media,
            drafts: counts.drafts,
            waiting: counts.waiting,
            sent: counts.sent,
        })
    }

    /// How to sync as the person set it: `asked` whether they asked for it now, `metered`
    /// whether the network costs money.
    ///
    /// # Errors
    /// Those of the store.
    pub fn sync_options(&self, asked: bool, metered: bool) -> Result<SyncOptions> {
        Ok(SyncOptions {
            retry_now: asked,
            spare_media: metered && self.settings()?.data_saver,
            ..SyncOptions::default()
        })
    }

    /// How to hand over as the person set it: `metered` whether the network costs money. For the
    /// short time that an app has when it is put away.
    ///
    /// # Errors
    /// Those of the store.
    pub fn hand_over_options(&self, metered: bool) -> Result<SyncOptions> {
        Ok(SyncOptions {
            check_forms: false,
            ..self.sync_options(false, metered)?
        })
    }

    /// A picture or sound of the form that is offered under an id; nothing where there is none.
    ///
    /// # Errors
    /// Those of the store.
    pub fn form_file(&self, form: &FormId, name: &str) -> Result<Option<Vec<u8>>> {
        let info = self.inner.store().active_form(form)?;
        match info {
            Some(info) => self.inner.form_file(&info.xml_sha256, name),
            None => Ok(None),
        }
    }

    /// What a sealed submission says, in words; nothing of an encrypted one.
    ///
    /// # Errors
    /// Those of the store; the form's when the bytes are damaged.
    pub fn submission_lines(&self, instance: &InstanceId, language: &str) -> Result<Vec<Line>> {
        let sealed = self.inner.store().submission(instance)?;
        let def = self.inner.definition(&sealed.info.form_sha256)?;
        if def.sending().public_key.is_some() {
            return Ok(Vec::new());
        }
        let env = session_env(&self.inner, Some(language))?;
        let session = Session::open(def, env, &sealed.xml, OpenAs::Draft)?;
        Ok(lines_of(&session))
    }
}

impl Inner {
    /// A file of a form version by its name.
    pub(crate) fn form_file(&self, form: &Sha256, name: &str) -> Result<Option<Vec<u8>>> {
        let store = self.store();
        let files = store.form_media(form)?;
        match files.into_iter().find(|file| file.name == name) {
            Some(file) => Ok(Some(store.media_bytes(&file.sha256)?)),
            None => Ok(None),
        }
    }
}
