//! A bounded reader of small XML documents, and the escaping for writing them.
//!
//! OpenRosa documents are small, so they are read into a tree of elements: prefixes are
//! dropped (servers differ in them) and what is not known is passed over by the caller.

use std::fmt::Write as _;

use farola_model::limits::{RESPONSE_BYTES, XML_DEPTH};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::ProtocolError;

/// Most elements in one document: a list of 10,000 forms with eight fields each.
const MAX_ELEMENTS: usize = 100_000;

/// One element: local name, attributes by local name, own text, children.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    /// First child of that local name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// Trimmed text of the first child of that name, `None` where absent or empty.
    pub(crate) fn child_text(&self, name: &str) -> Option<String> {
        let text = self.child(name)?.text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Value of the attribute of that local name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    }
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// Reads a document whose root has the local name `expected`.
pub(crate) fn read(bytes: &[u8], expected: &'static str) -> Result<Element, ProtocolError> {
    if bytes.len() as u64 > RESPONSE_BYTES {
        return Err(ProtocolError::TooLarge {
            limit: RESPONSE_BYTES,
            unit: "bytes",
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|_| ProtocolError::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let root = read_tree(text)?;
    if root.name == expected {
        Ok(root)
    } else {
        Err(ProtocolError::WrongRoot { expected })
    }
}

fn read_tree(text: &str) -> Result<Element, ProtocolError> {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut elements = 0usize;
    loop {
        let event = reader.read_event();
        let offset = reader.buffer_position();
        let not_xml = || ProtocolError::NotXml { offset };
        match event.map_err(|_| not_xml())? {
            Event::Start(start) => {
                count(&mut elements)?;
                if open.len() >= XML_DEPTH {
                    return Err(ProtocolError::TooDeep { limit: XML_DEPTH });
                }
                if open.is_empty() && root.is_some() {
                    return Err(not_xml());
                }
                open.push(element(&start).ok_or_else(not_xml)?);
            }
            Event::Empty(start) => {
                count(&mut elements)?;
                let done = element(&start).ok_or_else(not_xml)?;
                close(done, &mut open, &mut root).ok_or_else(not_xml)?;
            }
            Event::End(_) => {
                let done = open.pop().ok_or_else(not_xml)?;
                close(done, &mut open, &mut root).ok_or_else(not_xml)?;
            }
            Event::Text(text) => push(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => push(&mut open, &text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref().map_err(|_| not_xml())? {
                    Some(c) => c.to_string(),
                    None => predefined(&reference.into_inner())
                        .ok_or_else(not_xml)?
                        .to_owned(),
                };
                push(&mut open, &resolved);
            }
            Event::DocType(_) => return Err(ProtocolError::DtdRefused),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    if !open.is_empty() {
        return Err(ProtocolError::NotXml {
            offset: reader.buffer_position(),
        });
    }
    root.ok_or(ProtocolError::NotXml { offset: 0 })
}

fn count(elements: &mut usize) -> Result<(), ProtocolError> {
    *elements += 1;
    if *elements > MAX_ELEMENTS {
        return Err(ProtocolError::TooLarge {
            limit: MAX_ELEMENTS as u64,
            unit: "elements",
        });
    }
    Ok(())
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        let value = value.chars().filter(|c| is_xml_char(*c)).collect();
        attributes.push((local(attribute.key.as_ref()), value));
    }
    let name = local(start.name().as_ref());
    Some(Element {
        name,
        attributes,
        ..Element::default()
    })
}

fn close(done: Element, open: &mut [Element], root: &mut Option<Element>) -> Option<()> {
    match open.last_mut() {
        Some(parent) => parent.children.push(done),
        None if root.is_none() => *root = Some(done),
        None => return None,
    }
    Some(())
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element
            .text
            .extend(text.chars().filter(|c| is_xml_char(*c)));
    }
}

/// Whether XML 1.0 can hold the character at all. What is left out when a document is written
/// is left out when it is read: what was read is what is written.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn predefined(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    })
}

/// Appends `text` escaped for element content and attribute values alike. Characters that
/// XML 1.0 cannot hold are left out: a title with one must not break the whole list.
pub(crate) fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            c if is_xml_char(c) => out.push(c),
            _ => {}
        }
    }
}

/// Appends `<name>text</name>`.
pub(crate) fn field_into(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name}>");
    escape_into(out, text);
    let _ = write!(out, "</{name}>");
}

/// Appends ` name="text"`.
pub(crate) fn attribute_into(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, " {name}=\"");
    escape_into(out, text);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out_when_read_as_when_written() {
        let root = read("<a b='x\u{1}y'>p\u{0}q&#7;r</a>".as_bytes(), "a").unwrap();
        assert_eq!(
            (root.attribute("b"), root.text.as_str()),
            (Some("xy"), "pqr")
        );
        let mut out = String::new();
        escape_into(&mut out, "p\u{0}q\u{7}r\u{fffe}s");
        assert_eq!(out, "pqrs");
    }

    #[test]
    fn white_space_is_written_so_that_an_attribute_keeps_it() {
        let text = "a\tb\nc\rd 'e' \"f\" <g> & h";
        let mut out = String::from("<a");
        attribute_into(&mut out, "b", text);
        out.push_str("/>");
        assert_eq!(
            out,
            "<a b=\"a&#9;b&#10;c&#13;d 'e' &quot;f&quot; &lt;g&gt; &amp; h\"/>"
        );
        let read = read(out.as_bytes(), "a").unwrap();
        assert_eq!(read.attribute("b"), Some(text));
    }
}
