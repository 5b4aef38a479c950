//! The door of the house: who may open the database, when it closes, how it is removed.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use farola_model::Coded as _;
use farola_store::{Key, KeyProvider, KeyUnavailable};

use super::away::{Absence, DEFAULT_LOCK_MS, Hidden};
use super::erase::erase;
use super::guard::{Guard, Parts};
use super::keys::PlatformKeys;
use super::lock::LockError;
use super::secret::Secret;
use super::shelf::Shelf;
use crate::enrol::DeviceInfo;
use crate::env::{Env, Instant, Instants};
use crate::phone::{DATABASE_FILE, EngineConfig};
use crate::shared::{Engine, EngineError, Result};

/// The folder of the database beside the door's own files.
const PHONE: &str = "phone";
/// There while everything is being removed, so that a killed app goes on with it.
const REMOVING: &str = "removing";
/// A core that breaks each time it is opened is opened once in this time.
const REOPEN_MS: u64 = 60_000;

/// How to stand before a phone.
pub struct DoorConfig {
    /// The app's private folder: the sealed key lies in it, the database in `phone` below it.
    pub dir: PathBuf,
    /// What the door keeps its files with; [`super::Folder`] over `dir` on a phone.
    pub shelf: Arc<dyn Shelf>,
    /// The platform's key store.
    pub keys: Arc<dyn PlatformKeys>,
    /// Time that cannot be set.
    pub instants: Arc<dyn Instants>,
    /// What the engine behind the door is opened with.
    pub env: Env,
}

/// What a shell shows of the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoorState {
    /// No PIN was chosen: the first start.
    Unused,
    /// The PIN opens, or a finger.
    Locked {
        /// Milliseconds until a PIN may be tried; 0 when it may be now.
        wait_ms: u64,
    },
    /// It is open.
    Open,
    /// There is a database, and no PIN can open it any more: its sealed key is damaged or gone,
    /// or the key store has lost what it was wrapped with. A finger may still open; what remains
    /// is to remove everything. A key store that only refuses for now is an error instead.
    Damaged {
        /// Code of the reason.
        code: &'static str,
    },
}

/// What locking did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locked {
    /// The database is shut and the key is gone: handles on the phone are to be let go.
    Shut,
    /// A walk is on: the database stays open behind the lock, and positions go on.
    Follows,
}

/// Whether somebody is there, where the app is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nobody touched it for too long: it is locked now.
    Locked(Locked),
    /// To be asked again in so many milliseconds.
    AskAgain {
        /// How many.
        in_ms: u64,
    },
    /// It is locked, or shut: nothing is to be asked until somebody opens it.
    Over,
}

/// What may be done with a moment that the platform gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The app was away for too long, and is locked now.
    pub locked: Option<Locked>,
    /// Whether a sync may run.
    pub may_sync: bool,
}

/// The door. One per process; may be used from any thread.
pub struct Door {
    guard: Guard,
    config: DoorConfig,
    inside: Mutex<Inside>,
}

/// What is behind the door at present.
#[derive(Default)]
struct Inside {
    open: Option<Opened>,
    /// Shut to people, whatever is open behind it.
    locked: bool,
    hidden: Option<Hidden>,
    /// When somebody last touched it; nothing before it was opened.
    touched: Option<Instant>,
}

struct Opened {
    engine: Engine,
    key: Arc<HeldKey>,
    reopened: Option<Instant>,
}

/// The key while the database is open.
struct HeldKey(Mutex<Option<Secret>>);

impl HeldKey {
    fn held(&self) -> MutexGuard<'_, Option<Secret>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// What still runs gets no further connection.
    fn drop_it(&self) {
        *self.held() = None;
    }
}

impl KeyProvider for HeldKey {
    fn key(&self) -> Result<Key, KeyUnavailable> {
        let held = self.held();
        let key = held.as_ref().ok_or(KeyUnavailable::Locked)?;
        Ok(Key::copied(key))
    }
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Door(..)")
    }
}

impl Door {
    /// Stands before the phone in `config.dir`. A removal that was cut short is gone on with.
    ///
    /// # Errors
    /// The removal cannot be finished.
    pub fn new(config: DoorConfig) -> Result<Self> {
        farola_store::wipe_what_is_freed();
        let parts = Parts {
            shelf: Arc::clone(&config.shelf),
            keys: Arc::clone(&config.keys),
            instants: Arc::clone(&config.instants),
            entropy: Arc::clone(&config.env.entropy),
        };
        let door = Self {
            guard: Guard::new(parts),
            config,
            inside: Mutex::default(),
        };
        door.finish_removal()?;
        door.guard.sweep();
        Ok(door)
    }

