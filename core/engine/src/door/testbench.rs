//! A phone for the tests of the door: a shelf whose power can be cut, a key store, a clock.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex};

use farola_model::Sha256;
use farola_store::KeyUnavailable;
use zeroize::Zeroizing;

use super::guard::{Guard, Parts};
use super::keys::PlatformKeys;
use super::lock;
use super::shelf::Shelf;
use crate::env::files::{FileLock, NotLocked};
use crate::env::{BootId, SeededEntropy, SetInstants};

pub(super) const PIN: &str = "493815";
pub(super) const OTHER: &str = "70224199";
pub(super) const WRONG: &str = "493816";
pub(super) const KEY: [u8; 32] = [7; 32];

/// When the power goes in a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// The old bytes stay.
    Before,
    /// The new bytes are there, and nobody heard of it.
    After,
}

#[derive(Default)]
struct Files {
    files: BTreeMap<String, Vec<u8>>,
    /// Writes until the power goes.
    cut: Option<(u32, Cut)>,
    dead: bool,
    /// What every write answers.
    refuses: Option<io::ErrorKind>,
    held: bool,
}

/// A shelf in memory.
#[derive(Default)]
pub(super) struct CutShelf(Mutex<Files>);

impl CutShelf {
    fn files(&self) -> std::sync::MutexGuard<'_, Files> {
        self.0.lock().unwrap()
    }

    /// Cuts the power in the `n`-th write from now, from 0.
    pub(super) fn cut(&self, n: u32, how: Cut) {
        self.files().cut = Some((n, how));
    }

    /// Whether the power went; it is there again.
    pub(super) fn revive(&self) -> bool {
        let mut files = self.files();
        if files.dead {
            files.cut = None;
        }
        std::mem::take(&mut files.dead)
    }

    /// Cuts no power any more.
    pub(super) fn calm(&self) {
        self.revive();
        self.files().cut = None;
    }

    pub(super) fn refuse(&self, kind: Option<io::ErrorKind>) {
        self.files().refuses = kind;
    }

    pub(super) fn hold(&self, held: bool) {
        self.files().held = held;
    }

    pub(super) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        self.files().files.get(name).cloned()
    }

    pub(super) fn put(&self, name: &str, bytes: &[u8]) {
        self.files().files.insert(name.to_owned(), bytes.to_vec());
    }

    pub(super) fn names(&self) -> Vec<String> {
        self.files().files.keys().cloned().collect()
    }

    fn write(&self, change: impl FnOnce(&mut BTreeMap<String, Vec<u8>>)) -> io::Result<()> {
        let mut files = self.files();
        let gone = || io::Error::other("no power");
        if files.dead {
            return Err(gone());
        }
        if let Some(kind) = files.refuses {
            return Err(kind.into());
        }
        match files.cut {
            Some((0, how)) => {
                files.dead = true;
                if how == Cut::After {
                    change(&mut files.files);
                }
                Err(gone())
            }
            left => {
                files.cut = left.map(|(n, how)| (n - 1, how));
                change(&mut files.files);
                Ok(())
            }
        }
    }
}

impl Shelf for CutShelf {
    fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let files = self.files();
        if files.dead {
            return Err(io::Error::other("no power"));
        }
        Ok(files.files.get(name).cloned())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write(|files| {
            files.insert(name.to_owned(), bytes.to_vec());
        })
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.write(|files| {
            files.remove(name);
        })
    }

    fn lock(&self) -> Result<FileLock, NotLocked> {
        if self.files().held {
            Err(NotLocked::Held)
        } else {
            // As on a file system that knows no locks: the mutex holds alone.
            Err(NotLocked::Unsupported)
        }
    }
}

