//! A document as the host of expressions.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

use super::{Document, NodeId};
use crate::ast::QName;
use crate::eval::Context;
use crate::host::{Host, Name, NodeKind};

/// A [`Document`] with what expressions ask for besides nodes.
///
/// Until told otherwise its clock stands at 1970-01-01T00:00Z and its chance starts at seed 0,
/// so that nothing depends on where it runs.
#[derive(Debug)]
pub struct DocumentHost<'a> {
    document: &'a Document,
    root: NodeId,
    now: ZonedDateTime,
    random: Cell<u64>,
    language: Option<String>,
    namespaces: BTreeMap<String, String>,
}

impl<'a> DocumentHost<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            root: document.root(),
            now: Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC),
            random: Cell::new(0),
            language: None,
            namespaces: BTreeMap::new(),
        }
    }

    /// Makes `node` the place where absolute paths begin, with nothing above it: a form's model
    /// holds its primary instance some levels down.
    #[must_use]
    pub fn with_root(self, node: NodeId) -> Self {
        Self { root: node, ..self }
    }

    /// Sets the clock and the zone.
    #[must_use]
    pub fn with_now(self, now: ZonedDateTime) -> Self {
        Self { now, ..self }
    }

    /// Seeds `random`, `uuid` and `randomize`.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self {
            random: Cell::new(seed),
            ..self
        }
    }

    /// Sets the language of `jr:itext` and of month names.
    #[must_use]
    pub fn with_language(self, language: impl Into<String>) -> Self {
        Self {
            language: Some(language.into()),
            ..self
        }
    }

    /// Says what namespace a prefix means in expressions.
    #[must_use]
    pub fn with_namespace(
        mut self,
        prefix: impl Into<String>,
        namespace: impl Into<String>,
    ) -> Self {
        self.namespaces.insert(prefix.into(), namespace.into());
        self
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &'a Document {
        self.document
    }

    /// The next 64 bits of SplitMix64: well spread, and the same everywhere.
    fn next(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

impl Host for DocumentHost<'_> {
    type Node = NodeId;

    fn root(&self, _: NodeId) -> NodeId {
        self.root
    }

    fn kind(&self, node: NodeId) -> NodeKind {
        self.document.kind(node)
    }

    fn parent(&self, node: NodeId) -> Option<NodeId> {
        if node == self.root {
            return None;
        }
        self.document.parent(node)
    }

    fn children(&self, node: NodeId, out: &mut Vec<NodeId>) {
        out.extend(self.document.children(node));
    }

    fn attributes(&self, node: NodeId, out: &mut Vec<NodeId>) {
        out.extend(self.document.attributes(node));
    }

    fn name(&self, node: NodeId) -> Option<Name<'_>> {
        self.document.name(node)
    }

    fn string_value(&self, node: NodeId) -> Cow<'_, str> {
        Cow::Borrowed(self.document.value(node))
    }

    fn document_order(&self, a: NodeId, b: NodeId) -> Ordering {
        a.cmp(&b)
    }

    fn now(&self) -> ZonedDateTime {
        self.now.clone()
    }

    fn entropy(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            for (to, byte) in chunk.iter_mut().zip(bytes) {
                *to = byte;
            }
        }
    }

    fn children_named(&self, node: NodeId, test: &QName, out: &mut Vec<NodeId>) {
        out.extend(
            self.document
                .elements(node)
                .filter(|child| self.matches(*child, test)),
        );
    }

    fn instance(&self, id: &str) -> Option<NodeId> {
        self.document.instance(id)
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.namespaces.get(prefix).map(String::as_str)
    }

    fn language(&self) -> Option<Cow<'_, str>> {
        self.language.as_deref().map(Cow::Borrowed)
    }

    fn itext(&self, id: &str) -> Option<String> {
        self.document
            .itext(id, self.language.as_deref())
            .map(str::to_owned)
    }

    fn choice_name(&self, value: &str, path: &str, context: &Context<NodeId>) -> Option<String> {
        super::form::choice_name(self, value, path, context)
    }
}
