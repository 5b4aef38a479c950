//! Enrolment: who this phone is, and with which server it exchanges.

mod offer;

use std::sync::MutexGuard;

use farola_model::{DeviceId, Timestamp};
use farola_protocol::Enrolment;
use farola_protocol::enrol::shown_address;
use farola_store::{Device, Store};

pub use self::offer::{EnrolmentOffer, JoinSaid};
use self::offer::{place, server_of};
use crate::shared::keys::{
    FILE_HOSTS, HUB_KEY, LAST_CONTACT, PASSWORD, PROJECT_NAME, REVIEW_FEED, SPOKE_AS_HUB, USERNAME,
};
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
        place(self.server.as_deref(), self.project_name.as_deref())
    }
}

impl Engine {
    /// Enrols the phone by what was scanned or typed, where nobody has to decide anything: nothing
    /// waits, and no other enrolment stands.
    ///
    /// # Errors
    /// [`EngineError::EnrolmentNeedsPin`] where there is something to decide;
    /// [`EngineError::SyncRunning`]: it sends to the server of before; text that is no enrolment;
    /// an address that would show the key to the network.
    pub fn enrol(&self, text: &str) -> Result<DeviceInfo> {
        let enrolment = Enrolment::parse(text)?;
        let store = self.inner.store();
        if self.inner.offer(&store, &enrolment, "")?.needs_pin {
            return Err(EngineError::EnrolmentNeedsPin);
        }
        self.join(store, &enrolment)
    }

    /// Enrols the phone after its person saw [`Engine::enrolment_offer`] and decided; a shell comes
    /// here by [`crate::door::Door::enrol`] alone, past the PIN. What was sealed without a server
    /// goes to this one; what was sealed for another waits for that.
    ///
    /// # Errors
    /// [`EngineError::SyncRunning`]: it sends to the server of before; text that is no enrolment;
    /// an address that would show the key to the network.
    pub fn enrol_decided(&self, text: &str) -> Result<DeviceInfo> {
        let enrolment = Enrolment::parse(text)?;
        self.join(self.inner.store(), &enrolment)
    }

    fn join(&self, mut store: MutexGuard<'_, Store>, enrolment: &Enrolment) -> Result<DeviceInfo> {
        // A session would write the other server's messages and cursor into this enrolment.
        let _held = self.inner.hold_session()?;
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
        let password = enrolment.password.as_ref().map(|secret| secret.reveal());
        let hub_key = enrolment.hub_key.map(|key| key.to_string());
        let file_hosts = enrolment.file_hosts.join("\n");
        store.enrol(
            &Device {
                id,
                enrolment: Some(stored),
            },
            &server_of(enrolment),
            &[
                (PROJECT_NAME, enrolment.project_name.as_deref()),
                (USERNAME, enrolment.username.as_deref()),
                (PASSWORD, password),
                (HUB_KEY, hub_key.as_deref()),
                (
                    FILE_HOSTS,
                    Some(file_hosts.as_str()).filter(|hosts| !hosts.is_empty()),
                ),
                (SPOKE_AS_HUB, None),
            ],
            REVIEW_FEED,
        )?;
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
        let server = device.enrolment.as_ref();
        let server = server.map(|stored| shown_address(&stored.server_url));
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
        // One that cannot be read is not none: whoever answers would be believed.
        let hub_key = store.setting(HUB_KEY)?.map(|key| key.parse());
        let file_hosts = store.setting(FILE_HOSTS)?.unwrap_or_default();
        let enrolment = Enrolment {
            project_name: store.setting(PROJECT_NAME)?,
            username: store.setting(USERNAME)?,
            password: store.setting(PASSWORD)?.map(farola_protocol::Secret::new),
            ..Enrolment::at(&url, hub_key.transpose()?)?
        };
        Ok(enrolment.with_file_hosts(file_hosts.lines())?)
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
