//! A small owned tree of an XML document with namespaces by URI and places in the text.
//!
//! Forms come from anywhere, so the reader holds limits and refuses what no form needs: document
//! type definitions, entities other than the five of XML, too deep nesting, too large a text.

mod grid;
mod tree;

use std::borrow::Cow;
use std::io::BufRead as _;
use std::rc::Rc;
use std::sync::Arc;

use farola_model::limits::XML_DEPTH;
use quick_xml::XmlVersion;
use quick_xml::events::attributes::Attributes;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use self::tree::{Aside, Node, Tag};
pub(crate) use self::tree::{Attr, Child, Document, Element, Uri, XmlName};
use crate::def::table::Table;
use crate::error::FormError;

/// XForms elements.
pub(crate) const XFORMS: &str = "http://www.w3.org/2002/xforms";
/// JavaRosa's attributes and functions.
pub(crate) const JAVAROSA: &str = "http://openrosa.org/javarosa";
/// OpenRosa's attributes and metadata.
pub(crate) const OPENROSA: &str = "http://openrosa.org/xforms";
/// ODK's attributes, actions and events.
pub(crate) const ODK: &str = "http://www.opendatakit.org/xforms";

/// Which elements keep their content unread: secondary instances, read by another reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Everything is read.
    All,
    /// The content of every `instance` element of a model but its first is left unread.
    SkipSecondary,
}

struct Builder<'x> {
    text: &'x str,
    document: Document<'x>,
    /// The elements that are open, by their places in the document.
    open: Vec<Open>,
    /// Declared prefixes and what they mean, innermost last.
    declared: Vec<(Option<&'x str>, Uri)>,
    uris: Vec<Rc<str>>,
    instances: usize,
    /// What was read last is text of the innermost open element.
    in_text: bool,
}

/// An element that is not closed yet.
struct Open {
    node: usize,
    /// How many declarations hold around it.
    declared: usize,
}

