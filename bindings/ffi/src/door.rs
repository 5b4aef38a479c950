//! The door: everything that a PIN is used for.

use std::sync::Arc;

use farola_engine::door::{
    Absence, Door as EngineDoor, DoorConfig, DoorState as EngineState, Folder, Locked, Moment,
    PlatformKeys as EngineKeys, Rest, lock,
};
use farola_engine::env::{BootId, Instant, Instants, SystemInstants};
use farola_engine::store::KeyUnavailable;
use farola_engine::transport::HttpTransport;
use farola_engine::{Engine, Env};
use zeroize::Zeroizing;

use crate::error::{Result, call};
use crate::key::KeyRefusal;
use crate::phone::Phone;
use crate::record::DeviceRecord;

/// Wraps bytes with a key that never leaves the platform's key store: Keystore or the Secure
/// Enclave. A shell implements it; the core keeps what comes back in a file. May be called on
/// any thread.
#[uniffi::export(with_foreign)]
pub trait PlatformKeys: Send + Sync {
    /// Wraps `plain`, with a key that is made when there is none. What comes back must not open
    /// once a byte of it was changed.
    fn wrap(&self, plain: Vec<u8>) -> Result<Vec<u8>, KeyRefusal>;

    /// The bytes that were wrapped. `Missing` where the key store has no such key, `Denied` too
    /// where the bytes were changed.
    fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyRefusal>;

    /// Makes the key of `stir` where there is none yet, and says whether the phone has one.
    fn prepare(&self) -> Result<bool, KeyRefusal>;

    /// Puts 32 bytes through a key that cannot leave the phone and works only while the phone is
    /// unlocked: the same answer for the same bytes, and no answer without the phone. Makes no
    /// key: `Missing` where there is none.
    fn stir(&self, input: Vec<u8>) -> Result<Vec<u8>, KeyRefusal>;

    /// Destroys the wrapping key, the key of `stir`, and what a finger or a face opens: everything
    /// is removed.
    fn forget(&self) -> Result<(), KeyRefusal>;
}

struct Keys(Arc<dyn PlatformKeys>);

impl EngineKeys for Keys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.0.wrap(plain.to_vec()).map_err(KeyUnavailable::from)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        let plain = self.0.unwrap(wrapped.to_vec());
        plain.map_err(KeyUnavailable::from)
    }

    fn prepare(&self) -> Result<bool, KeyUnavailable> {
        self.0.prepare().map_err(KeyUnavailable::from)
    }

    fn stir(&self, input: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, KeyUnavailable> {
        let answer = self.0.stir(input.to_vec());
        answer.map(Zeroizing::new).map_err(KeyUnavailable::from)
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        self.0.forget().map_err(KeyUnavailable::from)
    }
}

/// A moment since the phone was started.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct InstantRecord {
    /// Milliseconds since the start, sleep counted.
    pub since_boot_ms: u64,
    /// Any text that names this start of the phone and no other; nothing where there is none.
    pub boot: Option<String>,
}

/// An [`InstantSource`] failed: no time has passed then, and a wait goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum InstantFailed {
    /// It threw something.
    #[error("the source of instants failed")]
    Failed,
}

impl From<uniffi::UnexpectedUniFFICallbackError> for InstantFailed {
    fn from(_: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed
    }
}

/// Gives instants in the place of the system's own: for the tests of a shell.
#[uniffi::export(with_foreign)]
pub trait InstantSource: Send + Sync {
    /// Now. Must not go back but with a restart, whatever the clock on the wall is set to.
    fn instant(&self) -> Result<InstantRecord, InstantFailed>;
}

struct Source(Arc<dyn InstantSource>);

impl Instants for Source {
    fn instant(&self) -> Instant {
        match self.0.instant() {
            Ok(now) => Instant {
                since_boot_ms: now.since_boot_ms,
                boot: now.boot.as_deref().map(BootId::of),
            },
            Err(InstantFailed::Failed) => Instant {
                since_boot_ms: 0,
                boot: None,
            },
        }
    }
}

