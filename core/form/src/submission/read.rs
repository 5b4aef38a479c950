//! Reads a received submission into flat answers, whatever form it is of.

use std::borrow::Cow;
use std::fmt;

use farola_model::limits::{
    SUBMISSION_ELEMENTS, SUBMISSION_PATH_BYTES, SUBMISSION_PATHS_A_BYTE, SUBMISSION_PATHS_AT_LEAST,
    SUBMISSION_XML_BYTES,
};

use rustc_hash::FxHashMap;

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
    /// Whether it says that its answers are encrypted, so that what stands here are none.
    pub is_encrypted: bool,
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

/// Reads a submission. Unknown nodes are kept; a DTD, too deep nesting, too large a document, too
/// many elements and too long paths are refused, each before it costs more than its bytes.
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
        is_encrypted: root.attr("encrypted") == Some("yes"),
        answers: Vec::new(),
    };
    let name = root.name.written();
    let mut flat = Flat {
        path: format!("/{name}"),
        field: format!("/{name}"),
        path_bytes: 0,
        most_path_bytes: most_path_bytes(xml.len()),
        out: Vec::new(),
    };
    flat.element(root)?;
    received.answers = flat.out;
    Ok(received)
}

/// Most bytes of the paths of a document of so many bytes.
fn most_path_bytes(xml: usize) -> usize {
    let earned = xml.saturating_mul(SUBMISSION_PATHS_A_BYTE);
    SUBMISSION_PATH_BYTES.min(earned.saturating_add(SUBMISSION_PATHS_AT_LEAST))
}

/// The elements of a document one after another. Both paths are those of the element at hand;
/// they grow and shrink with the way down and up.
struct Flat {
    path: String,
    field: String,
    /// Bytes of all paths written so far.
    path_bytes: usize,
    most_path_bytes: usize,
    out: Vec<FlatAnswer>,
}

impl Flat {
    fn element(&mut self, element: Element<'_>) -> Result<(), FormError> {
        self.answer(element)?;
        let mut seen: FxHashMap<Cow<'_, str>, usize> = FxHashMap::default();
        for child in element.elements() {
            let name = child.name.written();
            let (path, field) = (self.path.len(), self.field.len());
            for whole in [&mut self.path, &mut self.field] {
                whole.push('/');
                whole.push_str(&name);
            }
            let count = seen.entry(name).or_insert(0);
            *count += 1;
            if *count > 1 {
                self.path.push_str(&format!("[{count}]"));
            }
            self.element(child)?;
            self.path.truncate(path);
            self.field.truncate(field);
        }
        Ok(())
    }

    fn answer(&mut self, element: Element<'_>) -> Result<(), FormError> {
        self.path_bytes = self.path_bytes.saturating_add(self.path.len());
        if self.path_bytes > self.most_path_bytes {
            return Err(FormError::TooMany {
                what: "bytes of paths",
                limit: self.most_path_bytes,
            });
        }
        if self.out.len() >= SUBMISSION_ELEMENTS {
            return Err(FormError::TooMany {
                what: "elements",
                limit: SUBMISSION_ELEMENTS,
            });
        }
        self.out.push(FlatAnswer {
            path: self.path.clone(),
            field: self.field.clone(),
            value: (!element.has_elements()).then(|| element.text().into_owned()),
        });
        Ok(())
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

    /// Each of these once cost far more than its bytes.
    #[test]
    fn refuses_what_costs_more_than_its_bytes() {
        let name = "n".repeat(20_000);
        let paths = format!("<{name} id='x'>{}</{name}>", "<a/>".repeat(100_000));
        // Of 34 kB; hundreds of such may come at once.
        let name = "n".repeat(15_000);
        let small = format!("<{name} id='x'>{}</{name}>", "<a/>".repeat(1_000));
        let repeated = (0..60).map(|_| "<mmmmmmmmmmmmmmmm>").collect::<String>();
        let ends = (0..60).map(|_| "</mmmmmmmmmmmmmmmm>").collect::<String>();
        let deep = format!("<d id='x'>{repeated}{}{ends}</d>", "<a/>".repeat(100_000));
        let elements = format!("<d id='x'>{}</d>", "<a/>".repeat(SUBMISSION_ELEMENTS));
        let attributes: String = (0..150_000).map(|n| format!(" a{n}=''")).collect();
        let attributes = format!("<d id='x'{attributes}/>");
        let prefixes: String = (0..50_000)
            .map(|n| format!("<a xmlns:p{n}='u'/>"))
            .collect();
        let prefixes = format!("<d id='x'>{prefixes}</d>");
        let uris: String = (0..50_000).map(|n| format!("<a xmlns='{n}'/>")).collect();
        let uris = format!("<d id='x'>{uris}</d>");
        for (xml, expected) in [
            (paths, "bytes of paths"),
            (small, "bytes of paths"),
            (deep, "bytes of paths"),
            (elements, "elements"),
            (attributes, "attributes of one element"),
            (prefixes, "namespaces"),
            (uris, "namespaces"),
        ] {
            assert!(xml.len() < SUBMISSION_XML_BYTES, "{expected}");
            match read(xml.as_bytes()).unwrap_err() {
                FormError::TooMany { what, .. } => assert_eq!(what, expected),
                other => panic!("{expected}: {other}"),
            }
        }
    }

    #[test]
    fn takes_as_much_as_a_form_can_ask() {
        let repeats = "<r><x/></r>".repeat(90_000);
        let received = read(format!("<d id='x'>{repeats}</d>").as_bytes()).unwrap();
        assert_eq!(received.answers.len(), 180_001);
        assert_eq!(received.answers[180_000].path, "/d/r[90000]/x");
        // Short questions without an answer, deep in groups with long names.
        let group = "informacion_general_del_hogar";
        let (open, close) = (
            format!("<{group}>").repeat(6),
            format!("</{group}>").repeat(6),
        );
        let questions: String = (0..3_000).map(|number| format!("<q{number}/>")).collect();
        let form = format!("<d id='x'>{open}{questions}{close}</d>");
        assert_eq!(read(form.as_bytes()).unwrap().answers.len(), 3_007);
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
