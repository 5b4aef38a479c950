//! When the app locks itself: one rule for both shells.

use crate::env::Instant;

/// Where the settings cannot be read: as they are before anybody changed them.
pub(super) const DEFAULT_LOCK_MS: u64 = 60_000;
/// She went to the camera or to another app because we sent her there: a photo takes longer than
/// a glance at the map.
const ERRAND_MS: u64 = 5 * 60_000;

/// Why the app is out of sight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Another app, the home screen.
    Away,
    /// The glass went dark: whoever lights it is not known.
    Dark,
    /// The camera or another app that ours asked for something.
    Errand,
}

/// An absence that has begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hidden {
    since: Instant,
    allowed_ms: u64,
}

impl Hidden {
    pub(super) fn new(since: Instant, absence: Absence, set_ms: u64) -> Self {
        let allowed_ms = match absence {
            Absence::Away => set_ms,
            Absence::Errand => set_ms.max(ERRAND_MS),
            Absence::Dark => 0,
        };
        Self { since, allowed_ms }
    }

    /// Away twice: the sooner of the two.
    pub(super) fn and(self, other: Self, now: Instant) -> Self {
        if other.left_ms(now) < self.left_ms(now) {
            other
        } else {
            self
        }
    }

    /// Milliseconds until the app locks itself; 0 when it should have.
    pub(super) fn left_ms(&self, now: Instant) -> u64 {
        self.allowed_ms.saturating_sub(now.ms_since(&self.since))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(since_boot_ms: u64) -> Instant {
        Instant {
            since_boot_ms,
            boot: None,
        }
    }

    #[test]
    fn an_errand_is_allowed_longer_but_never_less() {
        let table = [
            (Absence::Away, 15, 15_000),
            (Absence::Away, 600, 600_000),
            (Absence::Errand, 15, 300_000),
            (Absence::Errand, 600, 600_000),
            (Absence::Dark, 600, 0),
        ];
        for (absence, set_s, allowed_ms) in table {
            let hidden = Hidden::new(at(1_000), absence, set_s * 1_000);
            assert_eq!(hidden.left_ms(at(1_000)), allowed_ms, "{absence:?}");
            let left = hidden.left_ms(at(1_000 + allowed_ms / 2));
            assert_eq!(left, allowed_ms - allowed_ms / 2, "{absence:?}");
            assert_eq!(hidden.left_ms(at(1_000 + allowed_ms)), 0, "{absence:?}");
        }
    }
}
