//! What a page may say when it opens a form.

use farola_form::DeviceProperties;
use serde::Deserialize;

/// The options object; every field may be absent.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Options {
    /// A fixed clock; its offset is local time.
    pub(crate) now: Option<String>,
    /// The zone of the browser's clock, by its IANA name.
    pub(crate) zone: String,
    /// Makes ids and random numbers repeatable.
    pub(crate) seed: Option<u64>,
    /// Language to start in.
    pub(crate) language: Option<String>,
    /// A submission to correct.
    pub(crate) instance: Option<String>,
    /// A draft to go on with, as `save` gave it; goes before `instance`.
    pub(crate) draft: Option<String>,
    /// The last submission of this form, for `jr://instance/last-saved`.
    pub(crate) last_saved: Option<String>,
    /// Device and person.
    pub(crate) properties: Properties,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            now: None,
            zone: "UTC".to_owned(),
            seed: None,
            language: None,
            instance: None,
            draft: None,
            last_saved: None,
            properties: Properties::default(),
        }
    }
}

/// What the form may ask of the device.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Properties {
    device_id: Option<String>,
    username: Option<String>,
    email: Option<String>,
    phone_number: Option<String>,
}

impl From<Properties> for DeviceProperties {
    fn from(given: Properties) -> Self {
        Self {
            device_id: given.device_id,
            username: given.username,
            email: given.email,
            phone_number: given.phone_number,
            ..Self::default()
        }
    }
}
