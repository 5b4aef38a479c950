//! The count of tries since a PIN was right, and how long the next must wait for it.

use super::lock::pin_wait_ms;
use crate::env::{BootId, Instant};

/// What a count is taken for that was there and cannot be read: the first wait is due.
const UNREADABLE: u32 = 5;
/// Length of a count that is written.
pub(super) const TRIES_BYTES: usize = 4 + 8 + 1 + 16;

/// Tries since the last right one. A try is counted before it is made, so that a process that
/// is killed in between has one more counted than made, never one fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    /// How many.
    pub(super) made: u32,
    /// When the last was counted.
    pub(super) at: Instant,
}

impl Tries {
    /// None since the PIN was right.
    pub(super) fn none(now: Instant) -> Self {
        Self { made: 0, at: now }
    }

    /// One more, counted now.
    pub(super) fn one_more(self, now: Instant) -> Self {
        Self {
            made: self.made.saturating_add(1),
            at: now,
        }
    }

    /// The last one was not made after all.
    pub(super) fn one_fewer(self) -> Self {
        Self {
            made: self.made.saturating_sub(1),
            ..self
        }
    }

    /// Milliseconds until the next may be made.
    pub(super) fn wait_ms(&self, now: Instant) -> u64 {
        pin_wait_ms(self.made).saturating_sub(now.ms_since(&self.at))
    }

    /// Appends the count to what is written.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.made.to_be_bytes());
        out.extend_from_slice(&self.at.since_boot_ms.to_be_bytes());
        out.push(u8::from(self.at.boot.is_some()));
        out.extend_from_slice(&self.at.boot.map_or([0; 16], |boot| boot.0));
    }

    /// The count at the head of `bytes`, and what follows it; nothing where it is torn.
    pub(super) fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (head, rest) = bytes.split_at_checked(TRIES_BYTES)?;
        let (made, head) = head.split_first_chunk()?;
        let (since_boot, head) = head.split_first_chunk()?;
        let (has_boot, boot) = head.split_first()?;
        let boot = BootId(boot.try_into().ok()?);
        let at = Instant {
            since_boot_ms: u64::from_be_bytes(*since_boot),
            boot: match has_boot {
                0 => None,
                1 => Some(boot),
                _ => return None,
            },
        };
        let made = u32::from_be_bytes(*made);
        Some((Self { made, at }, rest))
    }

    /// What the Android app up to 0.1 kept in `failures`: count and milliseconds since the start.
    pub(super) fn of_failures(text: &[u8], now: Instant) -> Self {
        let Some((made, since_boot_ms)) = two_numbers(text) else {
            return Self::unreadable(now);
        };
        let at = Instant {
            since_boot_ms,
            boot: None,
        };
        Self { made, at }
    }

    /// What the iOS app up to 0.1 kept in `guesses`: count and milliseconds of the wall clock,
    /// which can be set. The whole wait counts from now.
    pub(super) fn of_guesses(text: &[u8], now: Instant) -> Self {
        match two_numbers(text) {
            Some((made, _)) => Self { made, at: now },
            None => Self::unreadable(now),
        }
    }

    fn unreadable(now: Instant) -> Self {
        Self {
            made: UNREADABLE,
            at: now,
        }
    }
}

fn two_numbers(text: &[u8]) -> Option<(u32, u64)> {
    let (count, at) = std::str::from_utf8(text).ok()?.trim().split_once(' ')?;
    Some((count.parse().ok()?, at.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(since_boot_ms: u64) -> Instant {
        Instant {
            since_boot_ms,
            boot: Some(BootId::of("a")),
        }
    }

    #[test]
    fn a_count_comes_back_whole_or_not_at_all() {
        for at in [
            at(7),
            Instant {
                since_boot_ms: 9,
                boot: None,
            },
        ] {
            let tries = Tries { made: 6, at };
            let mut bytes = Vec::new();
            tries.write(&mut bytes);
            assert_eq!(Tries::read(&bytes), Some((tries, &b""[..])));
            for length in 0..bytes.len() {
                assert_eq!(Tries::read(&bytes[..length]), None, "{length}");
            }
            bytes[12] = 2;
            assert_eq!(Tries::read(&bytes), None);
        }
    }

    #[test]
    fn an_unreadable_count_waits() {
        assert!(pin_wait_ms(UNREADABLE) > 0);
        for torn in [
            &b""[..],
            b"5",
            b"5 ",
            b" 5",
            b"x 7",
            b"5 x",
            b"\xff",
            b"-1 5",
            b"5 -7",
        ] {
            let now = at(1_000);
            for read in [Tries::of_failures(torn, now), Tries::of_guesses(torn, now)] {
                assert_eq!(read.wait_ms(now), pin_wait_ms(UNREADABLE), "{torn:?}");
            }
        }
    }

    #[test]
    fn older_counts_are_read() {
        let failures = Tries::of_failures(b"5 4000", at(5_000));
        assert_eq!((failures.made, failures.wait_ms(at(5_000))), (5, 29_000));
        // In front of that start: the phone was started again.
        assert_eq!(failures.wait_ms(at(1_000)), 29_000);
        // The wall clock of the iOS app says nothing: the whole wait.
        let guesses = Tries::of_guesses(b"6 1796000000000", at(5_000));
        assert_eq!((guesses.made, guesses.wait_ms(at(5_000))), (6, 60_000));
    }
}
