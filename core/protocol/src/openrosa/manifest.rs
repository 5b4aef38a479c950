//! The manifest: media files that belong to a form version.

use std::collections::BTreeMap;

use farola_model::Md5;
use farola_model::limits::is_safe_file_name;

use super::hash::read_hash;
use super::listed::{Listed, OddEntry, shown_name};
use crate::ProtocolError;
use crate::xml::{self, Element, attribute_into, field_into};

/// Files that belong to a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Manifest {
    /// The files in the server's order.
    pub files: Vec<MediaFile>,
}

/// One file of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaFile {
    /// Plain file name, safe to write into a folder.
    pub name: String,
    /// MD5 of the bytes.
    pub hash: Option<Md5>,
    /// Where the bytes are.
    pub download_url: String,
    /// `entityList` where the file is a list of entities, `approvalEntityList` where new ones
    /// wait for approval.
    pub kind: Option<String>,
    /// Where to ask which entities were deleted.
    pub integrity_url: Option<String>,
}

impl Manifest {
    /// Reads the document. A file without name or address, one whose name is no plain file name,
    /// and the second of one name are left out and named.
    ///
    /// # Errors
    /// Anything that is not a manifest.
    pub fn parse(bytes: &[u8]) -> Result<Listed<Self>, ProtocolError> {
        let root = xml::read(bytes, "manifest")?;
        let mut read = Listed::<Self>::default();
        let mut places = BTreeMap::new();
        let items = root.children.iter().filter(|c| c.name == "mediaFile");
        for (number, item) in items.enumerate().map(|(i, item)| (i + 1, item)) {
            let file = match media_file(item, number) {
                Ok(file) => file,
                Err(why) => {
                    let name = item.child_text("filename");
                    let name = name.and_then(|name| shown_name(&name));
                    read.odd.push(OddEntry { name, why });
                    continue;
                }
            };
            // Folders on phones do not tell `A.png` from `a.png`.
            let folded = file.name.to_lowercase();
            let place = places.get(&folded);
            match place.and_then(|place: &usize| read.list.files.get(*place)) {
                None => {
                    places.insert(folded, read.list.files.len());
                    read.list.files.push(file);
                }
                // The same thing said twice is nothing to tell anybody.
                Some(other) if *other == file => {}
                Some(_) => read.odd.push(OddEntry {
                    name: shown_name(&file.name),
                    why: ProtocolError::Duplicate {
                        item: "file",
                        number,
                    },
                }),
            }
        }
        Ok(read)
    }

    /// Writes the document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <manifest xmlns=\"http://openrosa.org/xforms/xformsManifest\">",
        );
        for file in &self.files {
            out.push_str("\n<mediaFile");
            if let Some(kind) = &file.kind {
                attribute_into(&mut out, "type", kind);
            }
            out.push('>');
            field_into(&mut out, "filename", &file.name);
            if let Some(hash) = &file.hash {
                field_into(&mut out, "hash", &format!("md5:{hash}"));
            }
            field_into(&mut out, "downloadUrl", &file.download_url);
            if let Some(url) = &file.integrity_url {
                field_into(&mut out, "integrityUrl", url);
            }
            out.push_str("</mediaFile>");
        }
        out.push_str("\n</manifest>\n");
        out
    }
}

fn media_file(item: &Element, number: usize) -> Result<MediaFile, ProtocolError> {
    let need = |field: &'static str| {
        let missing = ProtocolError::Missing {
            item: "file",
            number,
            field,
        };
        item.child_text(field).ok_or(missing)
    };
    let name = need("filename")?;
    if !is_safe_file_name(&name) {
        return Err(ProtocolError::UnsafeFileName { number });
    }
    Ok(MediaFile {
        name,
        hash: read_hash(item.child_text("hash")),
        download_url: need("downloadUrl")?,
        kind: item.attribute("type").map(str::to_owned),
        integrity_url: item.child_text("integrityUrl"),
    })
}
