//! A small owned tree of an XML document with namespaces by URI and places in the text.
//!
//! Forms come from anywhere, so the reader holds limits and refuses what no form needs: document
//! type definitions, entities other than the five of XML, too deep nesting, too large a text.

mod grid;

use std::borrow::Cow;
use std::io::BufRead as _;
use std::ops::Range;
use std::sync::Arc;

use farola_model::limits::XML_DEPTH;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

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

/// A namespace URI, shared.
pub(crate) type Uri = Option<Arc<str>>;

/// A name with its prefix as written and its namespace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct XmlName {
    pub(crate) prefix: Option<Box<str>>,
    pub(crate) local: Box<str>,
    pub(crate) ns: Uri,
}

impl XmlName {
    /// Whether this is the name `local` of a namespace. What has no namespace at all counts as
    /// XForms: old forms forget the declaration.
    pub(crate) fn is(&self, ns: &str, local: &str) -> bool {
        let fits = match self.ns.as_deref() {
            Some(own) => own == ns,
            None => ns == XFORMS,
        };
        &*self.local == local && fits
    }

    /// The name as written.
    pub(crate) fn written(&self) -> String {
        match &self.prefix {
            Some(prefix) => format!("{prefix}:{}", self.local),
            None => self.local.to_string(),
        }
    }
}

/// An attribute.
#[derive(Debug, Clone)]
pub(crate) struct Attr {
    pub(crate) name: XmlName,
    pub(crate) value: String,
}

impl Attr {
    /// The attribute as it stands in a tag, a space first; before it the declaration of its
    /// prefix, where it has one.
    pub(crate) fn standing_alone(&self) -> Vec<String> {
        let written = |name: &str, value: &str| {
            let mut out = format!(" {name}=\"");
            escape_attribute(value, &mut out);
            out.push('"');
            out
        };
        let mut out = Vec::new();
        if let (Some(prefix), Some(uri)) = (&self.name.prefix, &self.name.ns) {
            out.push(written(&format!("xmlns:{prefix}"), uri));
        }
        out.push(written(&self.name.written(), &self.value));
        out
    }
}

/// What stands in an element.
#[derive(Debug, Clone)]
pub(crate) enum Child {
    Element(Element),
    Text(String),
}

/// An element.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) name: XmlName,
    pub(crate) attrs: Vec<Attr>,
    pub(crate) children: Vec<Child>,
    /// Byte offset of its start tag.
    pub(crate) at: usize,
    /// Bytes between its tags, for those whose content was left unread.
    pub(crate) unread: Option<Range<usize>>,
    /// What stands between its tags, where that is a plain list.
    pub(crate) table: Option<Arc<Table>>,
}

impl Element {
    /// Its child elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        })
    }

    /// Its first child element of that name.
    pub(crate) fn find(&self, ns: &str, local: &str) -> Option<&Element> {
        self.elements().find(|e| e.name.is(ns, local))
    }

    /// The value of an attribute without namespace.
    pub(crate) fn attr(&self, local: &str) -> Option<&str> {
        self.attrs
            .iter()
            .find(|a| a.name.prefix.is_none() && &*a.name.local == local)
            .map(|a| a.value.as_str())
    }

    /// The value of an attribute in a namespace.
    pub(crate) fn attr_ns(&self, ns: &str, local: &str) -> Option<&str> {
        self.attrs
            .iter()
            .find(|a| a.name.is(ns, local))
            .map(|a| a.value.as_str())
    }

    /// Whether it has child elements.
    pub(crate) fn has_elements(&self) -> bool {
        self.elements().next().is_some()
    }

    /// Appends the element as XML that stands on its own: every prefix is declared.
    pub(crate) fn write(&self, out: &mut String) {
        self.write_in(&mut Vec::new(), out);
    }

    fn write_in(&self, known: &mut Vec<(Option<Box<str>>, Uri)>, out: &mut String) {
        let depth = known.len();
        let written = self.name.written();
        out.push('<');
        out.push_str(&written);
        for name in std::iter::once(&self.name).chain(self.attrs.iter().map(|a| &a.name)) {
            let meaning = (name.prefix.clone(), name.ns.clone());
            let undeclared = |m: &&(Option<Box<str>>, Uri)| m.0 == meaning.0;
            if name.ns.is_none() || known.iter().rev().find(undeclared) == Some(&meaning) {
                continue;
            }
            match &name.prefix {
                Some(prefix) => out.push_str(&format!(" xmlns:{prefix}=\"")),
                None => out.push_str(" xmlns=\""),
            }
            escape_attribute(name.ns.as_deref().unwrap_or_default(), out);
            out.push('"');
            known.push(meaning);
        }
        for attr in &self.attrs {
            out.push_str(&format!(" {}=\"", attr.name.written()));
            escape_attribute(&attr.value, out);
            out.push('"');
        }
        out.push('>');
        for child in &self.children {
            match child {
                Child::Text(text) => escape_text(text, out),
                Child::Element(element) => element.write_in(known, out),
            }
        }
        out.push_str(&format!("</{written}>"));
        known.truncate(depth);
    }

    /// Its own text, white space kept.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        for child in &self.children {
            if let Child::Text(text) = child {
                out.push_str(text);
            }
        }
        out
    }
}