/// A key store: what is wrapped is turned around, under a digest.
#[derive(Default)]
pub(super) struct TestKeys {
    pub(super) refuses: Mutex<Option<KeyUnavailable>>,
    /// The key that cannot leave the phone, where it has one.
    pub(super) hardware: Mutex<Option<[u8; 32]>>,
    /// What it says in the place of an answer.
    pub(super) stir_refuses: Mutex<Option<KeyUnavailable>>,
    /// What it was asked.
    pub(super) asked: Mutex<Vec<[u8; 32]>>,
}

impl TestKeys {
    fn answers(&self) -> Result<(), KeyUnavailable> {
        self.refuses.lock().unwrap().map_or(Ok(()), Err)
    }
}

impl PlatformKeys for TestKeys {
    fn wrap(&self, plain: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.answers()?;
        let mut wrapped = Sha256::of(plain).0.to_vec();
        wrapped.extend(plain.iter().map(|byte| !byte));
        Ok(wrapped)
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, KeyUnavailable> {
        self.answers()?;
        let (digest, body) = wrapped.split_at_checked(32).ok_or(KeyUnavailable::Denied)?;
        let plain: Vec<u8> = body.iter().map(|byte| !byte).collect();
        if Sha256::of(&plain).0 == digest {
            Ok(plain)
        } else {
            Err(KeyUnavailable::Denied)
        }
    }

    fn prepare(&self) -> Result<bool, KeyUnavailable> {
        self.answers()?;
        Ok(self.hardware.lock().unwrap().is_some())
    }

    fn stir(&self, input: &[u8; 32]) -> Result<Zeroizing<Vec<u8>>, KeyUnavailable> {
        self.answers()?;
        self.stir_refuses.lock().unwrap().map_or(Ok(()), Err)?;
        let key = self.hardware.lock().unwrap();
        let key = key.ok_or(KeyUnavailable::Missing)?;
        self.asked.lock().unwrap().push(*input);
        let answer = Sha256::of(&[key, *input].concat()).0;
        Ok(Zeroizing::new(answer.to_vec()))
    }

    fn forget(&self) -> Result<(), KeyUnavailable> {
        self.answers()?;
        *self.hardware.lock().unwrap() = None;
        Ok(())
    }
}

/// A phone.
pub(super) struct Bench {
    pub(super) shelf: Arc<CutShelf>,
    pub(super) keys: Arc<TestKeys>,
    pub(super) instants: Arc<SetInstants>,
}

impl Bench {
    /// With nothing on it.
    pub(super) fn new() -> Self {
        Self {
            shelf: Arc::default(),
            keys: Arc::default(),
            instants: Arc::new(SetInstants::new(1_000_000, Some(BootId::of("first")))),
        }
    }

    /// With a key that is sealed cheaply, in the file of today.
    pub(super) fn sealed() -> Self {
        let bench = Self::new();
        bench.shelf.put("sealed", &bench.cheap());
        bench.guard().wait_ms().unwrap().unwrap();
        assert_eq!(bench.shelf.names(), ["door"]);
        bench
    }

    /// [`KEY`] under [`PIN`] as the apps up to 0.1 kept it, at the least cost.
    pub(super) fn cheap(&self) -> Vec<u8> {
        let entropy = SeededEntropy::new(1);
        let cost = lock::tests::CHEAP;
        let sealed = lock::seal_at(cost, PIN, &KEY, &entropy, self.keys.as_ref()).unwrap();
        self.keys.wrap(&sealed).unwrap()
    }

    /// As a process that was just started.
    pub(super) fn guard(&self) -> Guard {
        Guard::new(Parts {
            shelf: Arc::clone(&self.shelf) as Arc<dyn Shelf>,
            keys: Arc::clone(&self.keys) as Arc<dyn PlatformKeys>,
            instants: Arc::clone(&self.instants) as Arc<dyn crate::env::Instants>,
            entropy: Arc::new(SeededEntropy::new(2)),
        })
    }

    /// Tries until one more would wait.
    pub(super) fn spend(&self) {
        let guard = self.guard();
        while guard.wait_ms().unwrap() == Some(0) {
            assert!(guard.open(WRONG).is_err());
        }
    }
}