    /// What a shell shows.
    ///
    /// # Errors
    /// The folder cannot be read; [`LockError::Busy`].
    pub fn state(&self) -> Result<DoorState> {
        let inside = self.inside();
        if inside.open.is_some() && !inside.locked {
            return Ok(DoorState::Open);
        }
        drop(inside);
        match self.guard.wait_ms() {
            Ok(Some(wait_ms)) => Ok(DoorState::Locked { wait_ms }),
            Ok(None) if self.has_database() => Ok(damaged(&LockError::Damaged.into())),
            Ok(None) => Ok(DoorState::Unused),
            Err(error) if is_for_good(&error) => Ok(damaged(&error)),
            Err(error) => Err(error),
        }
    }

    /// The first start: makes the key under `pin`, and opens.
    ///
    /// # Errors
    /// [`LockError::InUse`] once a PIN was chosen; [`LockError::Damaged`] where there is a
    /// database that another key was made for; [`super::lock::check_pin`]'s; no PIN is set then.
    /// So is none where a removal before it cannot be finished.
    pub fn begin(&self, pin: &str) -> Result<Engine> {
        // A mark that stayed would remove at the next start what is begun here.
        self.finish_removal()?;
        // A new key would never open it, and its owner would believe that all is well.
        if self.has_database() && self.guard.wait_ms()?.is_none() {
            return Err(LockError::Damaged.into());
        }
        let key = self.guard.begin(pin)?;
        self.enter(key)
    }

    /// Opens with the PIN.
    ///
    /// # Errors
    /// [`LockError::WrongPin`]; [`LockError::Wait`] before the wait is over, whatever the PIN;
    /// the store's where the try cannot be counted or the database not be opened.
    pub fn unlock(&self, pin: &str) -> Result<Engine> {
        let key = self.guard.open(pin)?;
        self.enter(key)
    }

    /// Opens with the key that a finger or a face gave. It counts as no PIN, and no wait holds:
    /// the platform counts these itself. The count of PINs stays.
    ///
    /// # Errors
    /// [`LockError::WrongPin`] for another key than the one that is open behind the lock; the
    /// store's.
    pub fn unlock_with_key(&self, key: &[u8]) -> Result<Engine> {
        self.enter(Secret::of(key).ok_or(LockError::Damaged)?)
    }

    /// Whether this is the PIN. Counts as any other use of it.
    ///
    /// # Errors
    /// As [`Door::unlock`].
    pub fn check(&self, pin: &str) -> Result<()> {
        self.guard.open(pin).map(drop)
    }

    /// Another PIN for the same key. What a finger opens stays as it is.
    ///
    /// # Errors
    /// As [`Door::unlock`] for the old one; [`super::lock::check_pin`]'s for the new one, and
    /// then nothing was tried.
    pub fn change_pin(&self, old: &str, new: &str) -> Result<()> {
        self.guard.change(old, new)
    }

    /// Joins a server, once its person saw what that means ([`Engine::enrolment_offer`]) and gave
    /// the PIN.
    ///
    /// # Errors
    /// As [`Door::unlock`]; [`Engine::enrol_decided`]'s; the store's where it is not open.
    pub fn enrol(&self, pin: &str, text: &str) -> Result<DeviceInfo> {
        self.check(pin)?;
        let open = self.inside().open.as_ref().map(|open| open.engine.clone());
        match open {
            Some(engine) => engine.enrol_decided(text),
            None => Err(farola_store::Error::Key(KeyUnavailable::Locked).into()),
        }
    }

    /// The raw key, for the platform to put a finger or a face before it.
    ///
    /// # Errors
    /// As [`Door::unlock`].
    pub fn arm(&self, pin: &str) -> Result<Secret> {
        self.guard.open(pin)
    }

    /// The app is out of sight, or the glass is dark. Gives the milliseconds after which to call
    /// [`Door::look`], at once where it is 0: then the key does not stay in memory until she comes
    /// back.
    pub fn hide(&self, absence: Absence) -> u64 {
        let mut inside = self.inside();
        let set_ms = inside.open.as_ref().map_or(DEFAULT_LOCK_MS, lock_after_ms);
        let now = self.now();
        let since = Hidden::new(now, absence, set_ms);
        // Covered twice is away since the first time; the glass may go dark in between.
        let before = inside.hidden.unwrap_or(since);
        let hidden = before.and(since, now);
        inside.hidden = Some(hidden);
        hidden.left_ms(now)
    }

