//! What a form session is given by the phone.

use std::sync::Arc;

use farola_form::{DeviceProperties, FormDef, SessionEnv};
use farola_model::{FormId, FormRef, FormVersion};

use crate::env::SessionEntropy;
use crate::shared::{Inner, Result};

pub(crate) fn session_env(inner: &Inner, language: Option<&str>) -> Result<SessionEnv> {
    let device = inner.store().device()?.map(|device| device.id.to_string());
    Ok(SessionEnv {
        now: inner.env.clock.local(),
        entropy: Box::new(SessionEntropy(Arc::clone(&inner.env.entropy))),
        properties: DeviceProperties {
            device_id: device,
            ..DeviceProperties::default()
        },
        language: language.map(str::to_owned),
        last_saved: None,
    })
}

pub(crate) fn form_ref(def: &FormDef) -> FormRef {
    FormRef {
        id: FormId::new(def.id()),
        version: FormVersion::new(def.version()),
    }
}
