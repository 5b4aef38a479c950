//! `formList`: what a server offers to this phone.

use farola_model::{FormId, FormRef, FormVersion, Md5};

use super::hash::read_hash;
use crate::ProtocolError;
use crate::xml::{self, field_into};

/// The forms that a server offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FormList {
    /// The forms in the server's order.
    pub forms: Vec<FormListEntry>,
}

/// One form of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormListEntry {
    /// Id and version.
    pub form: FormRef,
    /// Title for people.
    pub name: String,
    /// MD5 of the form's XML; `None` where the server gives none.
    pub hash: Option<Md5>,
    /// Where the XML is.
    pub download_url: String,
    /// Where the manifest of its media files is; `None` where it has none.
    pub manifest_url: Option<String>,
    /// Text about the form.
    pub description: Option<String>,
}

impl FormList {
    /// Reads the document.
    ///
    /// # Errors
    /// Anything that is not a form list, an item without id, name or address, or an id twice
    /// in the same version.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let root = xml::read(bytes, "xforms")?;
        let mut forms: Vec<FormListEntry> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let items = root.children.iter().filter(|c| c.name == "xform");
        for (number, item) in items.enumerate().map(|(i, item)| (i + 1, item)) {
            let need = |field: &'static str| {
                let missing = ProtocolError::Missing {
                    item: "form",
                    number,
                    field,
                };
                item.child_text(field).ok_or(missing)
            };
            // majorMinorVersion is the older name that some servers still send.
            let version = item.child_text("version");
            let version = version.or_else(|| item.child_text("majorMinorVersion"));
            let form = FormRef {
                id: FormId::new(need("formID")?),
                version: FormVersion::new(version.unwrap_or_default()),
            };
            if !seen.insert(form.clone()) {
                return Err(ProtocolError::Duplicate {
                    item: "form",
                    number,
                });
            }
            forms.push(FormListEntry {
                form,
                name: need("name")?,
                hash: read_hash(item.child_text("hash")),
                download_url: need("downloadUrl")?,
                manifest_url: item.child_text("manifestUrl"),
                description: item.child_text("descriptionText"),
            });
        }
        Ok(Self { forms })
    }

    /// Writes the document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <xforms xmlns=\"http://openrosa.org/xforms/xformsList\">",
        );
        for entry in &self.forms {
            out.push_str("\n<xform>");
            field_into(&mut out, "formID", entry.form.id.as_str());
            field_into(&mut out, "name", &entry.name);
            field_into(&mut out, "version", entry.form.version.as_str());
            if let Some(hash) = &entry.hash {
                field_into(&mut out, "hash", &format!("md5:{hash}"));
            }
            if let Some(text) = &entry.description {
                field_into(&mut out, "descriptionText", text);
            }
            field_into(&mut out, "downloadUrl", &entry.download_url);
            if let Some(url) = &entry.manifest_url {
                field_into(&mut out, "manifestUrl", url);
            }
            out.push_str("</xform>");
        }
        out.push_str("\n</xforms>\n");
        out
    }
}
