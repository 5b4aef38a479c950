//! The handle that shells hold, and what all rooms share behind it.
//!
//! A room adds its calls as `impl Engine` and what other rooms ask of it as `impl Inner`. Nothing
//! here names a room: what a room keeps between two calls lies in a [`Kept`].

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use farola_form::{Bounds, FormDef, Stop};
use farola_model::{Sha256, Timestamp};
use farola_store::{KeyProvider, Store};

use super::kept::Kept;
use crate::env::{Env, Instant};

/// The phone. Cloning shares it; it may be used from any thread.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    store: Mutex<Store>,
    pub(crate) key: Arc<dyn KeyProvider + Send + Sync>,
    pub(crate) env: Env,
    forms: Mutex<BTreeMap<Sha256, Arc<FormDef>>>,
    /// Held by the session that runs.
    pub(crate) syncing: Mutex<()>,
    /// The open walk as the walk's room has read it. Taken before the store, never while that is
    /// held.
    pub(crate) walk: Kept,
    beginning: Mutex<()>,
    /// When what is done with was last removed.
    retained: Mutex<Option<Instant>>,
    /// Ends the calls of all forms that are being filled.
    stop: Stop,
    pub(crate) dir: PathBuf,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Engine(..)")
    }
}

impl Engine {
    /// Shuts the database under every handle: from now on each call answers that it is locked.
    /// What was read of it goes with it.
    pub(crate) fn shut(&self) {
        self.inner.store().shut();
        self.inner.parsed_forms().clear();
        self.inner.walk.hold().clear();
    }
}

impl Inner {
    pub(crate) fn new(
        store: Store,
        key: Arc<dyn KeyProvider + Send + Sync>,
        env: Env,
        dir: PathBuf,
    ) -> Self {
        Self {
            store: Mutex::new(store),
            key,
            env,
            forms: Mutex::default(),
            syncing: Mutex::new(()),
            walk: Kept::default(),
            beginning: Mutex::new(()),
            retained: Mutex::default(),
            stop: Stop::default(),
            dir,
        }
    }

    /// The store. A panic elsewhere leaves it usable: every change is a transaction.
    pub(crate) fn store(&self) -> MutexGuard<'_, Store> {
        self.store
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Held while a form of the walk is begun: a button that is pressed twice opens one form.
    pub(crate) fn beginning(&self) -> MutexGuard<'_, ()> {
        self.beginning
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    pub(crate) fn retained(&self) -> MutexGuard<'_, Option<Instant>> {
        self.retained
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// What bounds the calls of a form that is filled.
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds {
            stop: self.stop.clone(),
            ..Bounds::default()
        }
    }

    /// The stop of all forms that are being filled: whoever locks waits for none of them.
    pub(crate) fn stop(&self) -> &Stop {
        &self.stop
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.env.clock.now()
    }

    /// Random hexadecimal digits.
    pub(crate) fn random_hex(&self, bytes: usize) -> String {
        let mut random = vec![0; bytes];
        self.env.entropy.fill(&mut random);
        random.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The forms that were parsed already. A panic leaves them usable: each is whole or not there.
    pub(crate) fn parsed_forms(&self) -> MutexGuard<'_, BTreeMap<Sha256, Arc<FormDef>>> {
        self.forms
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
