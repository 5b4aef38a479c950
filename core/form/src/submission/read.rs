//! Reads a received submission into flat answers, whatever form it is of.

use std::fmt;

use farola_model::limits::SUBMISSION_XML_BYTES;

use crate::error::FormError;
use crate::xml::{self, Content, Element, OPENROSA};

/// One node of a received submission.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlatAnswer {
    /// Its path, with positions where they are not the first (`/data/r[2]/x`).
    pub path: String,
    /// The same path without positions (`/data/r/x`), to look the field up by.
    pub field: String,
    /// Its text; nothing for groups and repeat instances.
    pub value: Option<String>,
}

/// A submission as it arrived.
#[derive(Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct ReceivedSubmission {
    /// The `id` of the root element (its `xmlns` where it has no id).
    pub form_id: String,
    /// The `version` of the root element; empty where it has none.
    pub version: String,
    /// `meta/instanceID`, or the root's `instanceID` attribute.
    pub instance_id: Option<String>,
    /// `meta/deprecatedID`.
    pub deprecated_id: Option<String>,
    /// `meta/instanceName`.
    pub instance_name: Option<String>,
    /// Every element in document order, the root first.
    pub answers: Vec<FlatAnswer>,
}

// What people answered stays out of whatever prints these.
impl fmt::Debug for FlatAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FlatAnswer")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReceivedSubmission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReceivedSubmission")
            .field("form_id", &self.form_id)
            .field("version", &self.version)
            .field("answers", &self.answers.len())
            .finish_non_exhaustive()
    }
}

/// Reads a submission. Unknown nodes are kept; a DTD, too deep nesting and too large a document
/// are refused.
///
/// ```
/// use farola_form::submission;
/// let xml = b"<data id='f' version='2'><r><x>1</x></r><r><x>2</x></r>\
///     <meta><instanceID>uuid:a</instanceID></meta></data>";
/// let received = submission::read(xml).unwrap();
/// assert_eq!((received.form_id.as_str(), received.version.as_str()), ("f", "2"));
/// assert_eq!(received.answers[4].path, "/data/r[2]/x");
/// assert_eq!(received.answers[4].field, "/data/r/x");
/// ```
///
/// # Errors
/// A [`FormError`] that says what the document is not.
pub fn read(xml: &[u8]) -> Result<ReceivedSubmission, FormError> {
    let document = xml::read(xml, SUBMISSION_XML_BYTES, Content::All)?;
    let Some(root) = document.root() else {
        return Err(FormError::NoFormId);
    };
    let form_id = root
        .attr("id")
        .or(root.name.ns.as_deref())
        .unwrap_or_default()
        .trim();
    if form_id.is_empty() {
        return Err(FormError::NoFormId);
    }
    let version = root
        .attr("version")
        .or(root.attr_ns(OPENROSA, "version"))
        .unwrap_or_default();
    let meta = root.find_local("meta");
    let from_meta = |name: &str| {
        let element = meta?.elements().find(|e| e.name.local == name)?;
        Some(element.text().trim().to_owned()).filter(|text| !text.is_empty())
    };
    let mut received = ReceivedSubmission {
        form_id: form_id.to_owned(),
        version: version.to_owned(),
        instance_id: from_meta("instanceID")
            .or_else(|| root.attr("instanceID").map(ToOwned::to_owned)),
        deprecated_id: from_meta("deprecatedID"),
        instance_name: from_meta("instanceName"),
        answers: Vec::new(),
    };
    let name = root.name.written();
    flatten(
        root,
        format!("/{name}"),
        format!("/{name}"),
        &mut received.answers,
    );
    Ok(received)
}

fn flatten(element: Element<'_>, path: String, field: String, out: &mut Vec<FlatAnswer>) {
    let group = element.has_elements();
    let value = (!group).then(|| element.text().into_owned());
    out.push(FlatAnswer {
        path: path.clone(),
        field: field.clone(),
        value,
    });
    let mut seen: rustc_hash::FxHashMap<std::borrow::Cow<'_, str>, usize> =
        rustc_hash::FxHashMap::default();
    for child in element.elements() {
        let name = child.name.written();
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        let position = if *count > 1 {
            format!("[{count}]")
        } else {
            String::new()
        };
        let child_path = format!("{path}/{name}{position}");
        flatten(child, child_path, format!("{field}/{name}"), out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_hostile_documents() {
        let deep = format!("<data id='x'>{}", "<a>".repeat(80));
        let big = format!(
            "<data id='x'><a>{}</a></data>",
            "x".repeat(SUBMISSION_XML_BYTES)
        );
        let cases: [(&str, FormError); 4] = [
            (
                "<!DOCTYPE data [<!ENTITY a 'b'>]><data id='x'>&a;</data>",
                FormError::Dtd,
            ),
            (&deep, FormError::TooDeep { limit: 64 }),
            (
                &big,
                FormError::TooBig {
                    limit: SUBMISSION_XML_BYTES,
                },
            ),
            ("<data/>", FormError::NoFormId),
        ];
        for (xml, error) in cases {
            assert_eq!(read(xml.as_bytes()).unwrap_err(), error);
        }
    }

    #[test]
    fn reads_meta_whatever_its_prefix() {
        let xml = b"<data xmlns:orx='http://openrosa.org/xforms' id='x'><orx:meta>\
            <orx:instanceID>uuid:1</orx:instanceID><orx:deprecatedID>uuid:0</orx:deprecatedID>\
            </orx:meta></data>";
        let received = read(xml).unwrap();
        assert_eq!(received.instance_id.as_deref(), Some("uuid:1"));
        assert_eq!(received.deprecated_id.as_deref(), Some("uuid:0"));
        assert_eq!(received.answers[2].field, "/data/orx:meta/orx:instanceID");
    }
}