/// A read document.
#[derive(Debug, Default)]
pub(crate) struct Document {
    pub(crate) root: Element,
    /// Every prefix declared anywhere, first meaning first.
    pub(crate) prefixes: Vec<(String, Arc<str>)>,
}

/// Which elements keep their content unread: secondary instances, read by another reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Everything is read.
    All,
    /// The content of every `instance` element of a model but its first is left unread.
    SkipSecondary,
}

struct Builder<'a> {
    text: &'a str,
    stack: Vec<Element>,
    scopes: Vec<Vec<(Option<Box<str>>, Uri)>>,
    prefixes: Vec<(String, Arc<str>)>,
    uris: Vec<Arc<str>>,
    instances: usize,
    root: Option<Element>,
}

/// Reads a document.
pub(crate) fn read(bytes: &[u8], limit: usize, content: Content) -> Result<Document, FormError> {
    if bytes.len() > limit {
        return Err(FormError::TooBig { limit });
    }
    let text = std::str::from_utf8(bytes).map_err(|e| FormError::NotXml {
        offset: e.valid_up_to(),
        reason: "the text is not UTF-8",
    })?;
    // Also outside of references: the reader below does not look for them.
    let control = |b: &u8| *b < b' ' && !matches!(b, b'\t' | b'\n' | b'\r');
    if let Some(offset) = bytes.iter().position(control) {
        return Err(not_xml(offset, "a control character"));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut builder = Builder {
        text,
        stack: Vec::new(),
        scopes: Vec::new(),
        prefixes: Vec::new(),
        uris: Vec::new(),
        instances: 0,
        root: None,
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
                    let from = position(reader.buffer_position());
                    if let Some((table, length)) = text.get(from..).and_then(plain_list) {
                        reader.stream().consume(length);
                        if let Some(element) = builder.stack.last_mut() {
                            element.table = Some(Arc::new(table));
                        }
                        continue;
                    }
                    let span = reader
                        .read_to_end(start.name())
                        .map_err(|_| not_xml(at, "an instance element is not closed"))?;
                    let until = position(span.end);
                    if let Some(element) = builder.stack.last_mut() {
                        element.unread = Some(from..until);
                    }
                    builder.close(at)?;
                }
            }
            Event::Empty(start) => {
                builder.open(&start, at)?;
                builder.close(at)?;
            }
            Event::End(_) => builder.close(at)?,
            Event::Text(text) => builder.push_text(&text.xml10_content(), at)?,
            Event::CData(data) => builder.push_text(&data.into_inner(), at)?,
            Event::GeneralRef(reference) => {
                let resolved = resolve_reference(&reference.into_inner())
                    .ok_or_else(|| not_xml(at, "an entity that XML does not define"))?;
                let mut buffer = [0u8; 4];
                builder.push_text(resolved.encode_utf8(&mut buffer), at)?;
            }
            Event::DocType(_) => return Err(FormError::Dtd),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    if !builder.stack.is_empty() {
        return Err(not_xml(text.len(), "the document ends before its last tag"));
    }
    let root = builder
        .root
        .ok_or_else(|| not_xml(0, "there is no element"))?;
    Ok(Document {
        root,
        prefixes: builder.prefixes,
    })
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
    let (prefix, local) = match written.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, written),
    };
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

