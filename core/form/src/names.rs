//! Names interned once: a name is a number from here on.

use rustc_hash::FxHashMap;

/// An interned name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Name(u32);

/// The table of names of one form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    list: Vec<Box<str>>,
    index: FxHashMap<Box<str>, Name>,
}

impl Names {
    /// The number of `text`, a new one where it has none yet.
    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = self.index.get(text) {
            return name;
        }
        let name = Name(u32::try_from(self.list.len()).unwrap_or(u32::MAX));
        self.list.push(text.into());
        self.index.insert(text.into(), name);
        name
    }

    /// The number of `text` where it has one.
    pub(crate) fn get(&self, text: &str) -> Option<Name> {
        self.index.get(text).copied()
    }

    /// The text of a name.
    pub(crate) fn text(&self, name: Name) -> &str {
        self.list.get(name.0 as usize).map_or("", AsRef::as_ref)
    }
}
