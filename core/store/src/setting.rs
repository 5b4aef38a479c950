//! Settings, and who this phone is and where it is enrolled.

use farola_model::{DeviceId, ProjectId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::error::Result;
use crate::store::{Lasting, Reader, Store};

/// This phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// The id it gave itself.
    pub id: DeviceId,
    /// Where it is enrolled, once it is.
    pub enrolment: Option<Enrolment>,
}

/// Where a phone sends to, and the token it may do so with.
#[derive(Clone, PartialEq, Eq)]
pub struct Enrolment {
    /// Address of the server, as enrolled.
    pub server_url: String,
    /// The project on it; `None` where the address says all (other OpenRosa servers).
    pub project: Option<ProjectId>,
    /// The secret.
    pub token: String,
    /// When it was enrolled.
    pub at: Timestamp,
}

// The token and the address (which holds the token, in Central's manner) are secrets.
impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Enrolment(project {:?})", self.project)
    }
}

impl Store {
    /// Sets a setting.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn set_setting(&mut self, key: &str, value: &str) -> Result<()> {
        put_setting(self.writable()?, key, Some(value))
    }

    /// Removes a setting, whether it is there or not.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn clear_setting(&mut self, key: &str) -> Result<()> {
        put_setting(self.writable()?, key, None)
    }

    /// Remembers who this phone is and where it is enrolled.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn set_device(&mut self, device: &Device) -> Result<()> {
        self.write(Lasting::PowerCut, |tx| put_device(tx, device))
    }

    /// Enrols the phone: the device, what is set with it (or cleared, where there is no value) and
    /// the end of the feed of before, at once. A kill in between would leave the key of one server
    /// with the address of another.
    ///
    /// # Errors
    /// As [`Store::set_device`].
    pub fn enrol(
        &mut self,
        device: &Device,
        settings: &[(&str, Option<&str>)],
        feed: &str,
    ) -> Result<()> {
        self.write(Lasting::PowerCut, |tx| {
            for (key, value) in settings {
                put_setting(tx, key, *value)?;
            }
            crate::review::forget_cursor(tx, feed)?;
            put_device(tx, device)
        })
    }
}

fn put_setting(conn: &Connection, key: &str, value: Option<&str>) -> Result<()> {
    match value {
        Some(value) => conn.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) \
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            [key, value],
        )?,
        None => conn.execute("DELETE FROM setting WHERE key = ?1", [key])?,
    };
    Ok(())
}

fn put_device(tx: &Transaction<'_>, device: &Device) -> Result<()> {
    let enrolment = device.enrolment.as_ref();
    tx.execute(
        "INSERT INTO device (id, device_id, server_url, project, token, enrolled_ms) \
         VALUES (1, ?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET \
         device_id = excluded.device_id, server_url = excluded.server_url, \
         project = excluded.project, token = excluded.token, \
         enrolled_ms = excluded.enrolled_ms",
        params![
            device.id.as_str(),
            enrolment.map(|e| &e.server_url),
            enrolment.and_then(|e| e.project).map(|p| p.0),
            enrolment.map(|e| &e.token),
            enrolment.map(|e| e.at.0),
        ],
    )?;
    Ok(())
}

impl Reader {
    /// The value of a setting.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self
            .conn
            .query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| {
                row.get(0)
            })
            .optional()?)
    }

    /// Who this phone is, once it was set.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn device(&self) -> Result<Option<Device>> {
        Ok(self
            .conn
            .query_row(
                "SELECT device_id, server_url, project, token, enrolled_ms FROM device",
                [],
                |row| {
                    let server_url: Option<String> = row.get(1)?;
                    let token: Option<String> = row.get(3)?;
                    let project: Option<u32> = row.get(2)?;
                    let at: Option<i64> = row.get(4)?;
                    Ok(Device {
                        id: DeviceId::new(row.get::<_, String>(0)?),
                        enrolment: server_url.zip(token).map(|(server_url, token)| Enrolment {
                            server_url,
                            project: project.map(ProjectId),
                            token,
                            at: Timestamp(at.unwrap_or_default()),
                        }),
                    })
                },
            )
            .optional()?)
    }
}
