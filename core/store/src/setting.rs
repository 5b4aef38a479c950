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

/// Which server a phone is enrolled with, as records are sealed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its identity.
    pub identity: String,
    /// The identity under which it was known before it had a key: what was sealed for that is
    /// sealed for this.
    pub before: Option<String>,
}

impl Server {
    /// Whether a record that was sealed for this server goes there; `None` is one that was sealed
    /// without any.
    #[must_use]
    pub fn takes(&self, sealed_for: Option<&str>) -> bool {
        let is_this = |other| other == self.identity || self.before.as_deref() == Some(other);
        sealed_for.is_none_or(is_this)
    }
}

/// How many records that no server has acknowledged were sealed for one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFor {
    /// Its identity; `None` for those sealed before the phone had a server.
    pub server: Option<String>,
    /// How many.
    pub records: u64,
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

    /// Enrols the phone: the device, what is set with it (or cleared, where there is no value), the
    /// end of the feed of before, and the server of what was sealed without one, at once. A kill in
    /// between would leave the key of one server with the address of another.
    ///
    /// # Errors
    /// As [`Store::set_device`].
    pub fn enrol(
        &mut self,
        device: &Device,
        server: &Server,
        settings: &[(&str, Option<&str>)],
        feed: &str,
    ) -> Result<()> {
        self.write(Lasting::PowerCut, |tx| {
            for (key, value) in settings {
                put_setting(tx, key, *value)?;
            }
            crate::review::forget_cursor(tx, feed)?;
            put_device(tx, device)?;
            tx.execute("UPDATE device SET server = ?1", [&server.identity])?;
            tx.execute(
                "UPDATE submission SET sealed_for = ?1 WHERE sealed_for IS NULL OR sealed_for = ?2",
                params![server.identity, server.before],
            )?;
            Ok(())
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
    /// The identity of the server that the phone is enrolled with.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn server(&self) -> Result<Option<String>> {
        let mut statement = self.conn.prepare_cached("SELECT server FROM device")?;
        Ok(statement
            .query_row([], |row| row.get(0))
            .optional()?
            .flatten())
    }

    /// For which servers the records were sealed that none has acknowledged yet.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn sealed_for(&self) -> Result<Vec<SealedFor>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT sealed_for, count(*) FROM submission WHERE state <> 'acknowledged' \
             GROUP BY sealed_for ORDER BY sealed_for",
        )?;
        let servers = statement.query_map([], |row| {
            Ok(SealedFor {
                server: row.get(0)?,
                records: row.get::<_, i64>(1)?.unsigned_abs(),
            })
        })?;
        Ok(servers.collect::<rusqlite::Result<_>>()?)
    }

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
