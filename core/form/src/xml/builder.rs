//! Puts a document together from what the reader finds, with limits.

use std::borrow::Cow;
use std::io::BufRead as _;
use std::rc::Rc;
use std::sync::Arc;

use farola_model::limits::{XML_ATTRIBUTES, XML_DEPTH, XML_NAMESPACES};
use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;
use quick_xml::events::attributes::Attributes;
use quick_xml::reader::Reader;

use super::lists::plain_list;
use super::names::{is_name, split_name};
use super::namespaces::XFORMS;
use super::tree::{Aside, Attr, Document, Node, Tag, Uri, XmlName};
use crate::error::FormError;

/// A document in the making.
pub(super) struct Builder<'x> {
    pub(super) text: &'x str,
    pub(super) document: Document<'x>,
    /// The elements that are open, by their places in the document.
    pub(super) open: Vec<Open>,
    /// Declared prefixes and what they mean, innermost last.
    pub(super) declared: Vec<(Option<&'x str>, Uri)>,
    pub(super) uris: Vec<Rc<str>>,
    pub(super) instances: usize,
    /// What was read last is text of the innermost open element.
    pub(super) in_text: bool,
}

/// An element that is not closed yet.
pub(super) struct Open {
    node: usize,
    /// How many declarations hold around it.
    declared: usize,
}