impl Builder<'_> {
    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), FormError> {
        if self.root.is_some() {
            return Err(not_xml(at, "there is more than one root element"));
        }
        if self.stack.len() >= XML_DEPTH {
            return Err(FormError::TooDeep { limit: XML_DEPTH });
        }
        let mut raw: Vec<(&str, Cow<'_, str>)> = Vec::new();
        for attribute in start.attributes() {
            let attribute =
                attribute.map_err(|_| not_xml(at, "an attribute is malformed or given twice"))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| not_xml(at, "an attribute has an entity XML does not define"))?;
            raw.push((attribute.key.0, value));
        }
        let mut names = raw.iter().map(|(key, _)| *key);
        if !is_name(start.name().0) || !names.all(is_name) {
            return Err(not_xml(at, "a name has characters that no name may have"));
        }
        self.declare(&raw);
        let name = self.resolve(start.name().0, true);
        let mut attrs = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            if key == "xmlns" || key.starts_with("xmlns:") {
                continue;
            }
            attrs.push(Attr {
                name: self.resolve(key, false),
                value: value.into_owned(),
            });
        }
        if name.is(XFORMS, "instance") {
            self.instances += 1;
        }
        self.stack.push(Element {
            name,
            attrs,
            children: Vec::new(),
            at,
            unread: None,
            table: None,
        });
        Ok(())
    }

    fn declare(&mut self, raw: &[(&str, Cow<'_, str>)]) {
        let mut scope = Vec::new();
        for (key, value) in raw {
            let prefix = if *key == "xmlns" {
                None
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                Some(prefix)
            } else {
                continue;
            };
            let uri = self.intern(value);
            if let (Some(prefix), Some(uri)) = (prefix, &uri)
                && !self.prefixes.iter().any(|(p, _)| p == prefix)
            {
                self.prefixes.push((prefix.to_owned(), uri.clone()));
            }
            scope.push((prefix.map(Into::into), uri));
        }
        self.scopes.push(scope);
    }

    fn intern(&mut self, uri: &str) -> Uri {
        if uri.is_empty() {
            return None;
        }
        if let Some(found) = self.uris.iter().find(|known| &***known == uri) {
            return Some(found.clone());
        }
        let shared: Arc<str> = uri.into();
        self.uris.push(shared.clone());
        Some(shared)
    }

    fn resolve(&self, written: &str, element: bool) -> XmlName {
        let (prefix, local) = match written.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, written),
        };
        let ns = if prefix.is_none() && !element {
            None
        } else {
            self.scopes
                .iter()
                .rev()
                .flat_map(|scope| scope.iter().rev())
                .find(|(declared, _)| declared.as_deref() == prefix)
                .and_then(|(_, uri)| uri.clone())
        };
        XmlName {
            prefix: prefix.map(Into::into),
            local: local.into(),
            ns,
        }
    }

    fn at_secondary(&self) -> bool {
        self.instances > 1
            && self
                .stack
                .last()
                .is_some_and(|e| e.name.is(XFORMS, "instance"))
            && self
                .stack
                .iter()
                .rev()
                .nth(1)
                .is_some_and(|e| e.name.is(XFORMS, "model"))
    }

    fn close(&mut self, at: usize) -> Result<(), FormError> {
        self.scopes.pop();
        let element = self
            .stack
            .pop()
            .ok_or_else(|| not_xml(at, "a tag closes nothing"))?;
        match self.stack.last_mut() {
            Some(parent) => parent.children.push(Child::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn push_text(&mut self, text: &str, at: usize) -> Result<(), FormError> {
        let Some(parent) = self.stack.last_mut() else {
            return if text.trim().is_empty() {
                Ok(())
            } else {
                Err(not_xml(
                    at.min(self.text.len()),
                    "text stands outside the root element",
                ))
            };
        };
        if let Some(Child::Text(last)) = parent.children.last_mut() {
            last.push_str(text);
        } else {
            parent.children.push(Child::Text(text.to_owned()));
        }
        Ok(())
    }
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

    fn read_all(text: &str) -> Result<Document, FormError> {
        read(text.as_bytes(), 1 << 20, Content::All)
    }

    #[test]
    fn reads_names_by_namespace() {
        let doc = read_all("<a xmlns='u:1' xmlns:p='u:2'><p:b c='1' p:d='2'>x&amp;&#65;</p:b></a>");
        let doc = doc.unwrap();
        let b = doc.root.find("u:2", "b").unwrap();
        assert_eq!((b.attr("c"), b.attr_ns("u:2", "d")), (Some("1"), Some("2")));
        assert_eq!(b.text(), "x&A");
        assert_eq!(doc.root.name.ns.as_deref(), Some("u:1"));
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
