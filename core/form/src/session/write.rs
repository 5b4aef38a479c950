//! Writing the instance: submissions, drafts, snapshots.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::audit::AUDIT_FILE;
use crate::def::nodes::NodeKind;
use crate::def::{ControlKind, DataType, NodeId};
use crate::parse::DRAFT;
use crate::xml::{escape_attribute, escape_text};

use super::Session;
use super::rows::ROOT_ROW;
use super::view::NodeKey;

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Relevant nodes only.
    Submission,
    /// Everything that was answered.
    Draft,
    /// Also the instances that a count put aside.
    Snapshot,
}

impl Session {
    /// The draft as it stands, non-relevant answers kept.
    ///
    /// ```
    /// # mod example {
    /// #     include!(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/session.in"));
    /// # }
    /// # use example::household;
    /// use farola_form::{OpenAs, Session, SessionEnv};
    ///
    /// let mut session = household();
    /// session.answer("/data/street", "Calle 8").unwrap();
    /// let draft = session.save();
    /// // The next day, on the same definition.
    /// let now = "2026-11-24T09:00:00-06:00[America/Mexico_City]".parse().unwrap();
    /// let env = SessionEnv::new(now, |bytes: &mut [u8]| bytes.fill(8));
    /// let def = session.def().clone();
    /// let session = Session::open(def, env, &draft, OpenAs::Draft).unwrap();
    /// assert_eq!(session.value("/data/street"), Some("Calle 8"));
    /// ```
    #[must_use]
    pub fn save(&self) -> Vec<u8> {
        self.write(Extent::Draft).into_bytes()
    }

    pub(crate) fn write(&self, extent: Extent) -> String {
        let mut out = String::with_capacity(self.def.nodes.len() * 32);
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.write_node(
            NodeKey {
                row: ROOT_ROW,
                node: NodeId::ROOT,
            },
            extent,
            false,
            &mut out,
        );
        out
    }

