//! `jr://instance/last-saved`: the answers of the submission before this one.
//!
//! They belong to the session, not to the definition, and stay as they were at its beginning:
//! a draft that is opened again sees what it saw first.

use farola_xpath::document::Document;

use crate::def::FormDef;
use crate::def::secondary::{Data, Secondary};

use super::Session;

/// The submission before this one.
pub(crate) struct LastSaved {
    /// As it was given, for snapshots.
    pub(crate) xml: String,
    secondary: Secondary,
}

impl LastSaved {
    /// Reads it, where the form asks for it at all. What cannot be read counts as none: a new
    /// form must open whatever the last one was.
    pub(crate) fn read(def: &FormDef, xml: Option<Vec<u8>>) -> Option<Self> {
        if !def.reads_last_saved() {
            return None;
        }
        let xml = String::from_utf8(xml?).ok()?;
        let document = Document::parse(&xml).ok()?;
        let secondary = Secondary::new(String::new(), Data::Document(document));
        Some(Self { xml, secondary })
    }
}

impl Session {
    /// A secondary instance; the one for the last submission is the session's own.
    pub(crate) fn secondary(&self, index: usize) -> Option<&Secondary> {
        let own = self.def.instances.get(index)?;
        match &self.last_saved {
            Some(last) if self.def.last_saved.contains(&own.id) => Some(&last.secondary),
            _ => Some(own),
        }
    }
}

impl FormDef {
    /// Whether the form reads the answers of the submission before
    /// (`jr://instance/last-saved`).
    #[must_use]
    pub fn reads_last_saved(&self) -> bool {
        !self.last_saved.is_empty()
    }
}