    /// Whether the app has been out of sight for too long: then it is locked now.
    pub fn look(&self) -> Option<Locked> {
        let now = self.now();
        let mut inside = self.inside();
        let hidden = inside.hidden?;
        if inside.locked || inside.open.is_none() || hidden.left_ms(now) > 0 {
            return None;
        }
        Some(inside.lock())
    }

    /// The app is in sight again; locked now if it was away for too long.
    pub fn show(&self) -> Option<Locked> {
        let locked = self.look();
        let now = self.now();
        let mut inside = self.inside();
        inside.hidden = None;
        inside.touched = Some(now);
        locked
    }

    /// Somebody touched the glass or typed: she is there. Costs nothing, and may be called at each
    /// touch.
    pub fn touched(&self) {
        let now = self.now();
        self.inside().touched = Some(now);
    }

    /// Locks if the app is in sight and nobody touched it for the time that is set; to be asked
    /// when somebody opened it or came back, and again when it says so. `busy`: the phone records
    /// or shows something for her, which needs no touch; it counts as one. What is out of sight has
    /// a rule of its own, [`Door::look`].
    pub fn rest(&self, busy: bool) -> Rest {
        let now = self.now();
        let mut inside = self.inside();
        let Some(open) = inside.open.as_ref().filter(|_| !inside.locked) else {
            return Rest::Over;
        };
        let set_ms = lock_after_ms(open);
        if busy || inside.hidden.is_some() || inside.touched.is_none() {
            inside.touched = Some(now);
        }
        let since = inside.touched.unwrap_or(now);
        match set_ms.saturating_sub(now.ms_since(&since)) {
            0 => Rest::Locked(inside.lock()),
            in_ms => Rest::AskAgain { in_ms },
        }
    }

    /// The platform gives the app a moment while nobody looks. Locks first if the app was away
    /// for too long; then a sync may run as long as the database is open, also behind the lock
    /// of a walk: it reads nothing that the positions of the walk do not have open anyway.
    pub fn moment(&self) -> Moment {
        let locked = self.look();
        let open = self.inside().open.as_ref().map(|open| open.engine.clone());
        if let Some(engine) = &open {
            engine.retain_now_and_then();
        }
        Moment {
            locked,
            may_sync: open.is_some(),
        }
    }

    /// Locks. The database closes too, unless positions of a walk are taken in: they go on.
    /// A running sync is to be cancelled before: behind a door that shuts it can do nothing.
    pub fn lock(&self) -> Locked {
        self.inside().lock()
    }

    /// After a fault of our own: the phone opened anew over the same file, which is as it was.
    /// Nothing when that was done less than a minute ago, or there is nothing open: a core that
    /// breaks each time must not be opened for ever.
    ///
    /// # Errors
    /// The store's; the database is shut then, and the door locked.
    pub fn reopen(&self) -> Result<Option<Engine>> {
        let now = self.now();
        let mut inside = self.inside();
        let Some(open) = inside.open.as_mut() else {
            return Ok(None);
        };
        let recent = |at: Instant| now.ms_since(&at) < REOPEN_MS;
        if open.reopened.is_some_and(recent) {
            return Ok(None);
        }
        tracing::warn!("door.reopened");
        match self.engine(Arc::clone(&open.key)) {
            Ok(engine) => {
                open.engine = engine.clone();
                open.reopened = Some(now);
                Ok(Some(engine))
            }
            Err(error) => {
                inside.shut();
                Err(error)
            }
        }
    }

    /// Removes everything, if `pin` is the PIN: answers, photos, keys, the PIN. Handles on the
    /// phone are to be let go before.
    ///
    /// # Errors
    /// As [`Door::unlock`]; what could not be removed is tried again at the next start.
    pub fn erase(&self, pin: &str) -> Result<()> {
        self.check(pin)?;
        self.remove_all()
    }

