//! `formList`: what a server offers to this phone.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use farola_model::{FormId, FormRef, FormVersion, Md5};

use super::hash::read_hash;
use super::listed::{Listed, OddEntry, shown_name};
use crate::ProtocolError;
use crate::xml::{self, Element, field_into};

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
    /// Reads the document. An item without id, name or address, and the second of one id in the
    /// same version, are left out and named.
    ///
    /// # Errors
    /// Anything that is not a form list.
    pub fn parse(bytes: &[u8]) -> Result<Listed<Self>, ProtocolError> {
        let root = xml::read(bytes, "xforms")?;
        let mut read = Listed::<Self>::default();
        let mut places = BTreeMap::new();
        let items = root.children.iter().filter(|c| c.name == "xform");
        for (number, item) in items.enumerate().map(|(i, item)| (i + 1, item)) {
            let entry = match entry(item, number) {
                Ok(entry) => entry,
                Err(why) => {
                    let name = item
                        .child_text("formID")
                        .or_else(|| item.child_text("name"));
                    let name = name.and_then(|name| shown_name(&name));
                    read.odd.push(OddEntry { name, why });
                    continue;
                }
            };
            let place = places.get(&entry.form);
            match place.and_then(|place: &usize| read.list.forms.get(*place)) {
                None => {
                    places.insert(entry.form.clone(), read.list.forms.len());
                    read.list.forms.push(entry);
                }
                // The same thing said twice is nothing to tell anybody.
                Some(other) if *other == entry => {}
                Some(_) => read.odd.push(OddEntry {
                    name: shown_name(entry.form.id.as_str()),
                    why: ProtocolError::Duplicate {
                        item: "form",
                        number,
                    },
                }),
            }
        }
        Ok(read)
    }

    /// One version of each form, in the server's order: the highest, whatever the order in which
    /// the server names them. Numbers in a version count as numbers (`1.10` is above `1.9`).
    #[must_use]
    pub fn one_of_each(self) -> Vec<FormListEntry> {
        let mut taken: Vec<FormListEntry> = Vec::new();
        let mut places: BTreeMap<FormId, usize> = BTreeMap::new();
        for entry in self.forms {
            let place = places.get(&entry.form.id);
            match place.and_then(|place| taken.get_mut(*place)) {
                None => {
                    places.insert(entry.form.id.clone(), taken.len());
                    taken.push(entry);
                }
                Some(other) => {
                    let (new, old) = (&entry.form.version, &other.form.version);
                    if by_number(new.as_str(), old.as_str()).is_gt() {
                        *other = entry;
                    }
                }
            }
        }
        taken
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

fn entry(item: &Element, number: usize) -> Result<FormListEntry, ProtocolError> {
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
    Ok(FormListEntry {
        form: FormRef {
            id: FormId::new(need("formID")?),
            version: FormVersion::new(version.unwrap_or_default()),
        },
        name: need("name")?,
        hash: read_hash(item.child_text("hash")),
        download_url: need("downloadUrl")?,
        manifest_url: item.child_text("manifestUrl"),
        description: item.child_text("descriptionText"),
    })
}

/// A run of digits, or of anything else, in a version.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Run<'a> {
    Text(&'a str),
    /// Without zeros before it; the longer number is the larger one.
    Number(usize, &'a str),
}

fn by_number(one: &str, other: &str) -> Ordering {
    // Versions that say the same number in two ways are still told apart.
    runs(one).cmp(&runs(other)).then_with(|| one.cmp(other))
}

fn runs(version: &str) -> Vec<Run<'_>> {
    let mut runs = Vec::new();
    let mut rest = version;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digits);
        let (run, after) = rest.split_at(end.unwrap_or(rest.len()));
        let number = run.trim_start_matches('0');
        runs.push(if digits {
            Run::Number(number.len(), number)
        } else {
            Run::Text(run)
        });
        rest = after;
    }
    runs
}
