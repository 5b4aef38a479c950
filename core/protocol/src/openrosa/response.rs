//! `OpenRosaResponse`: the envelope of a submission's answer and of every error.

use farola_model::limits::is_safe_file_name;
use farola_model::{InstanceId, Sha256};

use crate::ProtocolError;
use crate::receipt::{Receipt, ReceiptFile};
use crate::xml::{self, Element, attribute_into, escape_into};

/// Namespace of the receipt element; clients that do not know it pass it over.
const RECEIPT_NS: &str = "urn:farola:receipt:1";

/// The envelope.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// `submit_success`, `error`, or what the server says.
    pub nature: String,
    /// Sentence for the person.
    pub message: String,
    /// What a Farola hub says it holds now.
    pub receipt: Option<Receipt>,
}

impl Response {
    /// Envelope of a stored submission.
    #[must_use]
    pub fn success(message: impl Into<String>, receipt: Option<Receipt>) -> Self {
        Self {
            nature: "submit_success".into(),
            message: message.into(),
            receipt,
        }
    }

    /// Envelope of an error.
    #[must_use]
    pub fn error(message: impl Into<String>) -> Self {
        Self {
            nature: "error".into(),
            message: message.into(),
            receipt: None,
        }
    }

    /// Reads the document. A receipt that cannot be read counts as none: it is then asked
    /// for by itself.
    ///
    /// # Errors
    /// Anything that is not an envelope.
    pub fn parse(bytes: &[u8]) -> Result<Self, ProtocolError> {
        let root = xml::read(bytes, "OpenRosaResponse")?;
        let message = root.child("message");
        let nature = message
            .and_then(|m| m.attribute("nature"))
            .unwrap_or_default();
        Ok(Self {
            nature: nature.to_owned(),
            message: message
                .map(|m| m.text.trim().to_owned())
                .unwrap_or_default(),
            receipt: root.child("receipt").and_then(read_receipt),
        })
    }

    /// Writes the document.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut out = String::from(
            "<OpenRosaResponse xmlns=\"http://openrosa.org/http/response\">\n<message",
        );
        attribute_into(&mut out, "nature", &self.nature);
        out.push('>');
        escape_into(&mut out, &self.message);
        out.push_str("</message>\n");
        if let Some(receipt) = &self.receipt {
            write_receipt(&mut out, receipt);
        }
        out.push_str("</OpenRosaResponse>\n");
        out
    }
}

fn read_receipt(element: &Element) -> Option<Receipt> {
    let mut receipt = Receipt {
        instance_id: InstanceId::new(element.attribute("instanceId")?),
        xml_sha256: element.attribute("xmlSha256")?.parse::<Sha256>().ok()?,
        kept_xml_sha256: match element.attribute("keptXmlSha256") {
            Some(digest) => Some(digest.parse().ok()?),
            None => None,
        },
        files: Vec::new(),
        missing: Vec::new(),
        aside: Vec::new(),
    };
    for child in &element.children {
        let name = || child.attribute("name").map(str::to_owned);
        match child.name.as_str() {
            "file" => receipt.files.push(ReceiptFile {
                name: name()?,
                sha256: child.attribute("sha256")?.parse().ok()?,
                size: child.attribute("size")?.parse().ok()?,
            }),
            "missing" => receipt.missing.push(name()?),
            "aside" => receipt.aside.push(child.attribute("sha256")?.parse().ok()?),
            _ => {}
        }
    }
    receipt
        .files
        .iter()
        .all(|f| is_safe_file_name(&f.name))
        .then_some(receipt)
}

fn write_receipt(out: &mut String, receipt: &Receipt) {
    out.push_str("<receipt");
    attribute_into(out, "xmlns", RECEIPT_NS);
    attribute_into(out, "instanceId", receipt.instance_id.as_str());
    attribute_into(out, "xmlSha256", &receipt.xml_sha256.to_string());
    if let Some(kept) = &receipt.kept_xml_sha256 {
        attribute_into(out, "keptXmlSha256", &kept.to_string());
    }
    out.push('>');
    for file in &receipt.files {
        out.push_str("\n<file");
        attribute_into(out, "name", &file.name);
        attribute_into(out, "sha256", &file.sha256.to_string());
        attribute_into(out, "size", &file.size.to_string());
        out.push_str("/>");
    }
    for name in &receipt.missing {
        out.push_str("\n<missing");
        attribute_into(out, "name", name);
        out.push_str("/>");
    }
    for digest in &receipt.aside {
        out.push_str("\n<aside");
        attribute_into(out, "sha256", &digest.to_string());
        out.push_str("/>");
    }
    out.push_str("</receipt>\n");
}
