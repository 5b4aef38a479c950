//! Instants: how much time has passed, whatever the clock on the wall is set to.
//!
//! A wait that a thief could end by setting the phone's clock forward would be no wait. The time
//! since the phone was started cannot be set; it counts while the phone sleeps, and begins anew
//! when the phone is started again. The id of the start tells these two apart where the system
//! gives one.

use std::sync::Mutex;

use farola_model::Sha256;

/// Names one start of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BootId(pub [u8; 16]);

impl BootId {
    /// The id that a system or a shell gives as text; its digest, so that any text fits.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let digest = Sha256::of(text.trim().as_bytes()).0;
        let mut id = [0; 16];
        for (to, from) in id.iter_mut().zip(digest) {
            *to = from;
        }
        Self(id)
    }
}

/// A moment since the phone was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    /// Milliseconds since the start, sleep counted.
    pub since_boot_ms: u64,
    /// Which start; nothing where the system does not say.
    pub boot: Option<BootId>,
}

impl Instant {
    /// Milliseconds from `earlier` to this, and never more than have passed.
    ///
    /// Across a restart only the time since that restart is known: it alone counts. Where no id
    /// tells of a restart, a smaller number does; a larger one is taken for the same start, which
    /// gives less than what has passed.
    #[must_use]
    pub fn ms_since(&self, earlier: &Self) -> u64 {
        let restarted = match (self.boot, earlier.boot) {
            (Some(now), Some(then)) => now != then,
            _ => self.since_boot_ms < earlier.since_boot_ms,
        };
        if restarted {
            self.since_boot_ms
        } else {
            self.since_boot_ms.saturating_sub(earlier.since_boot_ms)
        }
    }
}

/// Gives instants.
pub trait Instants: Send + Sync {
    /// Now.
    fn instant(&self) -> Instant;
}

/// The time since the start of the machine.
#[derive(Debug, Clone, Copy)]
pub struct SystemInstants;

/// Which start of the phone this is, on Linux and Android.
#[cfg(any(target_os = "linux", target_os = "android"))]
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";

impl Instants for SystemInstants {
    fn instant(&self) -> Instant {
        Instant {
            since_boot_ms: since_boot_ms(),
            boot: boot_id(),
        }
    }
}

/// `CLOCK_BOOTTIME` counts the sleep; the monotonic clock of Linux does not, that of Apple does.
#[cfg(unix)]
fn since_boot_ms() -> u64 {
    use rustix::time::{ClockId, clock_gettime};

    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = ClockId::Monotonic;
    let time = clock_gettime(clock);
    let ms = time.tv_sec.saturating_mul(1_000);
    let ms = ms.saturating_add(time.tv_nsec / 1_000_000);
    u64::try_from(ms).unwrap_or_default()
}

/// No phone: a wait that never ends is better than none.
#[cfg(not(unix))]
fn since_boot_ms() -> u64 {
    0
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn boot_id() -> Option<BootId> {
    // Read once: no process outlives the start of its phone, and instants are asked for often.
    static ID: std::sync::OnceLock<Option<BootId>> = std::sync::OnceLock::new();
    let read = || std::fs::read_to_string(BOOT_ID).ok();
    *ID.get_or_init(|| read().map(|text| BootId::of(&text)))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn boot_id() -> Option<BootId> {
    None
}

/// Instants that stand where they are put. For tests.
#[derive(Debug)]
pub struct SetInstants(Mutex<Instant>);

impl SetInstants {
    /// A phone that was started as `boot` some milliseconds ago.
    #[must_use]
    pub fn new(since_boot_ms: u64, boot: Option<BootId>) -> Self {
        Self(Mutex::new(Instant {
            since_boot_ms,
            boot,
        }))
    }

    /// Lets time pass.
    pub fn pass(&self, ms: u64) {
        let mut now = self.now();
        now.since_boot_ms = now.since_boot_ms.saturating_add(ms);
        self.set(now);
    }

    /// Puts it.
    pub fn set(&self, instant: Instant) {
        *self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = instant;
    }

    fn now(&self) -> Instant {
        *self
            .0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

impl Instants for SetInstants {
    fn instant(&self) -> Instant {
        self.now()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(since_boot_ms: u64, boot: Option<&str>) -> Instant {
        Instant {
            since_boot_ms,
            boot: boot.map(BootId::of),
        }
    }

    #[test]
    fn no_more_passes_than_has_passed() {
        let (a, b) = (Some("a"), Some("b"));
        // Now, earlier, milliseconds between.
        let table = [
            (at(9_000, a), at(2_000, a), 7_000),
            (at(2_000, a), at(2_000, a), 0),
            // The same start and an earlier time: a clock that lies. Nothing has passed.
            (at(1_000, a), at(2_000, a), 0),
            // Started again: what was before is not known.
            (at(500, b), at(2_000, a), 500),
            (at(9_000, b), at(2_000, a), 9_000),
            // Without an id a smaller number is a start.
            (at(500, None), at(2_000, None), 500),
            (at(9_000, None), at(2_000, None), 7_000),
            (at(500, a), at(2_000, None), 500),
            (at(9_000, None), at(2_000, a), 7_000),
        ];
        for (now, earlier, passed) in table {
            assert_eq!(now.ms_since(&earlier), passed, "{now:?} since {earlier:?}");
        }
    }

    #[test]
    fn the_system_goes_forward() {
        let first = SystemInstants.instant();
        let second = SystemInstants.instant();
        assert!(first.since_boot_ms > 0);
        assert!(second.since_boot_ms >= first.since_boot_ms);
        assert_eq!(first.boot, second.boot);
    }
}
