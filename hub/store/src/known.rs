//! What every arriving submission asks, kept in memory: the phone of a key, the form and version
//! that it names.
//!
//! A number in the database grows with every write that changes one of these, whoever writes: this
//! process, a command beside it, another copy of the hub. What was kept holds while that number
//! stands; reading it is one row by its key.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use farola_model::{FormId, FormVersion, ProjectId, Sha256};

use crate::app_user::AppUser;
use crate::error::StoreError;
use crate::form::MatchedForm;
use crate::tx::Tx;

/// Most keys, and most versions of forms, that are kept; beyond it all are read anew.
const MOST: usize = 10_000;

/// What is known.
#[derive(Debug, Default)]
pub(crate) struct Known(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    told: i64,
    phones: BTreeMap<(ProjectId, Sha256), AppUser>,
    forms: BTreeMap<(ProjectId, FormId, FormVersion), MatchedForm>,
}

impl Known {
    /// The phone of a key as it is kept; none where it is not. Asks the database one thing.
    pub(crate) fn kept_phone(
        &self,
        tx: &Tx,
        key: &(ProjectId, Sha256),
    ) -> Result<Option<AppUser>, StoreError> {
        let told = told(tx)?;
        Ok(self.as_of(told).phones.get(key).cloned())
    }

    /// The same of a form and version.
    pub(crate) fn kept_form(
        &self,
        tx: &Tx,
        form: &(ProjectId, FormId, FormVersion),
    ) -> Result<Option<MatchedForm>, StoreError> {
        let told = told(tx)?;
        Ok(self.as_of(told).forms.get(form).cloned())
    }

    /// The phone of a key, from memory or else by `read`. A key that is not there is not kept: a
    /// stranger could fill the memory with them.
    pub(crate) fn phone(
        &self,
        tx: &Tx,
        key: (ProjectId, Sha256),
        read: impl FnOnce() -> Result<Option<AppUser>, StoreError>,
    ) -> Result<Option<AppUser>, StoreError> {
        let told = told(tx)?;
        if let Some(phone) = self.as_of(told).phones.get(&key) {
            return Ok(Some(phone.clone()));
        }
        let phone = read()?;
        if let Some(phone) = &phone {
            let mut kept = self.as_of(told);
            if kept.phones.len() >= MOST {
                kept.phones.clear();
            }
            kept.phones.insert(key, phone.clone());
        }
        Ok(phone)
    }

    /// The form and version of a submission, from memory or else by `read`.
    pub(crate) fn form(
        &self,
        tx: &Tx,
        form: (ProjectId, FormId, FormVersion),
        read: impl FnOnce() -> Result<MatchedForm, StoreError>,
    ) -> Result<MatchedForm, StoreError> {
        let told = told(tx)?;
        if let Some(matched) = self.as_of(told).forms.get(&form) {
            return Ok(matched.clone());
        }
        let matched = read()?;
        let mut kept = self.as_of(told);
        if kept.forms.len() >= MOST {
            kept.forms.clear();
        }
        kept.forms.insert(form, matched.clone());
        Ok(matched)
    }

    /// What is kept of the state of that number; of any other it is forgotten.
    fn as_of(&self, told: i64) -> MutexGuard<'_, Kept> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.told != told {
            *kept = Kept {
                told,
                ..Kept::default()
            };
        }
        kept
    }
}

/// The number of the state that this snapshot shows.
fn told(tx: &Tx) -> Result<i64, StoreError> {
    tx.row("SELECT told FROM hub", (), |row| row.get("told"))
}

/// Makes every copy of the hub read keys and forms anew, once this write is on the disk.
pub(crate) fn tell(tx: &Tx) -> Result<(), StoreError> {
    tx.execute("UPDATE hub SET told = told + 1", ())?;
    Ok(())
}
