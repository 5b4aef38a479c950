//! Reads XML. Nothing outside the text is ever fetched: no DTD, no external entity.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Document, DocumentBuilder};
use crate::error::XPathError;
use crate::limits::{DOCUMENT_BYTES, DOCUMENT_DEPTH};

/// The namespace that the prefix `xml` always means.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

impl Document {
    /// Reads an XML text.
    ///
    /// # Errors
    /// [`XPathError::Document`] where the text is no well-formed XML, has a DTD with content,
    /// an unknown entity, or passes the limits of size and depth.
    pub fn parse(xml: &str) -> Result<Self, XPathError> {
        if xml.len() > DOCUMENT_BYTES {
            return Err(fault("it is too large", 0));
        }
        let mut reader = XmlReader {
            reader: Reader::from_str(xml),
            builder: DocumentBuilder::new(),
            namespaces: vec![(Some("xml".into()), XML.into())],
            frames: Vec::new(),
            rooted: false,
        };
        reader.read()?;
        Ok(reader.builder.finish())
    }
}

fn fault(reason: impl Into<String>, offset: u64) -> XPathError {
    XPathError::Document {
        reason: reason.into(),
        offset: usize::try_from(offset).unwrap_or(usize::MAX),
    }
}

struct XmlReader<'a> {
    reader: Reader<&'a [u8]>,
    builder: DocumentBuilder,
    /// Declared prefixes (`None`: the default) with their namespaces, innermost last.
    namespaces: Vec<(Option<Box<str>>, Box<str>)>,
    /// How many declarations there were when each open element began.
    frames: Vec<usize>,
    rooted: bool,
}

impl XmlReader<'_> {
    fn fault(&self, reason: impl Into<String>) -> XPathError {
        fault(reason, self.reader.buffer_position())
    }

    fn read(&mut self) -> Result<(), XPathError> {
        loop {
            let event = self.reader.read_event();
            let event =
                event.map_err(|error| fault(error.to_string(), self.reader.error_position()))?;
            match event {
                Event::Start(start) => self.open(&start)?,
                Event::Empty(start) => {
                    self.open(&start)?;
                    self.close();
                }
                Event::End(_) => self.close(),
                Event::Text(text) => {
                    let text = text.xml10_content();
                    self.text(&text)?;
                }
                Event::CData(text) => {
                    let text = text.xml10_content();
                    self.text(&text)?;
                }
                Event::GeneralRef(reference) => {
                    let text = entity(&reference).ok_or_else(|| {
                        self.fault(format!("the entity &{}; is not known", &*reference))
                    })?;
                    self.text(&text)?;
                }
                Event::Comment(text) => self.builder.comment(&text.xml10_content()),
                Event::PI(pi) => {
                    self.builder
                        .processing_instruction(pi.target(), pi.content().trim_start());
                }
                Event::DocType(doctype) => self.doctype(&doctype)?,
                Event::Decl(_) => {}
                Event::Eof => return self.end(),
            }
        }
    }

    /// `<!DOCTYPE html>` says nothing and is let through; a DTD can make small texts huge.
    fn doctype(&self, text: &str) -> Result<(), XPathError> {
        if text
            .trim()
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
        {
            return Ok(());
        }
        Err(self.fault("a DTD is not read"))
    }

    fn end(&self) -> Result<(), XPathError> {
        if self.builder.depth() > 0 {
            return Err(self.fault("an element is not closed"));
        }
        if !self.rooted {
            return Err(self.fault("there is no element"));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XPathError> {
        if self.builder.depth() > 0 {
            self.builder.text(text);
        } else if !text.trim().is_empty() {
            return Err(self.fault("there is text outside the root element"));
        }
        Ok(())
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XPathError> {
        if self.builder.depth() >= DOCUMENT_DEPTH {
            return Err(self.fault(format!(
                "it is nested deeper than {DOCUMENT_DEPTH} elements"
            )));
        }
        if self.builder.depth() == 0 && std::mem::replace(&mut self.rooted, true) {
            return Err(self.fault("there is more than one root element"));
        }
        self.frames.push(self.namespaces.len());
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.fault(error.to_string()))?;
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0);
            let value = value.map_err(|error| self.fault(error.to_string()))?;
            let key = attribute.key.into_inner();
            match key.split_once(':') {
                _ if key == "xmlns" => self.namespaces.push((None, value.into())),
                Some(("xmlns", prefix)) => {
                    self.namespaces.push((Some(prefix.into()), value.into()));
                }
                _ => attributes.push((key, value)),
            }
        }
        let name = start.name();
        let (prefix, local) = split(name.into_inner());
        let namespace = self.namespace(prefix).map(str::to_owned);
        self.builder.open_named(prefix, local, namespace.as_deref());
        for (key, value) in attributes {
            let (prefix, local) = split(key);
            // The default namespace is not for attributes.
            let namespace = prefix
                .and_then(|_| self.namespace(prefix))
                .map(str::to_owned);
            self.builder
                .attribute(prefix, local, namespace.as_deref(), &value);
        }
        Ok(())
    }

    fn namespace(&self, prefix: Option<&str>) -> Option<&str> {
        let found = self
            .namespaces
            .iter()
            .rev()
            .find(|(known, _)| known.as_deref() == prefix);
        found
            .map(|(_, namespace)| &**namespace)
            .filter(|namespace| !namespace.is_empty())
    }

    fn close(&mut self) {
        self.builder.close();
        if let Some(frame) = self.frames.pop() {
            self.namespaces.truncate(frame);
        }
    }
}

fn split(name: &str) -> (Option<&str>, &str) {
    match name.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, name),
    }
}

/// The five entities of XML itself and character references; no document can define more.
fn entity(reference: &str) -> Option<String> {
    let character = match reference {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    };
    Some(character.to_string())
}