/// What a shell shows of the door.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum DoorState {
    /// No PIN was chosen: the first start.
    Unused,
    /// The PIN opens, or a finger.
    Locked {
        /// Seconds until a PIN may be tried, to be shown as they are; 0 when it may be now.
        wait_s: u32,
    },
    /// It is open.
    Open,
    /// There is a database, and the PIN cannot open it. A finger may still; what remains is
    /// `Door.erase_damaged`.
    Damaged {
        /// Code of the reason.
        code: String,
    },
}

impl From<EngineState> for DoorState {
    fn from(state: EngineState) -> Self {
        match state {
            EngineState::Unused => Self::Unused,
            EngineState::Locked { wait_ms } => Self::Locked {
                wait_s: lock::shown_wait_s(wait_ms),
            },
            EngineState::Open => Self::Open,
            EngineState::Damaged { code } => Self::Damaged { code: code.into() },
        }
    }
}

/// Why the app is out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum AbsenceType {
    /// Another app, the home screen.
    Away,
    /// The glass went dark: it locks at once.
    Dark,
    /// The camera or another app that ours asked for something.
    Errand,
}

impl From<AbsenceType> for Absence {
    fn from(absence: AbsenceType) -> Self {
        match absence {
            AbsenceType::Away => Self::Away,
            AbsenceType::Dark => Self::Dark,
            AbsenceType::Errand => Self::Errand,
        }
    }
}

/// What locking did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LockedType {
    /// The database is shut and the key is gone: destroy every handle on the phone. Whatever is
    /// asked of one that stays is refused: `Storage` `storage.key_locked`.
    Shut,
    /// A walk is on, a pause included: keep the handle and go on with `Phone.add_fix`; show the
    /// lock and nothing else.
    Follows,
}

impl From<Locked> for LockedType {
    fn from(locked: Locked) -> Self {
        match locked {
            Locked::Shut => Self::Shut,
            Locked::Follows => Self::Follows,
        }
    }
}

/// Whether somebody is there, where the app is in sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum RestType {
    /// Nobody touched it for too long: it is locked now.
    Locked {
        /// What that did.
        kind: LockedType,
    },
    /// Call [`Door::rest`] again in so many milliseconds.
    AskAgain {
        /// How many.
        in_ms: u64,
    },
    /// It is locked or shut: call it again once somebody opened it.
    Over,
}

impl From<Rest> for RestType {
    fn from(rest: Rest) -> Self {
        match rest {
            Rest::Locked(kind) => Self::Locked { kind: kind.into() },
            Rest::AskAgain { in_ms } => Self::AskAgain { in_ms },
            Rest::Over => Self::Over,
        }
    }
}

/// What may be done with a moment that the platform gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct MomentRecord {
    /// The app was away for too long, and is locked now: as of [`Door::look`].
    pub locked: Option<LockedType>,
    /// Whether a sync may run: the database is open, be it behind the lock of a walk.
    pub may_sync: bool,
}

impl From<Moment> for MomentRecord {
    fn from(moment: Moment) -> Self {
        Self {
            locked: moment.locked.map(Into::into),
            may_sync: moment.may_sync,
        }
    }
}

/// What stands between a person and the database. Make one per process and keep it.
///
/// It keeps the key of the database in one file, sealed under the PIN together with the count of
/// tries, and wrapped by [`PlatformKeys`]. Every use of a PIN goes through it: each is counted
/// before it is made, and after five in a row that were wrong the next must wait, at all of them.
/// Waits run on the time since the phone was started, which cannot be set.
///
/// Each call blocks; those with a PIN take about a second, on purpose.
#[derive(uniffi::Object)]
pub struct Door {
    inner: EngineDoor,
}