    fn write_node(&self, key: NodeKey, extent: Extent, parked: bool, out: &mut String) {
        // The document element stands whatever its relevance: no document is without one.
        let may_go = extent == Extent::Submission && key.node != NodeId::ROOT;
        // A draft keeps what is not relevant: the answer is there again when the question is.
        if may_go && !self.rows.is_relevant(&self.def, key) {
            return;
        }
        let name = self.def.written_name(key.node);
        out.push('<');
        out.push_str(&name);
        if key.node == NodeId::ROOT {
            self.write_namespaces(extent, out);
        }
        if parked {
            out.push_str(" farola:parked=\"\"");
        }
        self.write_attributes(key, extent, out);
        let start = out.len();
        out.push('>');
        let inside = out.len();
        if self.def.nodes.kind(key.node) == NodeKind::Leaf {
            if let Some(value) = self.rows.value(&self.def, key) {
                escape_text(value, out);
            }
        } else {
            self.write_children(key, extent, out);
        }
        if out.len() == inside {
            out.truncate(start);
            out.push_str("/>");
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "</{name}>");
        }
    }

    fn write_children(&self, key: NodeKey, extent: Extent, out: &mut String) {
        let nodes = &self.def.nodes;
        for child in nodes.children(key.node) {
            if nodes.kind(child) != NodeKind::Repeat {
                self.write_node(
                    NodeKey {
                        row: key.row,
                        node: child,
                    },
                    extent,
                    false,
                    out,
                );
                self.write_deprecated(child, out);
                continue;
            }
            let ordinal = self.def.scope(nodes.scope(child)).map_or(0, |s| s.ordinal);
            let Some(list) = self.rows.get(key.row).and_then(|r| r.repeats.get(ordinal)) else {
                continue;
            };
            for row in &list.rows {
                self.write_node(
                    NodeKey {
                        row: *row,
                        node: child,
                    },
                    extent,
                    false,
                    out,
                );
            }
            if extent == Extent::Snapshot {
                // The first to come back is the last of `parked`; in the document they stand in
                // the order in which they were.
                for row in list.parked.iter().rev() {
                    self.write_node(
                        NodeKey {
                            row: *row,
                            node: child,
                        },
                        extent,
                        true,
                        out,
                    );
                }
            }
        }
        self.write_unknown(key, false, out);
    }

    /// What came with the answers and the form does not know: elements or attributes.
    fn write_unknown(&self, key: NodeKey, attributes: bool, out: &mut String) {
        let row = self.rows.get(key.row);
        let unknown = row.map_or(&[][..], |row| row.unknown.as_slice());
        let here = unknown.iter().filter(|(node, _)| *node == key.node);
        for (_, xml) in here.filter(|(_, xml)| xml.starts_with(' ') == attributes) {
            // A prefix may be declared already, by the form or for an attribute before.
            let tag = out.rfind('<').and_then(|at| out.get(at..));
            let name = xml.split_inclusive('=').next().unwrap_or_default();
            if !attributes || !tag.is_some_and(|tag| tag.contains(name)) {
                out.push_str(xml);
            }
        }
    }

    /// The instance a correction replaces, beside its own id, where the form has no node for it.
    fn write_deprecated(&self, after: NodeId, out: &mut String) {
        if self.def.deprecated_id.is_some() || self.def.instance_id != Some(after) {
            return;
        }
        if let Some(id) = &self.deprecated {
            let name = self
                .def
                .written_name(after)
                .replace("instanceID", "deprecatedID");
            let _ = write!(out, "<{name}>");
            escape_text(id, out);
            let _ = write!(out, "</{name}>");
        }
    }

    fn write_attributes(&self, key: NodeKey, extent: Extent, out: &mut String) {
        for attribute in self.def.nodes.attributes(key.node) {
            let own = NodeKey {
                row: key.row,
                node: attribute,
            };
            // Neither without those that say which form it is.
            let may_go = extent == Extent::Submission && key.node != NodeId::ROOT;
            if may_go && !self.rows.is_relevant(&self.def, own) {
                continue;
            }
            let value = self.rows.value(&self.def, own).map_or("", |v| v);
            let _ = write!(out, " {}=\"", self.def.written_name(attribute));
            escape_attribute(value, out);
            out.push('"');
        }
        self.write_unknown(key, true, out);
    }

    fn write_namespaces(&self, extent: Extent, out: &mut String) {
        if let Some(uri) = &self.def.default_namespace {
            out.push_str(" xmlns=\"");
            escape_attribute(uri, out);
            out.push('"');
        }
        let mut used: BTreeMap<&str, &str> = BTreeMap::new();
        for node in self.def.nodes.all() {
            let nodes = &self.def.nodes;
            if let (Some(prefix), Some(uri)) = (nodes.prefix(node), nodes.namespace(node)) {
                used.insert(self.def.names.text(prefix), self.def.names.text(uri));
            }
        }
        if extent == Extent::Snapshot {
            used.insert("farola", DRAFT);
        }
        for (prefix, uri) in used {
            let _ = write!(out, " xmlns:{prefix}=\"");
            escape_attribute(uri, out);
            out.push('"');
        }
    }

    /// Files made by the session, with their content.
    pub(crate) fn own_files(&self) -> Vec<(String, Vec<u8>)> {
        let relevant = self.def.audit_node().is_some_and(|node| {
            let row = ROOT_ROW;
            self.rows.is_relevant(&self.def, NodeKey { row, node })
        });
        let csv = self.audit_csv().filter(|_| relevant);
        csv.map(|csv| (AUDIT_FILE.to_owned(), csv.into_bytes()))
            .into_iter()
            .collect()
    }

    /// Names of the attached files that relevant answers name, in document order.
    #[must_use]
    pub fn attachments(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        self.each_node(&mut |session, key| {
            let upload = session.def.nodes.data_type(key.node) == DataType::Binary
                || session.def.audit_node() == Some(key.node)
                || session
                    .def
                    .control(key.node)
                    .is_some_and(|c| c.kind == ControlKind::Upload);
            if upload
                && let Some(name) = session.relevant_value(key)
                && !names.iter().any(|known| known == name)
            {
                names.push(name.to_owned());
            }
        });
        names
    }
}