/// The text of a document, where it is one that can be read.
fn text_of(bytes: &[u8], limit: usize) -> Result<&str, FormError> {
    if bytes.len() > limit {
        return Err(FormError::TooBig { limit });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| FormError::NotXml {
        offset: e.valid_up_to(),
        reason: "the text is not UTF-8",
    })?;
    // Also outside of references: the reader below does not look for them.
    if let Some(offset) = first_control(bytes) {
        return Err(not_xml(offset, "a control character"));
    }
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads a document.
pub(crate) fn read(
    bytes: &[u8],
    limit: usize,
    content: Content,
) -> Result<Document<'_>, FormError> {
    let text = text_of(bytes, limit)?;
    let mut reader = Reader::from_str(text);
    let mut builder = Builder {
        text,
        document: Document {
            // About what forms have; growing step by step would copy everything several times.
            nodes: Vec::with_capacity(text.len() / 32),
            attrs: Vec::with_capacity(text.len() / 64),
            prefixes: Vec::new(),
        },
        open: Vec::new(),
        declared: Vec::new(),
        uris: Vec::new(),
        instances: 0,
        in_text: false,
    };
    loop {
        let at = position(reader.buffer_position());
        let event = reader.read_event().map_err(|_| FormError::NotXml {
            offset: position(reader.error_position()),
            reason: "a tag, comment or declaration is not closed or does not match",
        })?;
        match event {
            Event::Start(start) => {
                builder.open(&start, at)?;
                if content == Content::SkipSecondary && builder.at_secondary() {
                    builder.set_aside(&mut reader, &start, at)?;
                }
            }
            Event::Empty(start) => {
                builder.open(&start, at)?;
                builder.close(at)?;
            }
            Event::End(_) => builder.close(at)?,
            Event::Text(text) => builder.push_text(text.xml10_content(), at)?,
            Event::CData(data) => builder.push_text(data.into_inner(), at)?,
            Event::GeneralRef(reference) => {
                let resolved = resolve_reference(&reference.into_inner())
                    .ok_or_else(|| not_xml(at, "an entity that XML does not define"))?;
                builder.push_text(Cow::Owned(resolved.to_string()), at)?;
            }
            Event::DocType(_) => return Err(FormError::Dtd),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !builder.open.is_empty() {
        return Err(not_xml(text.len(), "the document ends before its last tag"));
    }
    if builder.document.nodes.is_empty() {
        return Err(not_xml(0, "there is no element"));
    }
    Ok(builder.document)
}

/// The first byte that is a control character XML cannot hold.
fn first_control(bytes: &[u8]) -> Option<usize> {
    let control = |b: u8| b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    // A part at a time without a way out in between: the compiler looks at many bytes at once.
    let in_part = |part: &[u8]| part.iter().fold(false, |found, b| found | control(*b));
    let part = bytes.chunks(256).position(in_part)?;
    let from = part * 256;
    let rest = bytes.get(from..)?;
    rest.iter().position(|b| control(*b)).map(|at| from + at)
}

/// The list that a whole text is, where it is a plain one.
pub(crate) fn list(text: &str) -> Option<Table> {
    let text = match text.strip_prefix("<?xml") {
        Some(rest) => rest.split_once("?>")?.1,
        None => text,
    };
    let (table, length) = grid::read(text)?;
    text.get(length..)?.trim_ascii().is_empty().then_some(table)
}

/// The list that an instance's content begins with, where nothing else is in it.
fn plain_list(content: &str) -> Option<(Table, usize)> {
    let (table, length) = grid::read(content)?;
    let rest = content.get(length..)?.trim_ascii_start();
    rest.starts_with("</instance>").then_some((table, length))
}

fn position(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

fn not_xml(offset: usize, reason: &'static str) -> FormError {
    FormError::NotXml { offset, reason }
}

/// A character reference or one of the five entities of XML itself.
fn resolve_reference(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix('x') {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(number).filter(|c| is_xml_char(*c))
}

/// Whether XML 1.0 can hold the character at all.
pub(crate) fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

/// A text without the characters that XML cannot hold: a value with one could not be saved.
pub(crate) fn without_controls(text: &str) -> Cow<'_, str> {
    // Almost no text has one: a look at the bytes is enough to know.
    let suspect = |found, b: &u8| found | (*b < b' ') | (*b == 0xef);
    let mut parts = text.as_bytes().chunks(64);
    if !parts.any(|part| part.iter().fold(false, suspect)) || text.chars().all(is_xml_char) {
        return Cow::Borrowed(text);
    }
    text.chars().filter(|c| is_xml_char(*c)).collect()
}

/// Whether a name can be written again: `local` or `prefix:local`, in the letters XML allows.
/// The reader takes anything up to a space for a name.
fn is_name(written: &str) -> bool {
    let mut bytes = written.bytes();
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if bytes.next().is_some_and(|b| b.is_ascii_alphabetic()) && bytes.all(plain) {
        return true;
    }
    let (prefix, local) = split_name(written);
    prefix.into_iter().chain([local]).all(|part| {
        let mut chars = part.chars();
        chars.next().is_some_and(starts_name) && chars.all(continues_name)
    })
}

fn starts_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{2ff}' | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

impl<'x> Builder<'x> {
    fn open(&mut self, start: &BytesStart<'x>, at: usize) -> Result<(), FormError> {
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
        if own.iter().any(|(known, _)| *known == prefix) {
            return Err(malformed(at));
        }
        let uri = self.intern(uri);
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

    fn intern(&mut self, uri: &str) -> Uri {
        if uri.is_empty() {
            return None;
        }
        if let Some(found) = self.uris.iter().find(|known| &***known == uri) {
            return Some(Rc::clone(found));
        }
        let shared: Rc<str> = uri.into();
        self.uris.push(Rc::clone(&shared));
        Some(shared)
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

    fn at_secondary(&self) -> bool {
        let mut innermost = self.open.iter().rev().map(|open| self.tag(open));
        let mut next_is =
            |name| matches!(innermost.next(), Some(Some(tag)) if tag.name.is(XFORMS, name));
        self.instances > 1 && next_is("instance") && next_is("model")
    }

    /// Leaves the content of the instance just opened out of the tree.
    fn set_aside(
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

    fn close(&mut self, at: usize) -> Result<(), FormError> {
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

    fn push_text(&mut self, text: Cow<'x, str>, at: usize) -> Result<(), FormError> {
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

/// A written name as prefix and local name.
pub(crate) fn split_name(written: &str) -> (Option<&str>, &str) {
    // Names are short: a plain look at each byte is quicker than a search prepared for long texts.
    let colon = written.bytes().position(|b| b == b':');
    let parts = colon.and_then(|at| Some((written.get(..at)?, written.get(at + 1..)?)));
    match parts {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, written),
    }
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

/// Line and column, from 1, of a byte offset.
pub(crate) fn line_column(bytes: &[u8], offset: usize) -> (u32, u32) {
    let before = bytes.get(..offset.min(bytes.len())).unwrap_or(bytes);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    let tail = before.get(start..).unwrap_or_default();
    // Continuation bytes of UTF-8 are not characters of their own.
    let column = tail.iter().filter(|b| (**b & 0xC0) != 0x80).count() + 1;
    (
        u32::try_from(line).unwrap_or(u32::MAX),
        u32::try_from(column).unwrap_or(u32::MAX),
    )
}

/// Appends text escaped for element content.
pub(crate) fn escape_text(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            _ => out.push(c),
        }
    }
}

/// Appends text escaped for an attribute in double quotes.
pub(crate) fn escape_attribute(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Result<Document<'_>, FormError> {
        read(text.as_bytes(), 1 << 20, Content::All)
    }

    #[test]
    fn reads_names_by_namespace() {
        let doc = read_all("<a xmlns='u:1' xmlns:p='u:2'><p:b c='1' p:d='2'>x&amp;&#65;</p:b></a>");
        let doc = doc.unwrap();
        let root = doc.root().unwrap();
        let b = root.find("u:2", "b").unwrap();
        assert_eq!((b.attr("c"), b.attr_ns("u:2", "d")), (Some("1"), Some("2")));
        assert_eq!(b.text(), "x&A");
        assert_eq!(root.name.ns.as_deref(), Some("u:1"));
    }

    #[test]
    fn refuses_what_no_form_needs() {
        let deep = "<a>".repeat(65);
        let cases: [(&str, &str); 7] = [
            (
                "<!DOCTYPE a><a/>",
                "a document type definition is not allowed",
            ),
            (
                "<a>&boom;</a>",
                "not well-formed XML at byte 3: an entity that XML does not define",
            ),
            ("<a><b></a>", "not well-formed XML"),
            ("", "not well-formed XML at byte 0: there is no element"),
            (
                "<a/><b/>",
                "not well-formed XML at byte 4: there is more than one root element",
            ),
            (
                "<a>",
                "not well-formed XML at byte 3: the document ends before its last tag",
            ),
            (&deep, "elements are nested deeper than 64"),
        ];
        for (text, message) in cases {
            let error = read_all(text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{text}: {error}");
        }
    }

    #[test]
    fn refuses_names_that_could_not_be_written_again() {
        for text in [
            "<a//>",
            "<a><b/c></b/c></a>",
            "<a 1='x'/>",
            "<a:/>",
            "<:a/>",
            "<a:b:c/>",
        ] {
            let error = read_all(text).unwrap_err().to_string();
            assert!(error.contains("a name has characters"), "{text}: {error}");
        }
        for text in [
            "<año/>",
            "<p:a-1.b xmlns:p='u:1' p:c='x'/>",
            "<数/>",
            "<_/>",
        ] {
            assert!(read_all(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn counts_lines_and_columns() {
        assert_eq!(line_column("añb\ncd".as_bytes(), 3), (1, 3));
        assert_eq!(line_column(b"ab\ncd", 4), (2, 2));
    }
}
