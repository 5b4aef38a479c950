//! The files a form comes with, handed in by the caller: this crate opens none.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Gives the bytes of a form's attached files.
pub trait FormMedia {
    /// The bytes of the file `name`, or nothing where it is missing.
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>>;
}

/// No files at all.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoMedia;

impl FormMedia for NoMedia {
    fn get(&self, _name: &str) -> Option<Cow<'_, [u8]>> {
        None
    }
}

/// Files held in memory, by name.
pub type MediaMap = BTreeMap<String, Vec<u8>>;

impl FormMedia for MediaMap {
    fn get(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        BTreeMap::get(self, name).map(|bytes| Cow::Borrowed(bytes.as_slice()))
    }
}
