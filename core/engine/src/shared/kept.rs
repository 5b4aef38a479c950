//! What a room keeps in memory between two calls.

use std::any::Any;
use std::sync::{Mutex, MutexGuard};

/// A slot whose content only its room knows.
///
/// The alternative is a field of the room's own type. It would make `shared` need that room,
/// which needs `shared`: the circle that this crate once was.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<Box<dyn Any + Send>>>);

/// The slot while one call works with it; another call waits.
pub(crate) struct Held<'a>(MutexGuard<'a, Option<Box<dyn Any + Send>>>);

impl Kept {
    /// Takes the slot for one call. After a panic it is empty: what a room keeps can be read
    /// from the store anew.
    pub(crate) fn hold(&self) -> Held<'_> {
        Held(self.0.lock().unwrap_or_else(|poisoned| {
            let mut slot = poisoned.into_inner();
            *slot = None;
            slot
        }))
    }
}

impl Held<'_> {
    /// Takes out what was kept; nothing where the slot is empty.
    pub(crate) fn take<T: Any>(&mut self) -> Option<T> {
        let kept = self.0.take()?.downcast().ok()?;
        Some(*kept)
    }

    /// Drops what was kept.
    pub(crate) fn clear(&mut self) {
        *self.0 = None;
    }

    /// Keeps it for the next call.
    pub(crate) fn keep<T: Any + Send>(&mut self, value: T) {
        *self.0 = Some(Box::new(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_once_and_of_its_own_type() {
        let kept = Kept::default();
        assert_eq!(kept.hold().take::<u8>(), None);
        kept.hold().keep(7u8);
        assert_eq!(kept.hold().take::<u8>(), Some(7));
        assert_eq!(kept.hold().take::<u8>(), None);
        kept.hold().keep(7u8);
        assert_eq!(kept.hold().take::<u16>(), None);
    }

    #[test]
    fn after_a_panic_nothing_is_kept() {
        let kept = Kept::default();
        kept.hold().keep(7u8);
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _held = kept.hold();
            panic!("in a call");
        }));
        assert!(broken.is_err());
        assert_eq!(kept.hold().take::<u8>(), None);
    }
}
