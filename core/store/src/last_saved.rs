//! The last submission of each form that reads the one before (`jr://instance/last-saved`).
//!
//! It is a copy of answers and goes with its days (`leaving.rs`), like the submission itself.

use farola_model::{FormId, InstanceId};
use rusqlite::{OptionalExtension, params};

use crate::error::Result;
use crate::store::{Lasting, Reader, Store};

impl Store {
    /// Keeps a submission for the next one of its form, in the place of the one before.
    ///
    /// # Errors
    /// [`Error::DiskFull`](crate::Error::DiskFull), [`Error::ReadOnly`](crate::Error::ReadOnly),
    /// [`Error::Busy`](crate::Error::Busy), [`Error::Corrupt`](crate::Error::Corrupt): no room, a
    /// file that cannot be written, another process, damage. Nothing was changed then.
    pub fn keep_last_saved(
        &mut self,
        form: &FormId,
        instance: &InstanceId,
        xml: &[u8],
    ) -> Result<()> {
        self.write(Lasting::Kill, |tx| {
            // A new row, so that its days count anew.
            tx.execute("DELETE FROM last_saved WHERE form_id = ?1", [form.as_str()])?;
            tx.execute(
                "INSERT INTO last_saved (form_id, instance_id, xml) VALUES (?1, ?2, ?3)",
                params![form.as_str(), instance.as_str(), xml],
            )?;
            Ok(())
        })
    }

    /// Keeps nothing of the form for the next one.
    ///
    /// # Errors
    /// As [`Store::keep_last_saved`].
    pub fn clear_last_saved(&mut self, form: &FormId) -> Result<()> {
        let sql = "DELETE FROM last_saved WHERE form_id = ?1";
        self.writable()?.execute(sql, [form.as_str()])?;
        Ok(())
    }
}

impl Reader {
    /// The last submission of a form; nothing where none was kept, or its days are over.
    ///
    /// # Errors
    /// [`Error::Busy`](crate::Error::Busy): another process holds the database;
    /// [`Error::Corrupt`](crate::Error::Corrupt): it is damaged.
    pub fn last_saved(&self, form: &FormId) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT xml FROM last_saved WHERE form_id = ?1";
        let xml = self.conn.query_row(sql, [form.as_str()], |row| row.get(0));
        Ok(xml.optional()?)
    }
}