impl<'x> Builder<'x> {
    pub(super) fn open(&mut self, start: &BytesStart<'x>, at: usize) -> Result<(), FormError> {
        if self.open.is_empty() && !self.document.nodes.is_empty() {
            return Err(not_xml(at, "there is more than one root element"));
        }
        if self.open.len() >= XML_DEPTH {
            return Err(FormError::TooDeep { limit: XML_DEPTH });
        }
        let declared = self.declared.len();
        let first = self.document.attrs.len();
        // The text of the tag where it stands: what is taken of it needs no copy.
        let tag: &'x str = self.text.get(at + 1..at + 1 + start.len()).unwrap_or("");
        let length = start.name().0.len();
        let written = tag.get(..length).unwrap_or("");
        let mut named = is_name(written);
        let mut attributes = Attributes::new(tag, length);
        // Its own check of names given twice allocates for every tag.
        for attribute in attributes.with_checks(false) {
            let attribute = attribute.map_err(|_| malformed(at))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| not_xml(at, "an attribute has an entity XML does not define"))?;
            let key = attribute.key.0;
            named &= is_name(key);
            match declares(key) {
                Some(prefix) => self.declare(prefix, &value, declared, at)?,
                None => self.attribute(key, value, first, at)?,
            }
        }
        if !named {
            return Err(not_xml(at, "a name has characters that no name may have"));
        }
        self.resolve_attributes(first);
        let name = self.resolve(written, true);
        if name.is(XFORMS, "instance") {
            self.instances += 1;
        }
        self.in_text = false;
        self.open.push(Open {
            node: self.document.nodes.len(),
            declared,
        });
        self.document.nodes.push(Node::Element(Tag {
            name,
            at,
            attrs: number(first)..number(self.document.attrs.len()),
            end: 0,
            aside: None,
        }));
        Ok(())
    }

    fn declare(
        &mut self,
        prefix: Option<&'x str>,
        uri: &str,
        from: usize,
        at: usize,
    ) -> Result<(), FormError> {
        let own = self.declared.get(from..).unwrap_or_default();
        if own.len() >= XML_NAMESPACES || self.document.prefixes.len() >= XML_NAMESPACES {
            return Err(too_many("namespaces", XML_NAMESPACES));
        }
        if own.iter().any(|(known, _)| *known == prefix) {
            return Err(malformed(at));
        }
        let uri = self.intern(uri)?;
        if let (Some(prefix), Some(uri)) = (prefix, &uri)
            && !self.document.prefixes.iter().any(|(p, _)| *p == prefix)
        {
            self.document.prefixes.push((prefix, Rc::clone(uri)));
        }
        self.declared.push((prefix, uri));
        Ok(())
    }

    /// Keeps an attribute; its namespace may be declared behind it.
    fn attribute(
        &mut self,
        key: &'x str,
        value: Cow<'x, str>,
        first: usize,
        at: usize,
    ) -> Result<(), FormError> {
        let (prefix, local) = split_name(key);
        let own = self.document.attrs.get(first..).unwrap_or_default();
        if own.len() >= XML_ATTRIBUTES {
            return Err(too_many("attributes of one element", XML_ATTRIBUTES));
        }
        if own
            .iter()
            .any(|a| a.name.local == local && a.name.prefix == prefix)
        {
            return Err(malformed(at));
        }
        let name = XmlName {
            prefix,
            local,
            ns: None,
        };
        self.document.attrs.push(Attr { name, value });
        Ok(())
    }

    fn resolve_attributes(&mut self, first: usize) {
        for attr in self.document.attrs.iter_mut().skip(first) {
            if let Some(prefix) = attr.name.prefix {
                attr.name.ns = meaning(&self.declared, Some(prefix));
            }
        }
    }

    fn intern(&mut self, uri: &str) -> Result<Uri, FormError> {
        if uri.is_empty() {
            return Ok(None);
        }
        if let Some(found) = self.uris.iter().find(|known| &***known == uri) {
            return Ok(Some(Rc::clone(found)));
        }
        if self.uris.len() >= XML_NAMESPACES {
            return Err(too_many("namespaces", XML_NAMESPACES));
        }
        let shared: Rc<str> = uri.into();
        self.uris.push(Rc::clone(&shared));
        Ok(Some(shared))
    }

    fn resolve(&self, written: &'x str, element: bool) -> XmlName<'x> {
        let (prefix, local) = split_name(written);
        let ns = match prefix {
            None if !element => None,
            prefix => meaning(&self.declared, prefix),
        };
        XmlName { prefix, local, ns }
    }

    fn tag(&self, open: &Open) -> Option<&Tag<'x>> {
        match self.document.nodes.get(open.node)? {
            Node::Element(tag) => Some(tag),
            Node::Text(_) => None,
        }
    }

    pub(super) fn at_secondary(&self) -> bool {
        let mut innermost = self.open.iter().rev().map(|open| self.tag(open));
        let mut next_is =
            |name| matches!(innermost.next(), Some(Some(tag)) if tag.name.is(XFORMS, name));
        self.instances > 1 && next_is("instance") && next_is("model")
    }

    /// Leaves the content of the instance just opened out of the tree.
    pub(super) fn set_aside(
        &mut self,
        reader: &mut Reader<&'x [u8]>,
        start: &BytesStart<'x>,
        at: usize,
    ) -> Result<(), FormError> {
        let from = position(reader.buffer_position());
        if let Some((table, length)) = self.text.get(from..).and_then(plain_list) {
            reader.stream().consume(length);
            // Its end tag comes next.
            self.put_aside(Aside::Table(Arc::new(table)));
            return Ok(());
        }
        let span = reader
            .read_to_end(start.name())
            .map_err(|_| not_xml(at, "an instance element is not closed"))?;
        self.put_aside(Aside::Unread(from..position(span.end)));
        self.close(at)
    }

    fn put_aside(&mut self, aside: Aside) {
        if let Some(Node::Element(tag)) = self.document.nodes.last_mut() {
            tag.aside = Some(Box::new(aside));
        }
    }

    pub(super) fn close(&mut self, at: usize) -> Result<(), FormError> {
        let open = self
            .open
            .pop()
            .ok_or_else(|| not_xml(at, "a tag closes nothing"))?;
        self.declared.truncate(open.declared);
        self.in_text = false;
        let end = number(self.document.nodes.len());
        if let Some(Node::Element(tag)) = self.document.nodes.get_mut(open.node) {
            tag.end = end;
        }
        Ok(())
    }

    pub(super) fn push_text(&mut self, text: Cow<'x, str>, at: usize) -> Result<(), FormError> {
        if self.open.is_empty() {
            return if text.trim().is_empty() {
                Ok(())
            } else {
                Err(not_xml(
                    at.min(self.text.len()),
                    "text stands outside the root element",
                ))
            };
        }
        match self.document.nodes.last_mut() {
            Some(Node::Text(last)) if self.in_text => last.to_mut().push_str(&text),
            _ => self.document.nodes.push(Node::Text(text)),
        }
        self.in_text = true;
        Ok(())
    }
}

/// A place in a list; documents are far smaller than four thousand million bytes.
fn number(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn malformed(at: usize) -> FormError {
    not_xml(at, "an attribute is malformed or given twice")
}

fn too_many(what: &'static str, limit: usize) -> FormError {
    FormError::TooMany { what, limit }
}

/// The prefix that an attribute declares, where it declares one; `None` inside for the
/// namespace of names without prefix.
#[allow(clippy::option_option)]
fn declares(key: &str) -> Option<Option<&str>> {
    match key.strip_prefix("xmlns")? {
        "" => Some(None),
        rest => rest.strip_prefix(':').map(Some),
    }
}

fn meaning(declared: &[(Option<&str>, Uri)], prefix: Option<&str>) -> Uri {
    let mut innermost = declared.iter().rev();
    let found = innermost.find(|(declared, _)| *declared == prefix);
    found.and_then(|(_, uri)| uri.clone())
}

pub(super) fn position(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

pub(super) fn not_xml(offset: usize, reason: &'static str) -> FormError {
    FormError::NotXml { offset, reason }
}