#[uniffi::export]
impl Door {
    /// Stands before the phone in the app's private folder `dir`: the door's file lies in it,
    /// the database in `phone` below. What the apps up to 0.1 kept is taken over. A removal that
    /// was cut short is gone on with. `instants` is for tests: nothing for the system's own.
    #[uniffi::constructor]
    pub fn new(
        dir: String,
        keys: Arc<dyn PlatformKeys>,
        instants: Option<Arc<dyn InstantSource>>,
    ) -> Result<Arc<Self>> {
        call(|| {
            let instants: Arc<dyn Instants> = match instants {
                Some(source) => Arc::new(Source(source)),
                None => Arc::new(SystemInstants),
            };
            let inner = EngineDoor::new(DoorConfig {
                shelf: Arc::new(Folder::new(dir.as_ref())),
                dir: dir.into(),
                keys: Arc::new(Keys(keys)),
                instants,
                env: Env::system(Arc::new(HttpTransport::new())),
            })?;
            Ok(Arc::new(Self { inner }))
        })
    }

    /// What to show.
    pub fn state(&self) -> Result<DoorState> {
        call(|| Ok(self.inner.state()?.into()))
    }

    /// The first start: makes the key under `pin`, and opens. `Invalid` when the PIN is no good,
    /// see `choose_pin`; `Conflict` `lock.in_use` once there is one.
    pub fn begin(&self, pin: String) -> Result<Arc<Phone>> {
        opened(pin, |pin| self.inner.begin(pin))
    }

    /// Opens with the PIN. `Auth` `lock.wrong_pin`; `Auth` `lock.wait` when it is too early, and
    /// [`DoorState`] says for how long; `Storage` where the try cannot be counted.
    ///
    /// Behind a lock that left the database open it gives a handle on the same phone.
    pub fn unlock(&self, pin: String) -> Result<Arc<Phone>> {
        opened(pin, |pin| self.inner.unlock(pin))
    }

    /// Opens with the key that a finger or a face gave ([`Door::arm`]). No wait holds for it.
    pub fn unlock_with_key(&self, key: Vec<u8>) -> Result<Arc<Phone>> {
        let key = Zeroizing::new(key);
        call(|| Ok(Phone::over(self.inner.unlock_with_key(&key)?)))
    }

    /// Whether this is the PIN, as [`Door::unlock`] says it; nothing opens.
    pub fn check(&self, pin: String) -> Result<()> {
        let pin = Zeroizing::new(pin);
        call(|| self.inner.check(&pin))
    }

    /// Another PIN for the same key. Errors as of [`Door::unlock`] for the old one; `Invalid`
    /// when the new one is no good, and then nothing was tried. What a finger opens stays.
    pub fn change_pin(&self, old_pin: String, new_pin: String) -> Result<()> {
        let (old, new) = (Zeroizing::new(old_pin), Zeroizing::new(new_pin));
        call(|| self.inner.change_pin(&old, &new))
    }

    /// The raw key of 32 bytes, to be put behind a finger or a face by the platform and then
    /// overwritten. Errors as of [`Door::unlock`].
    pub fn arm(&self, pin: String) -> Result<Vec<u8>> {
        let pin = Zeroizing::new(pin);
        call(|| Ok(self.inner.arm(&pin)?.to_vec()))
    }

    /// The app is out of sight, or the glass is dark. Gives the milliseconds after which to call
    /// [`Door::look`], at once where it is 0, so that the key does not stay in memory until she
    /// comes back.
    pub fn hide(&self, absence: AbsenceType) -> Result<u64> {
        call(|| Ok(self.inner.hide(absence.into())))
    }

    /// Whether the app has been out of sight for too long: then it is locked now.
    pub fn look(&self) -> Result<Option<LockedType>> {
        call(|| Ok(self.inner.look().map(Into::into)))
    }

    /// The app is in sight again; locked now if it was away for too long.
    pub fn show(&self) -> Result<Option<LockedType>> {
        call(|| Ok(self.inner.show().map(Into::into)))
    }