    /// Removes everything where no PIN can open it any more ([`DoorState::Damaged`]).
    ///
    /// # Errors
    /// [`LockError::InUse`] in any other state; as [`Door::erase`].
    pub fn erase_damaged(&self) -> Result<()> {
        match self.state()? {
            DoorState::Damaged { .. } => self.remove_all(),
            _ => Err(LockError::InUse.into()),
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    fn now(&self) -> Instant {
        self.config.instants.instant()
    }

    fn phone_dir(&self) -> PathBuf {
        self.config.dir.join(PHONE)
    }

    fn has_database(&self) -> bool {
        Path::exists(&self.phone_dir().join(DATABASE_FILE))
    }

    fn engine(&self, key: Arc<HeldKey>) -> Result<Engine> {
        Engine::open(EngineConfig {
            dir: self.phone_dir(),
            key,
            env: self.config.env.clone(),
        })
    }

    /// The engine for a key that is known to be right, or is found to be by the database.
    fn enter(&self, key: Secret) -> Result<Engine> {
        let mut inside = self.inside();
        if let Some(open) = &inside.open {
            // A walk went on behind the lock, with the key it was opened with.
            if open.key.held().as_ref() != Some(&key) {
                return Err(LockError::WrongPin.into());
            }
            let engine = open.engine.clone();
            engine.inner.stop().release();
            inside.locked = false;
            inside.hidden = None;
            inside.touched = Some(self.now());
            return Ok(engine);
        }
        let key = Arc::new(HeldKey(Mutex::new(Some(key))));
        let engine = self
            .engine(Arc::clone(&key))
            // An engine that was half opened may still hold on to it.
            .inspect_err(|_| key.drop_it())?;
        *inside = Inside {
            open: Some(Opened {
                engine: engine.clone(),
                key,
                reopened: None,
            }),
            touched: Some(self.now()),
            ..Inside::default()
        };
        Ok(engine)
    }

    /// Goes on with a removal that was cut short, if there is one.
    fn finish_removal(&self) -> Result<()> {
        let shelf = &self.config.shelf;
        let cut_short = shelf.read(REMOVING).map_err(farola_store::Error::from)?;
        if cut_short.is_some() {
            self.remove_all()?;
        }
        Ok(())
    }

    /// The keys first, the platform's and then the sealed one: what is left behind after a kill is
    /// then unreadable already. Then the files, and at last a look whether anything is left.
    fn remove_all(&self) -> Result<()> {
        self.inside().shut();
        let shelf = &self.config.shelf;
        // On a full disk the mark cannot be made; removing must go on all the same.
        if shelf.replace(REMOVING, b"").is_err() {
            tracing::warn!("door.removal_unmarked");
        }
        let forgot = self.config.keys.forget();
        self.guard.remove()?;
        erase(&self.phone_dir())?;
        // A key store that refused may be ready now. What it holds opens nothing any more.
        if forgot.is_err() && self.config.keys.forget().is_err() {
            tracing::warn!("door.keys_stay");
        }
        if self.guard.is_anything_left()? || Path::exists(&self.phone_dir()) {
            return Err(LockError::Busy.into());
        }
        shelf.remove(REMOVING).map_err(farola_store::Error::from)?;
        Ok(())
    }
}

impl Inside {
    fn lock(&mut self) -> Locked {
        // First of all: what a form still works out is put down, and neither the walk nor the
        // database waits for it.
        if let Some(open) = &self.open {
            open.engine.inner.stop().stop();
        }
        let walk = self.open.as_ref().map(|open| open.engine.walk());
        if matches!(walk, Some(Ok(Some(walk))) if walk.phase.is_on()) {
            // Behind the lock the engine stays whole: a walk that is cut off loses its way.
            self.locked = true;
            return Locked::Follows;
        }
        self.shut();
        Locked::Shut
    }

    /// The key goes first, then the database, whoever still has a handle on the phone: a call on
    /// one is refused from now on.
    fn shut(&mut self) {
        if let Some(open) = self.open.take() {
            open.key.drop_it();
            open.engine.shut();
        }
        self.locked = false;
        self.hidden = None;
    }
}

/// The time that is set, in milliseconds.
fn lock_after_ms(open: &Opened) -> u64 {
    match open.engine.settings() {
        Ok(settings) => u64::from(settings.lock_after_s).saturating_mul(1_000),
        // Settings that cannot be read must not keep the app open for ever.
        Err(_) => DEFAULT_LOCK_MS,
    }
}

fn damaged(error: &EngineError) -> DoorState {
    DoorState::Damaged { code: error.code() }
}

/// Whether no later try can end otherwise.
fn is_for_good(error: &EngineError) -> bool {
    use farola_store::Error as StoreError;

    matches!(
        error,
        EngineError::Lock(LockError::Damaged)
            | EngineError::Store(StoreError::Key(KeyUnavailable::Missing))
    )
}

#[cfg(test)]
#[path = "house_tests.rs"]
mod tests;
