//! Enrolment: who this phone is, and with which server it exchanges.

use farola_model::{DeviceId, Timestamp};
use farola_protocol::Enrolment;
use farola_store::Device;

use crate::shared::keys::{LAST_CONTACT, PASSWORD, PROJECT_NAME, REVIEW_FEED, USERNAME};
use crate::shared::{Engine, EngineError, Inner, Result};

/// Who this phone is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub id: DeviceId,
    /// Address of the server without the key; `None` before enrolment.
    pub server: Option<String>,
    /// Name of the project.
    pub project_name: Option<String>,
    /// When the server last answered.
    pub last_contact: Option<Timestamp>,
}

impl DeviceInfo {
    /// Where it is enrolled in one line, the project before the address; nothing before that.
    #[must_use]
    pub fn place(&self) -> Option<String> {
        let server = self.server.as_deref()?;
        Some(match self.project_name.as_deref().map(str::trim) {
            None | Some("") => server.to_owned(),
            Some(project) => format!("{project}: {server}"),
        })
    }
}

impl Engine {
    /// Enrols the phone by what was scanned or typed: Collect's QR, a `farola://` link, or an
    /// address. What waits to be sent stays and goes to the new server.
    ///
    /// # Errors
    /// Text that is no enrolment; an address that would show the key to the network.
    pub fn enrol(&self, text: &str) -> Result<DeviceInfo> {
        let enrolment = Enrolment::parse(text)?;
        let mut store = self.inner.store();
        let id = match store.device()? {
            Some(device) => device.id,
            None => DeviceId::new(format!("farola:{}", self.inner.random_hex(8))),
        };
        let url = enrolment.server_url.reveal().to_owned();
        let token = url.split_once("/key/").map(|(_, rest)| rest);
        let token = token
            .and_then(|rest| rest.split('/').next())
            .unwrap_or_default()
            .to_owned();
        let at = self.inner.now();
        let project = enrolment.project();
        let stored = farola_store::Enrolment {
            server_url: url,
            project,
            token,
            at,
        };
        // Settings first: an enrolment without its password would only be refused once.
        let password = enrolment.password.as_ref().map(|secret| secret.reveal());
        for (key, value) in [
            (PROJECT_NAME, enrolment.project_name.as_deref()),
            (USERNAME, enrolment.username.as_deref()),
            (PASSWORD, password),
        ] {
            match value {
                Some(value) => store.set_setting(key, value)?,
                None => store.clear_setting(key)?,
            }
        }
        store.forget_cursor(REVIEW_FEED)?;
        store.set_device(&Device {
            id,
            enrolment: Some(stored),
        })?;
        drop(store);
        self.device()
    }

    /// Who this phone is and where it is enrolled.
    ///
    /// # Errors
    /// `Store`: the database is locked, full or damaged.
    pub fn device(&self) -> Result<DeviceInfo> {
        let store = self.inner.store();
        let device = store.device()?.ok_or(EngineError::NotEnrolled)?;
        let server = device.enrolment.as_ref().and_then(|stored| {
            Enrolment::from_url(&stored.server_url)
                .ok()
                .map(|e| e.shown_address())
        });
        let last = store.setting(LAST_CONTACT)?.and_then(|ms| ms.parse().ok());
        Ok(DeviceInfo {
            id: device.id,
            server,
            project_name: store.setting(PROJECT_NAME)?,
            last_contact: last.map(Timestamp),
        })
    }
}

impl Inner {
    /// Enrolment as sync needs it.
    pub(crate) fn enrolment(&self) -> Result<Enrolment> {
        let store = self.store();
        let stored = store.device()?.and_then(|device| device.enrolment);
        let url = stored.ok_or(EngineError::NotEnrolled)?.server_url;
        Ok(Enrolment {
            project_name: store.setting(PROJECT_NAME)?,
            username: store.setting(USERNAME)?,
            password: store.setting(PASSWORD)?.map(farola_protocol::Secret::new),
            ..Enrolment::from_url(&url)?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_says_where_it_is_enrolled() {
        for (project, server, expect) in [
            (None, None, None),
            (Some("Red 2026"), None, None),
            (
                None,
                Some("https://hub.example"),
                Some("https://hub.example"),
            ),
            (
                Some(" "),
                Some("https://hub.example"),
                Some("https://hub.example"),
            ),
            (
                Some("Red 2026"),
                Some("https://hub.example"),
                Some("Red 2026: https://hub.example"),
            ),
        ] {
            let device = DeviceInfo {
                id: DeviceId::new("farola:1"),
                server: server.map(str::to_owned),
                project_name: project.map(str::to_owned),
                last_contact: None,
            };
            assert_eq!(device.place().as_deref(), expect, "{project:?} {server:?}");
        }
    }
}