    /// Somebody touched the glass or typed. Call it at each touch: it costs nothing.
    pub fn touched(&self) -> Result<()> {
        call(|| {
            self.inner.touched();
            Ok(())
        })
    }

    /// Locks if nobody touched the app for the time that is set. Call it once somebody opened it
    /// or came back, and again when it says so. `busy`: the phone records or shows something for
    /// her, which needs no touch.
    pub fn rest(&self, busy: bool) -> Result<RestType> {
        call(|| Ok(self.inner.rest(busy).into()))
    }

    /// The platform gives a moment while nobody looks: a job, a background task, the end of an
    /// upload. Call it instead of [`Door::look`], and sync where it says so, `asked` false.
    pub fn moment(&self) -> Result<MomentRecord> {
        call(|| Ok(self.inner.moment().into()))
    }

    /// Locks. Cancel a running sync before.
    pub fn lock(&self) -> Result<LockedType> {
        call(|| Ok(self.inner.lock().into()))
    }

    /// After a `Bug`: a fresh phone over the same file; destroy the old handles. Nothing when
    /// that was done less than a minute ago: say the code and go on.
    pub fn reopen(&self) -> Result<Option<Arc<Phone>>> {
        call(|| Ok(self.inner.reopen()?.map(Phone::over)))
    }

    /// Enrols the open phone, once its person saw `Phone.enrolment_offer` and gave the PIN. Errors
    /// as of [`Door::unlock`] and `Phone.enrol`.
    pub fn enrol(&self, pin: String, text: String) -> Result<DeviceRecord> {
        let pin = Zeroizing::new(pin);
        call(|| Ok(self.inner.enrol(&pin, &text)?.into()))
    }

    /// Removes everything, if `pin` is the PIN: answers, photos, keys, the PIN. Destroy every
    /// handle on the phone before. Errors as of [`Door::unlock`].
    pub fn erase(&self, pin: String) -> Result<()> {
        let pin = Zeroizing::new(pin);
        call(|| self.inner.erase(&pin))
    }

    /// Removes everything where no PIN can open it any more: `DoorState.Damaged`. `Conflict`
    /// `lock.in_use` in any other state.
    pub fn erase_damaged(&self) -> Result<()> {
        call(|| self.inner.erase_damaged())
    }
}

fn opened(
    pin: String,
    open: impl FnOnce(&str) -> farola_engine::Result<Engine>,
) -> Result<Arc<Phone>> {
    let pin = Zeroizing::new(pin);
    call(|| Ok(Phone::over(open(&pin)?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::error::FarolaError;
    use crate::record::{FirstScreen, HomeCard};

    const PIN: &str = "493815";

    struct Turned;

    impl PlatformKeys for Turned {
        fn wrap(&self, plain: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
            Ok(plain.into_iter().map(|byte| !byte).collect())
        }

        fn unwrap(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
            self.wrap(wrapped)
        }

        fn prepare(&self) -> Result<bool, KeyRefusal> {
            Ok(true)
        }

        fn stir(&self, input: Vec<u8>) -> Result<Vec<u8>, KeyRefusal> {
            self.wrap(input)
        }

        fn forget(&self) -> Result<(), KeyRefusal> {
            Ok(())
        }
    }

    /// Instants of a test; nothing is a source that throws.
    #[derive(Default)]
    struct Given(Mutex<Option<InstantRecord>>);

    impl Given {
        fn at(&self, since_boot_ms: u64) {
            let boot = Some("a".to_owned());
            *self.0.lock().unwrap() = Some(InstantRecord {
                since_boot_ms,
                boot,
            });
        }
    }

    impl InstantSource for Given {
        fn instant(&self) -> Result<InstantRecord, InstantFailed> {
            self.0.lock().unwrap().clone().ok_or(InstantFailed::Failed)
        }
    }

    fn door(dir: &tempfile::TempDir, given: Option<&Arc<Given>>) -> Arc<Door> {
        let given = given.map(|given| Arc::clone(given) as Arc<dyn InstantSource>);
        let dir = dir.path().to_str().unwrap().to_owned();
        Door::new(dir, Arc::new(Turned), given).unwrap()
    }

    fn pin() -> String {
        PIN.to_owned()
    }

    #[test]
    fn what_is_refused_says_what_a_shell_can_do() {
        let dir = tempfile::tempdir().unwrap();
        let door = door(&dir, None);
        assert_eq!(door.state().unwrap(), DoorState::Unused);
        let unused = FarolaError::NotFound {
            code: "lock.unused".into(),
        };
        assert_eq!(door.unlock(pin()).err(), Some(unused));
        let simple = FarolaError::Invalid {
            code: "lock.pin_simple".into(),
        };
        assert_eq!(door.begin("111111".into()).err(), Some(simple));
        door.begin(pin()).unwrap();
        assert_eq!(door.state().unwrap(), DoorState::Open);
        let in_use = FarolaError::Conflict {
            code: "lock.in_use".into(),
        };
        assert_eq!(door.begin(pin()).err(), Some(in_use.clone()));
        assert_eq!(door.erase_damaged().err(), Some(in_use));
        let wrong = FarolaError::Auth {
            code: "lock.wrong_pin".into(),
        };
        assert_eq!(door.check("493816".into()).err(), Some(wrong));
        assert_eq!(door.arm(pin()).unwrap().len(), 32);
        door.change_pin(pin(), "70224199".into()).unwrap();
        let moment = door.moment().unwrap();
        assert_eq!((moment.locked, moment.may_sync), (None, true));
        assert_eq!(door.lock().unwrap(), LockedType::Shut);
        assert!(!door.moment().unwrap().may_sync);
        door.unlock("70224199".into()).unwrap();
        assert_eq!(door.hide(AbsenceType::Away).unwrap(), 60_000);
        assert_eq!(door.look().unwrap(), None);
        assert_eq!(door.show().unwrap(), None);
        assert!(door.reopen().unwrap().is_some());
        door.erase("70224199".into()).unwrap();
        assert_eq!(door.state().unwrap(), DoorState::Unused);
    }

    #[test]
    fn a_wait_runs_on_the_instants_that_are_given_and_not_without_them() {
        let dir = tempfile::tempdir().unwrap();
        let given = Arc::new(Given::default());
        given.at(1_000);
        let door = door(&dir, Some(&given));
        door.begin(pin()).unwrap();
        for _ in 0..5 {
            assert!(door.check("493816".into()).is_err());
        }
        door.lock().unwrap();
        let waiting = |wait_s| DoorState::Locked { wait_s };
        assert_eq!(door.state().unwrap(), waiting(30));
        let wait = FarolaError::Auth {
            code: "lock.wait".into(),
        };
        assert_eq!(door.unlock(pin()).err(), Some(wait.clone()));
        given.at(1_001);
        assert_eq!(door.state().unwrap(), waiting(30));
        given.at(30_999);
        assert_eq!(door.state().unwrap(), waiting(1));
        given.at(31_000);
        assert_eq!(door.state().unwrap(), waiting(0));
        *given.0.lock().unwrap() = None;
        assert_eq!(door.state().unwrap(), waiting(30));
        assert_eq!(door.unlock(pin()).err(), Some(wait));
    }

    #[test]
    fn a_phone_behind_the_door_has_its_plans() {
        let dir = tempfile::tempdir().unwrap();
        let phone = door(&dir, None).begin(pin()).unwrap();
        let plan = phone.home_plan("es".into(), false).unwrap();
        let cards = plan.cards.as_slice();
        assert!(matches!(cards, [HomeCard::Enrol, HomeCard::Settings]));
        assert!(!plan.can_sync && !plan.photos_wait);
        assert_eq!(phone.first_screen().unwrap(), FirstScreen::Home);
        let missing = phone.after_finalizing("uuid:none".into()).err();
        assert!(matches!(missing, Some(FarolaError::NotFound { .. })));
    }
}
